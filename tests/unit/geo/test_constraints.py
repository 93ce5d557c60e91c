"""Constraint areas read from hand-made documents in the two forms of planning.data.gov.uk."""

import json
import os
from datetime import date
from pathlib import Path

import pytest

from geo.constraints import (
    ConstraintKind,
    ConstraintsUnreadable,
    areas_of_records,
    read_constraint_areas,
)

TODAY = date(2026, 6, 10)
CONSERVATION = ConstraintKind.CONSERVATION_AREA
_DATA = Path(__file__).parents[2] / "data" / "constraints"
_SQUARE = "MULTIPOLYGON (((-0.15 51.54, -0.14 51.54, -0.14 51.55, -0.15 51.55, -0.15 51.54)))"
_KEPT = os.environ.get("PLANNING_ALERTS_SAMPLES")
_FILES = sorted((Path(_KEPT) / "constraint-areas").glob("*.geojson")) if _KEPT else []
# Authentic files keep the outlines and little besides.
AUTHENTIC = [json.loads(file.read_bytes())["features"] for file in _FILES]
OUTLINES = [_SQUARE, *(feature["geometry"] for document in AUTHENTIC for feature in document)]


def _record(entity=44000001, **changed):
    return {
        "entity": entity,
        "name": "Brixton",
        "dataset": "conservation-area",
        "geometry": _SQUARE,
        **changed,
    }


def _read(*records):
    return areas_of_records(records, CONSERVATION, TODAY)


def _one(**changed):
    ((area,), problems) = _read(_record(**changed))
    return area, problems


def test_features_are_read_with_what_is_odd_about_them():
    areas, problems = read_constraint_areas((_DATA / "areas.geojson").read_bytes(), CONSERVATION, TODAY)
    assert [(area.entity, area.reference, area.name, area.start_date, area.end_date) for area in areas] == [
        (44000001, "CA12", "Dartmouth Park", date(1992, 2, 4), None),
        (44000002, "", "", None, None),
        (44000003, "CA26", "Brixton Conservation Area", None, None),
        (44000004, "CA26", "Camberwell New Road", date(1980, 1, 1), date(2019, 5, 1)),
    ]
    assert problems == (
        "Entity 44000003 (Brixton Conservation Area): the start-date 2059-01-15 cannot be right and was left out.",
        "Entity 44000006 (Nowhere) has no outline.",
        "Entity 44000007 (Belfast) is outside Great Britain.",
    )
    assert areas[0].geometry.area == pytest.approx(694 * 1_113, rel=0.01)


def test_entities_are_read_with_their_text_outlines():
    areas, problems = read_constraint_areas((_DATA / "entities.json").read_bytes(), CONSERVATION, TODAY)
    assert [(area.entity, area.reference, area.name) for area in areas] == [
        (44000021, "CA91", "Specimen Embankment"),
        (44000022, "SBQ", "Specimen Bridge Quarter"),
    ]
    assert problems == ("Entity 44000023 (Not drawn yet) has no outline.",)
    west, south = areas[0].geometry.bounds[:2]
    assert (round(west, -2), round(south, -2)) == (530_300, 177_900)
    assert not areas[1].geometry.has_z


def test_the_numbers_of_article_4_directions_are_large():
    record = _record(7010002612, dataset="article-4-direction-area")
    reading = areas_of_records([record], ConstraintKind.ARTICLE_4_DIRECTION_AREA, TODAY)
    assert [area.entity for area in reading.areas] == [7010002612]


@pytest.mark.parametrize("entity", [None, "", "CA57", 0, -1, True, 1.5, "9" * 30, 2**53, [44000001]])
def test_a_record_without_a_number_is_a_problem_and_the_others_are_read(entity):
    areas, problems = _read(_record(entity), _record(44000002))
    assert [area.entity for area in areas] == [44000002]
    assert problems == ("A record (Brixton) has no entity number.",)


@pytest.mark.parametrize("record", [None, "text", 5, []])
def test_what_is_no_record_is_a_problem(record):
    assert _read(record).problems == ("A record has no properties.",)


def test_an_area_of_another_dataset_is_refused_by_name():
    problem = "Entity 44000001 (Brixton) is of the dataset tree, not conservation-area."
    assert _read(_record(dataset="tree")) == ((), (problem,))


def test_a_record_that_does_not_say_its_dataset_is_taken_as_asked_for():
    assert _one(dataset="")[0].dataset is CONSERVATION


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("1947-07-01", date(1947, 7, 1)),
        ("2031-12-31", date(2031, 12, 31)),
        ("2001-11-26T00:00:00Z", date(2001, 11, 26)),
        ("", None),
        (None, None),
    ],
)
def test_a_day_is_read(written, day):
    area, problems = _one(**{"start-date": written})
    assert (area.start_date, problems) == (day, ())


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("1947-06-30", "the start-date 1947-06-30 cannot be right"),
        ("2032-01-01", "the start-date 2032-01-01 cannot be right"),
        ("0001-01-01", "the start-date 0001-01-01 cannot be right"),
        ("15/01/1959", "the start-date 15/01/1959 is no date"),
    ],
)
def test_a_wild_day_is_left_out_and_the_area_kept(written, words):
    area, problems = _one(**{"start-date": written})
    assert area.start_date is None
    assert problems == (f"Entity 44000001 (Brixton): {words} and was left out.",)


@pytest.mark.parametrize(
    ("start", "end", "is_in_force"),
    [
        ("", "", True),
        ("2026-06-10", "", True),
        ("2026-06-11", "", False),
        ("", "2026-06-10", True),
        ("", "2026-06-09", False),
    ],
)
def test_an_area_is_in_force_from_its_first_day_to_its_last(start, end, is_in_force):
    area, _ = _one(**{"start-date": start, "end-date": end})
    assert area.is_in_force(TODAY) is is_in_force


def test_an_area_that_stands_under_two_entities_is_one():
    reading = _read(_record(44000009), _record(44000002, name="BRIXTON"), _record(44000005, reference="CA1"))
    assert [area.entity for area in reading.areas] == [44000002]


def test_areas_of_one_outline_and_two_names_are_two():
    assert len(_read(_record(1), _record(2, name="Stockwell")).areas) == 2


def test_an_area_that_has_ended_does_not_hide_its_successor():
    reading = _read(_record(1, **{"end-date": "2019-05-01"}), _record(2))
    assert [area.entity for area in reading.areas] == [1, 2]


def test_several_areas_may_share_a_reference():
    reading = _read(_record(1, reference="CA26"), _record(2, name="Stockwell", reference="CA26"))
    assert [area.reference for area in reading.areas] == ["CA26", "CA26"]


def test_a_name_is_one_line_of_visible_letters():
    assert _one(name=" Brixton\n\tTown\x00 ")[0].name == "Brixton Town"


@pytest.mark.parametrize("payload", [b"", b"<html>", b"\xff", b"[" * 100_000])
def test_what_is_not_json_is_refused(payload):
    with pytest.raises(ConstraintsUnreadable, match="not JSON"):
        read_constraint_areas(payload, CONSERVATION, TODAY)


@pytest.mark.parametrize("document", [[], {}, {"features": 5}, "x", None])
def test_a_document_of_something_else_is_refused(document):
    with pytest.raises(ConstraintsUnreadable, match="neither features nor entities"):
        read_constraint_areas(json.dumps(document).encode(), CONSERVATION, TODAY)


@pytest.mark.parametrize("outline", OUTLINES)
def test_every_outline_is_read(outline):
    area, problems = _one(geometry=outline)
    assert area.geometry.is_valid
    assert 100 < area.geometry.area < 2_000_000
    assert problems == ()


@pytest.mark.parametrize("document", [[{"type": "Feature", "properties": {}}], *AUTHENTIC])
def test_records_without_entities_are_problems_and_nothing_worse(document):
    payload = json.dumps({"type": "FeatureCollection", "features": document}).encode()
    areas, problems = read_constraint_areas(payload, CONSERVATION, TODAY)
    assert (areas, set(problems)) == ((), {"A record has no entity number."})
    assert len(problems) == len(document)
