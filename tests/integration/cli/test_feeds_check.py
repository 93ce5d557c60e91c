"""`feeds check`: a dry run of one feed."""

import pytest
from shapely import box
from sqlalchemy import select

from alerts.cli.installation import Installation
from alerts.db import boundaries
from alerts.db.tables import ApplicationRow
from geo.boundaries import Boundary, BoundaryKind
from tests.integration.cli.conftest import Council, Run, a_row
from tests.rig.feed_answers import Answer, json_answer, status

CHECK_KEYS = {
    "name", "kind", "verdict", "readable", "fetched", "applications", "located", "located_by", "within_authority",
    "earliest_date", "newest_date", "example", "example_fields", "example_map", "example_page", "fields", "left_over",
    "left_over_examples", "without", "words", "config_lines", "problems", "problem_examples", "quarantined",
    "quarantined_examples", "notes",
}  # fmt: skip


def test_a_dry_run_shows_how_each_field_was_read_and_stores_nothing(
    ready: Run, council: Council, installation: Installation
) -> None:
    council.publish(
        a_row(1, surprise="x", applicant="Jane Doe", system_status="Under review"),
        a_row(2, application_number=""),
        a_row(3, development_description="Test"),
    )
    checked = ready("feeds", "check", "camden", "--json").json
    assert set(checked) == CHECK_KEYS
    assert (checked["fetched"], checked["applications"], checked["located"]) == (3, 2, 2)
    assert checked["problems"] == {"missing-reference": 1}
    assert checked["quarantined"] == {"suspected-test": 1}
    assert checked["left_over"] == {"surprise": 1, "applicant": 1}
    assert checked["left_over_examples"] == {"surprise": "x", "applicant": "not shown: it looks personal"}
    assert {"name": "application_number", "raw": "2026/0001/P", "read_as": "2026/0001/P"} in checked[
        "example_fields"
    ]
    assert {
        "column": "application_number",
        "field": "reference",
        "raw": "2026/0001/P",
        "read_as": "2026/0001/P",
        "records": 3,
        "filled": 2,
        "unfit_or_put_right": {},
    } in checked["fields"]
    assert checked["example_map"].startswith("https://www.openstreetmap.org/?mlat=51.5536")
    assert checked["config_lines"][0].startswith('standings = { "Under review" = "…" }')
    with installation.database.reading() as session:
        assert session.scalars(select(ApplicationRow)).all() == []


def test_a_dry_run_can_be_read_from_top_to_bottom(ready: Run, council: Council) -> None:
    council.publish(
        a_row(1, surprise="[red]x"),
        a_row(2, application_number=""),
        a_row(3, development_description="Test"),
    )
    words = ready("feeds", "check", "camden").out
    for said in (
        "camden (socrata): 3 records on the page",
        "application_number",
        "67 %",
        "Columns left over",
        "[red]x",
        "no column is mapped to consultation_end_date: people will see an estimate",
        "missing-reference",
        "suspected-test",
        "On the map: 2 by a point, of 2",
        "Within the authority: not checked, as no boundary of it is loaded",
        "1 on a map: https://www.openstreetmap.org/?mlat=51.5536",
        "1 at the council: https://planning.example/1",
    ):
        assert said in words
    assert words.splitlines()[-1] == (
        "Nearly: 2 of 3 records read, 2 on the map. Next: mend missing-reference (1, such as 2: application_number "
        "is empty)."
    )


def test_a_dry_run_places_by_postcode_and_checks_the_authority_where_it_is_known(
    ready: Run, council: Council, installation: Installation
) -> None:
    camden = Boundary(
        BoundaryKind.AUTHORITY, "E09000007", "Camden", None, 2025, box(528_000, 184_500, 530_000, 186_500)
    )
    with installation.database.writing() as session:
        boundaries.replace(session, [camden])
    council.publish(
        a_row(1), a_row(2, easting="", northing=""), a_row(3, easting="400000", northing="400000")
    )
    checked = ready("feeds", "check", "camden", "--json").json
    assert checked["located_by"] == {"point": 2, "postcode": 1}
    assert checked["within_authority"] == {"inside": 2, "outside": 1}
    assert checked["quarantined"] == {"outside-authority": 1}


def test_a_dry_run_needs_no_database(run: Run, council: Council, tmp_path) -> None:
    council.publish(a_row(1))
    assert run("feeds", "check", "camden").status == 0
    assert not (tmp_path / "planning-alerts.sqlite").exists()


def test_a_dry_run_needs_no_gazetteer(ready: Run, council: Council, config, tmp_path) -> None:
    text = config.read_text()
    path = text[text.index('path = "') :].partition("\n")[0]
    config.write_text(text.replace(path, f'path = "{tmp_path / "nowhere.sqlite"}"'))
    council.publish(a_row(1, easting="", northing=""))
    checked = ready("feeds", "check", "camden", "--json").json
    assert (checked["applications"], checked["located"]) == (1, 0)


@pytest.mark.parametrize(
    ("answer", "said", "advice"),
    [
        (status(404), "camden: 127.0.0.1: ", "There is nothing at this address."),
        (status(403), "camden: 127.0.0.1: ", "ask the council to let programs in."),
        (Answer(b"<html>Log in</html>"), "camden: html: ", "find the address of the data itself"),
        (json_answer([]), "camden: no-records: the feed answered, with no record at all", "Check `history`"),
    ],
)
def test_a_dry_run_of_a_bad_feed_says_what_to_do_and_ends_with_1(
    run: Run, council: Council, answer: Answer, said: str, advice: str
) -> None:
    council.rig.on("GET", "/camden.json", answer)
    done = run("feeds", "check", "camden")
    assert done.status == 1
    assert done.err.startswith(f"planning-alerts: {said}")
    assert advice in done.err
    assert done.err.count("\n") == 1


def test_a_page_without_one_record_that_can_be_read_is_shown_and_ends_with_1(
    run: Run, council: Council
) -> None:
    council.publish(a_row(1, application_number=""))
    done = run("feeds", "check", "camden", "--json")
    assert (done.status, done.json["readable"], done.json["applications"]) == (1, False, 0)
    assert done.err.startswith("planning-alerts: camden: Not readable yet: none of 1 records could be read.")
