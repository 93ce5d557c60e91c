"""`boundaries fetch`, `compare`, `import` and `status` against a service that speaks as the ONS one does."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from alerts.cli.installation import Installation
from alerts.db import boundaries, vintages
from alerts.db.tables import AreaQuestionRow
from alerts.domain.watch_area import parse_area_name
from alerts.services.areas import watch_area
from geo.boundaries import BoundaryKind
from tests.factories import subscribe
from tests.integration.cli.conftest import Council, Run
from tests.integration.cli.test_pipeline import letters
from tests.rig.feed import Asked, FeedRig
from tests.rig.feed_answers import Answer, json_answer, status

CAMDEN, CARDIFF, GLASGOW = "E09000007", "W06000015", "S12000049"
LAYER = "WD_MAY_2026_UK_BGC"
WEST, EAST = -0.15, -0.13


def a_ward(code: str, name: str, authority: str, west: float, east: float, year: int = 26) -> dict[str, Any]:
    ring = [[west, 51.54], [east, 51.54], [east, 51.56], [west, 51.56], [west, 51.54]]
    return {
        "type": "Feature",
        "properties": {f"WD{year}CD": code, f"WD{year}NM": name, f"LAD{year}CD": authority},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


@dataclass
class Ons:
    """A layer of the service: fields, counts, and pages of two whose flag stands where that of GeoJSON stands."""

    rig: FeedRig
    features: list[dict[str, Any]]
    layer: str = LAYER
    fields: tuple[str, ...] = ("FID", "WD26CD", "WD26NM", "WD26NMW", "LAD26CD", "LAD26NM")
    gone_from: int | None = None
    """From this offset on the service is out of order."""
    errs_from: int | None = None
    """From this offset on it answers with an error, as the service does, as HTTP 200."""
    counted: int | None = None
    """How many there are, in its own words."""
    pages: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        service = f"/arcgis/{self.layer}/FeatureServer/0"
        self.rig.on(
            "GET", service, lambda _: json_answer({"fields": [{"name": name} for name in self.fields]})
        )
        self.rig.on("GET", f"{service}/query", self._query)

    def _query(self, asked: Asked) -> Answer:
        codes = re.findall("'(.*?)'", asked.query["where"])
        authority = next((name for name in self.fields if name.startswith("LAD") and name.endswith("CD")), "")
        found = [each for each in self.features if not codes or each["properties"].get(authority) in codes]
        if "returnCountOnly" in asked.query:
            return json_answer({"count": self.counted or len(found)})
        offset = int(asked.query["resultOffset"])
        if self.gone_from is not None and offset >= self.gone_from:
            return status(404)
        if self.errs_from is not None and offset >= self.errs_from:
            return json_answer({"error": {"code": 429, "message": "Too many requests"}})
        self.pages.append(offset)
        page = found[offset : offset + 2]
        more = {"properties": {"exceededTransferLimit": True}} if offset + 2 < len(found) else {}
        return json_answer({"type": "FeatureCollection", "features": page, **more})


def of_2025() -> list[dict[str, Any]]:
    return [
        a_ward("E05000001", "Gospel Oak", CAMDEN, -0.15, -0.14, 25),
        a_ward("E05000002", "Kentish Town", CAMDEN, -0.14, -0.13, 25),
        a_ward("W05000001", "Cathays", CARDIFF, -3.18, -3.17, 25),
        a_ward("S13000001", "Govan", GLASGOW, -4.3, -4.29, 25),
    ]


def of_2026() -> list[dict[str, Any]]:
    return [
        a_ward("E05000003", "Queen's Crescent", CAMDEN, -0.15, -0.1425),
        a_ward("E05000002", "Kentish Town", CAMDEN, -0.1425, -0.13),
        a_ward("W05000001", "Cathays", CARDIFF, -3.18, -3.17),
        a_ward("S13000001", "Govan", GLASGOW, -4.3, -4.29),
    ]


@pytest.fixture
def here(ready: Run, council: Council, config: Path, gazetteer: Path, tmp_path: Path) -> Run:
    """An installation that knows the wards of 2025, with a folder of its own for what is fetched."""
    own = tmp_path / "own" / "postcodes.sqlite"
    own.parent.mkdir()
    own.write_bytes(gazetteer.read_bytes())
    text = config.read_text().replace(str(gazetteer), str(own))
    config.write_text(text + f'[boundaries]\nons_url = "{council.rig.url}/arcgis"\n')
    file = tmp_path / "wards.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": of_2025()}))
    assert ready("boundaries", "import", file, "--kind", "ward", "--vintage", "2025").status == 0
    return ready


@pytest.fixture
def ons(council: Council) -> Ons:
    return Ons(council.rig, of_2026())


def watch(installation: Installation, email: str, name: str) -> None:
    with installation.database.writing() as session:
        subscribe(session, email, watch_area(session, installation.places, parse_area_name(name)))


def asked(installation: Installation) -> list[tuple[str, str]]:
    with installation.database.reading() as session:
        rows = session.scalars(select(AreaQuestionRow).order_by(AreaQuestionRow.id))
        return [(row.event, row.area) for row in rows]


def in_use(installation: Installation) -> list[tuple[str, int]]:
    with installation.database.reading() as session:
        return [(each.code, each.vintage) for each in boundaries.in_use(session, BoundaryKind.WARD)]


def fetch(run: Run, *more: object) -> Any:
    return run("boundaries", "fetch", "--kind", "ward", "--layer", LAYER, *more)


def test_all_wards_of_england_scotland_and_wales_come_in_one_go(
    here: Run, ons: Ons, installation: Installation
) -> None:
    done = fetch(here)
    assert (done.status, done.err) == (0, "Stored 4 boundaries.\n")
    assert ons.pages == [0, 2]
    assert in_use(installation) == [
        ("E05000002", 2026),
        ("E05000003", 2026),
        ("S13000001", 2026),
        ("W05000001", 2026),
    ]


def test_one_authoritys_wards_come_and_the_others_stay_as_they_are(
    here: Run, ons: Ons, installation: Installation
) -> None:
    assert fetch(here, "--authority", CAMDEN).err == "Stored 2 boundaries.\n"
    assert in_use(installation) == [
        ("E05000002", 2026),
        ("E05000003", 2026),
        ("S13000001", 2025),
        ("W05000001", 2025),
    ]


def test_who_watches_an_abolished_ward_gets_one_letter_however_often_it_is_fetched(
    here: Run, ons: Ons, installation: Installation, tmp_path: Path
) -> None:
    watch(installation, "alice@example.com", "ward:E05000001")
    first = fetch(here)
    assert "This changes fewer than 5 areas of fewer than 5 people: they are asked by e-mail" in first.err
    for _ in range(2):
        here("send")
        assert "asked" not in fetch(here).err
    (letter,) = letters(tmp_path / "outbox")
    assert "Gospel Oak ward was abolished" in letter
    assert "Stop all these e-mails" in letter
    assert asked(installation) == [("abolished", "ward:E05000001")]


def test_what_would_change_is_said_and_kept_and_nothing_taken(
    here: Run, ons: Ons, installation: Installation
) -> None:
    watch(installation, "alice@example.com", "ward:E05000001")
    done = here("boundaries", "compare", "--kind", "ward", "--layer", LAYER)
    assert done.out == (
        "ward boundaries of 2026: 4; in use now: 4 (of 2025)\n"
        "new: 1\n"
        "  E05000003 Queen's Crescent\n"
        "abolished: 1\n"
        "  E05000001 Gospel Oak; its ground: E05000003 Queen's Crescent 75%, E05000002 Kentish Town 25%\n"
        "redrawn: 1\n"
        "  E05000002 Kentish Town: lost 0.0% of its ground, 20.0% of it is new\n"
        "renamed: 0\n"
        "as they were: 2\n"
        "touched: fewer than 5 areas of fewer than 5 people\n"
    )
    assert fetch(here, "--dry-run").out == done.out
    document = here("boundaries", "compare", "--kind", "ward", "--layer", LAYER, "--json").json
    assert document["abolished"][0]["place"]["code"] == "E05000001"
    assert document["touched"] == {"areas": None, "people": None}
    assert {vintage for _, vintage in in_use(installation)} == {2025}
    assert asked(installation) == []
    with installation.database.reading() as session:
        newest = vintages.compared(session)[0]
    assert (newest.found.vintage, newest.taken_at) == (2026, None)


def test_a_fetch_that_broke_off_goes_on_where_it_was(here: Run, ons: Ons, installation: Installation) -> None:
    ons.gone_from = 2
    assert fetch(here).status == 1
    assert {vintage for _, vintage in in_use(installation)} == {2025}
    ons.gone_from = None
    assert fetch(here).status == 0
    assert ons.pages == [0, 2]
    assert list((installation.gazetteer_path.parent / "fetched").iterdir()) == []


def test_an_error_that_comes_as_a_page_is_asked_for_anew_and_no_other(
    here: Run, ons: Ons, installation: Installation
) -> None:
    ons.errs_from = 2
    done = fetch(here)
    assert (done.status, "answered with an error: Too many requests" in done.err) == (1, True)
    ons.errs_from = None
    assert fetch(here).status == 0
    assert ons.pages == [0, 2]


def test_pages_that_do_not_fit_together_are_asked_for_anew(here: Run, ons: Ons) -> None:
    ons.counted = 5
    done = fetch(here)
    assert (done.status, "gave 4 boundaries and says that it has 5" in done.err) == (1, True)
    ons.counted = None
    assert fetch(here).status == 0


def test_where_no_page_can_be_kept_a_fetch_goes_on_without(
    here: Run, ons: Ons, installation: Installation
) -> None:
    (installation.gazetteer_path.parent / "fetched").write_bytes(b"no folder")
    assert fetch(here).status == 0
    assert ons.pages == [0, 2]


def test_what_is_being_fetched_of_postcodes_stays_where_it_is(
    here: Run, ons: Ons, installation: Installation
) -> None:
    part = installation.gazetteer_path.parent / "fetched" / f"codepoint-{'0' * 32}.part"
    part.parent.mkdir(exist_ok=True)
    part.write_bytes(b"a half")
    assert fetch(here).status == 0
    assert list(part.parent.iterdir()) == [part]


def test_a_vintage_with_far_fewer_wards_is_refused_without_anyway(
    here: Run, ons: Ons, installation: Installation
) -> None:
    del ons.features[1:3]
    done = fetch(here)
    assert (done.status, "4 ward boundaries now, and only 2 came" in done.err) == (1, True)
    assert {vintage for _, vintage in in_use(installation)} == {2025}
    assert fetch(here, "--anyway").status == 0
    # Of Wales nothing came at all: what is not in a vintage by its kind is left alone.
    assert in_use(installation) == [("E05000003", 2026), ("S13000001", 2026), ("W05000001", 2025)]


@pytest.mark.parametrize(
    ("layer", "fields", "said"),
    [
        (
            LAYER,
            ("FID", "WD26CD", "WD26NM"),
            "has no fields for the code, the name and the authority of a ward",
        ),
        (LAYER, (), "it has nothing"),
        ("../services", (), "is not the name of a layer"),
        ("WD_MAY_2031_UK_BGC", (), "could not be read"),
    ],
)
def test_a_layer_that_cannot_be_used_is_refused(
    here: Run, ons: Ons, layer: str, fields: tuple[str, ...], said: str
) -> None:
    ons.fields = fields
    done = here("boundaries", "fetch", "--kind", "ward", "--layer", layer)
    assert (done.status, said in done.err) == (1, True), done.err


def test_the_status_says_vintages_ages_and_what_has_no_boundary_any_more(
    here: Run, ons: Ons, installation: Installation
) -> None:
    watch(installation, "alice@example.com", "ward:E05000001")
    fetch(here)
    said = here("boundaries", "status").out.splitlines()
    assert (
        re.sub(r"taken \S+,", "taken …,", said[0]) == "ward 2025: 4 boundaries, 0 in use, taken …, 0 days ago"
    )
    assert (
        re.sub(r"taken \S+,", "taken …,", said[1]) == "ward 2026: 4 boundaries, 4 in use, taken …, 0 days ago"
    )
    assert said[2:] == [
        "watched, and no boundary any more: E05000001 Gospel Oak ward, Camden, by fewer than 5 people",
        "Boundaries: Source: Office for National Statistics licensed under the Open Government Licence v.3.0. Contains"
        " OS data © Crown copyright and database right 2026.",
    ]
    document = here("boundaries", "status", "--json").json
    assert document["watched_without_boundary"] == [
        {"kind": "ward", "code": "E05000001", "label": "Gospel Oak ward, Camden", "people": None}
    ]
    assert [(each["year"], each["in_use"]) for each in document["vintages"]] == [(2025, 0), (2026, 4)]


def test_without_boundaries_the_status_names_the_command(ready: Run) -> None:
    assert "planning-alerts boundaries fetch" in ready("boundaries", "status").err


def test_a_file_of_northern_ireland_alone_is_refused_with_words(here: Run, tmp_path: Path) -> None:
    file = tmp_path / "ni.geojson"
    ward = a_ward("N08000101", "A ward", "N09000001", -0.15, -0.14)
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [ward]}))
    for more in ([], ["--dry-run"]):
        done = here("boundaries", "import", file, "--kind", "ward", "--vintage", "2026", *more)
        assert (done.status, "no boundary of Great Britain" in done.err) == (1, True)
