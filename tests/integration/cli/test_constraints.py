"""`constraints`: areas taken in from the service and from files, and listed."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from shapely import box

from alerts.cli.installation import Installation
from alerts.db import boundaries, constraints
from geo.boundaries import Boundary, BoundaryKind
from tests.integration.cli.conftest import Council, Run
from tests.rig.feed import Asked
from tests.rig.feed_answers import Answer, json_answer, status

DATA = Path(__file__).parents[2] / "data" / "constraints"
CAMDEN = "E09000007"
ENTITIES = json.loads((DATA / "entities.json").read_bytes())
FETCH = ("constraints", "fetch", "--kind", "conservation-area")


def an_entity(number: int) -> dict[str, Any]:
    west = round(-0.2 + 0.0001 * number, 5)
    outline = f"POLYGON (({west} 51.55, {west + 0.00005:.5f} 51.55, {west} 51.551, {west} 51.55))"
    return {**ENTITIES["entities"][0], "entity": number, "name": f"Area {number}", "geometry": outline}


def service_of(number: int) -> Callable[[Asked], Answer]:
    """Areas by limit and offset, as planning.data.gov.uk gives them."""
    known = [an_entity(n) for n in range(1, number + 1)]

    def answer(asked: Asked) -> Answer:
        offset, limit = int(asked.query["offset"]), int(asked.query["limit"])
        return json_answer({"entities": known[offset : offset + limit], "links": {}, "count": number})

    return answer


@pytest.fixture
def served(ready: Run, council: Council, config: Path, installation: Installation) -> Run:
    """The commands, with a service of our own and the boundary of Camden known."""
    config.write_text(config.read_text() + f'[constraints]\nurl = "{council.rig.url}/planning"\n')
    extent = box(524_000, 181_000, 531_000, 188_000)
    with installation.database.writing() as session:
        boundaries.replace(session, [Boundary(BoundaryKind.AUTHORITY, CAMDEN, "Camden", None, 2026, extent)])
    return ready


def entities(installation: Installation) -> list[int]:
    with installation.database.reading() as session:
        return [area.entity for area in constraints.near(session, [box(0, 0, 700_000, 1_300_000)])]


def test_areas_are_imported_and_what_is_odd_is_told(ready: Run, installation: Installation) -> None:
    done = ready("constraints", "import", DATA / "areas.geojson", "--kind", "conservation-area")
    assert done.status == 0
    assert done.err.splitlines() == [
        "Entity 44000003 (Brixton Conservation Area): the start-date 2059-01-15 cannot be right and was left out.",
        "Entity 44000006 (Nowhere) has no outline.",
        "Entity 44000007 (Belfast) is outside Great Britain.",
        "Stored 4 areas.",
    ]
    assert entities(installation) == [44000001, 44000002, 44000003, 44000004]


def test_a_second_import_adds_to_the_first(ready: Run, installation: Installation) -> None:
    for name in ("areas.geojson", "entities.json", "areas.geojson"):
        assert ready("constraints", "import", DATA / name, "--kind", "conservation-area").status == 0
    assert len(entities(installation)) == 6


def test_a_file_of_another_kind_is_refused_whole(ready: Run, installation: Installation) -> None:
    done = ready("constraints", "import", DATA / "entities.json", "--kind", "tree-preservation-zone")
    assert done.status == 1
    assert done.err.endswith(
        "planning-alerts: none of the records could be read as an area; nothing was changed\n"
    )
    assert entities(installation) == []


@pytest.mark.parametrize(
    ("content", "said"), [("<html>", "The file is not JSON"), ("{}", "neither features nor entities")]
)
def test_what_is_no_such_file_ends_with_1(ready: Run, tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "areas.json").write_text(content)
    done = ready("constraints", "import", tmp_path / "areas.json", "--kind", "conservation-area")
    assert (done.status, done.err.count("\n")) == (1, 1)
    assert said in done.err


def test_wrong_usage_ends_with_2(ready: Run) -> None:
    assert ready("constraints", "fetch").status == 2
    assert ready("constraints", "fetch", "--kind", "green-belt").status == 2
    assert ready("constraints", "import", "none.json", "--kind", "conservation-area").status == 2


def test_the_areas_of_an_authority_are_fetched_page_by_page(
    served: Run, council: Council, installation: Installation
) -> None:
    council.rig.on("GET", "/planning/entity.json", service_of(230))
    done = served(*FETCH, "--authority", CAMDEN)
    assert done.status == 0
    assert done.err.endswith("Stored 230 areas, removed 0.\n")
    asked = [request.query for request in council.rig.requests if request.path.startswith("/planning")]
    assert [query["offset"] for query in asked] == ["0", "100", "200"]
    assert {(query["dataset"], query["geometry_relation"]) for query in asked} == {
        ("conservation-area", "intersects")
    }
    assert asked[0]["geometry"].startswith("POLYGON ((-0.1")
    assert len(entities(installation)) == 230


def test_a_second_fetch_takes_away_what_is_gone_unless_too_much_is(
    served: Run, council: Council, installation: Installation
) -> None:
    for number, said in (
        (10, "Stored 10 areas, removed 0.\n"),
        (8, "Stored 8 areas, removed 2.\n"),
        (1, "Kept 7 areas that the service no longer gives: it gave fewer than half of those known.\n"),
    ):
        council.rig.on("GET", "/planning/entity.json", service_of(number))
        assert served(*FETCH, "--authority", CAMDEN).err.endswith(said)
    assert len(entities(installation)) == 8


def test_without_an_authority_all_of_a_kind_is_fetched(served: Run, council: Council) -> None:
    council.rig.on("GET", "/planning/entity.json", service_of(3))
    assert served(*FETCH).status == 0
    assert "geometry" not in council.rig.requests[-1].query


def test_an_authority_without_a_boundary_names_the_command(served: Run) -> None:
    done = served(*FETCH, "--authority", CAMDEN, "--authority", "E09000019")
    assert done.status == 1
    assert "no boundary of E09000019 is known" in done.err
    assert "`planning-alerts boundaries fetch --kind authority --authority E09000019`" in done.err


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (status(404), "planning.data.gov.uk could not be read"),
        (status(422), "no longer takes what we ask it (422): download the dataset"),
        (Answer(b"<html>Sorry</html>"), "did not answer in JSON. Try again later."),
        (json_answer({"entities": [], "links": {}, "count": 5}), "gave 0 areas and says that it has 5"),
    ],
)
def test_a_service_that_fails_ends_with_1_and_changes_nothing(
    served: Run, council: Council, installation: Installation, answer: Answer, said: str
) -> None:
    council.rig.on("GET", "/planning/entity.json", service_of(2))
    assert served(*FETCH).status == 0
    council.rig.on("GET", "/planning/entity.json", answer)
    done = served(*FETCH)
    assert done.status == 1
    assert said in done.err.splitlines()[-1]
    assert entities(installation) == [1, 2]


def test_what_is_known_is_listed(ready: Run) -> None:
    assert "planning-alerts constraints fetch" in ready("constraints", "list").err
    assert ready("constraints", "list", "--json").json == []
    ready("constraints", "import", DATA / "areas.geojson", "--kind", "conservation-area")
    assert ready("constraints", "list").out.startswith(
        "conservation-area: 4 areas, 1 of them ended, last read 20"
    )
    (line,) = ready("constraints", "list", "--json").json
    assert (line["dataset"], line["areas"], line["ended"]) == ("conservation-area", 4, 1)
