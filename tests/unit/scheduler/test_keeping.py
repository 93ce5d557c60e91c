"""What of a record is kept to be looked at: all that is public, and nothing that may be about a person."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from scheduler.feeds import arcgis, bops, csv_file, london_datahub, planningalerts_xml, socrata
from scheduler.feeds.kind import Feed
from scheduler.feeds.reading.personal import impersonal
from scheduler.feeds.reading.record import Reading
from scheduler.keeping import keeping
from tests.factories import TODAY
from tests.unit.scheduler.feeds.cases import samples

PRIVATE = {
    "applicant_name": "Private Person",
    "Agent": {"name": "Private Person"},
    "agent company": ["Private Person Ltd"],
    "contact": "private@person.example",
    "remarks": "Ask for Mrs Private Person",
    "officer": "Private Person",
    "on behalf of": "Private Person",
    "Householder": "Private",
    "tenant": "A1 Private",
    "dob": "1980-01-01 Private",
    "notes": "020 7946 0123 Private",
    "reach": "+44 20 7946 0123",
    "ring": "07946012345",
    "anything": {"deep": {"within": "Private Person"}},
}


def a_feed(kind: Any, **settings: Any) -> Feed[Any]:
    own = kind.settings_model.model_validate(settings)
    authority = "E09000007" if kind.needs_authority else None
    return Feed("camden", kind.name, "https://council.example/0", authority, 400, own)


def with_people(value: object, at: tuple[str, ...]) -> object:
    """The answer with people in every record of the list that lies there."""
    records: Any = value
    for name in at:
        records = records[name]
    for record in filter(None, records):
        inner = record.get("_source") or record.get("attributes") or record.get("properties") or record
        inner |= PRIVATE
        if "application" in inner:
            inner["application"] = {**inner["application"], **PRIVATE}
    return value


JSON = [
    *(
        (london_datahub, {}, path, ("hits", "hits"))
        for path in samples("london-datahub")
        if "search" in path.name
    ),
    *((bops, {}, path, ("data",)) for path in samples("bops")),
    (arcgis, {"preset": "uniform"}, Path("tests/data/arcgis/uniform_layer.json"), ("features",)),
    (socrata, {}, Path("tests/data/socrata/camden_page.json"), ()),
]


def kept_of(reading: Reading) -> str:
    assert reading.raw is not None
    return json.dumps(impersonal(reading.raw, {field.name for field in reading.fields}).fields)


@pytest.mark.fault("P-07")
@pytest.mark.parametrize(("kind", "settings", "path", "at"), JSON)
def test_no_person_of_any_record_is_kept(
    kind: Any, settings: dict[str, Any], path: Path, at: tuple[str, ...]
) -> None:
    answer = json.dumps(with_people(json.loads(path.read_bytes()), at)).encode()
    readings = [each for each in kind.readings(a_feed(kind, **settings), answer, TODAY) if each.raw]
    assert readings
    for reading in readings:
        text = kept_of(reading)
        assert "Private" not in text
        assert "person.example" not in text
        assert "7946" not in text


@pytest.mark.fault("P-07")
@pytest.mark.parametrize("path", samples("lga-csv", "csv") or [None])
def test_the_agent_of_the_published_schema_is_not_kept(path: Path | None) -> None:
    if path is None:
        pytest.skip("no samples here")
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    written = io.StringIO()
    writer = csv.DictWriter(written, list(rows[0]))
    writer.writeheader()
    writer.writerows(row | {"Agent": "Private Person"} for row in rows)
    text = written.getvalue()
    readings = csv_file.readings(a_feed(csv_file, preset="lga"), text.encode(), TODAY)
    assert not [reading for reading in readings if "Private" in kept_of(reading)]


@pytest.mark.fault("P-07")
def test_an_applicant_within_an_xml_file_is_not_kept() -> None:
    file = """<planning><authority_short_name>X</authority_short_name><applications><application>
        <council_reference>1</council_reference><description>A shed</description>
        <applicant>Private Person</applicant><note>Mr Private Person</note></application></applications></planning>"""
    (reading,) = planningalerts_xml.readings(a_feed(planningalerts_xml), file.encode(), TODAY)
    assert "Private" not in kept_of(reading)


def test_what_is_public_is_kept_and_read_again_alike() -> None:
    """With what is kept of it each record reads as it did."""
    feed = a_feed(socrata)
    rows = json.loads(Path("tests/data/socrata/camden_page.json").read_bytes())
    answer = json.dumps(with_people(rows, ())).encode()
    for reading in socrata.readings(feed, answer, TODAY):
        again = socrata.reread(feed, json.loads(kept_of(reading)), TODAY)
        assert again.outcome == reading.outcome


@pytest.mark.parametrize(
    ("kind", "settings", "path", "at"), [each for each in JSON if each[0] is not socrata]
)
def test_a_record_of_each_sample_is_read_again_alike(
    kind: Any, settings: dict[str, Any], path: Path, at: tuple[str, ...]
) -> None:
    feed = a_feed(kind, **settings)
    readings = [each for each in kind.readings(feed, path.read_bytes(), TODAY) if each.raw]
    again = [kind.reread(feed, json.loads(kept_of(reading)), TODAY) for reading in readings]
    assert [each.outcome for each in again] == [each.outcome for each in readings]


def test_a_field_that_may_be_a_person_is_named_and_not_kept() -> None:
    row = {"pk": "1", "application_number": "", "case_officer": "Private Person", "agent_phone": "0123"}
    readings = socrata.readings(a_feed(socrata), json.dumps([row]).encode(), TODAY)
    (kept,) = keeping(readings, []).kept
    assert (kept.key, kept.outcome, kept.reasons) == (
        "1", "problem", ("missing-reference: application_number is empty",),
    )  # fmt: skip
    assert kept.left_out == ("case_officer", "agent_phone")
    assert json.loads(kept.body) == {"pk": "1", "application_number": ""}


def test_of_fields_that_nobody_reads_numbers_dates_and_codes_are_kept() -> None:
    codes = {
        "uprn": "100021234567",
        "east": "528721.5",
        "on": "12/03/2026 00:00:00",
        "ward": "E05013658",
        "n": 7,
        "none": "",
    }
    found = impersonal({**codes, "remark": "Smith", "dwellings": "two"}, set())
    assert (found.fields, found.left_out) == (codes, ("remark", "dwellings"))
