"""Rows of a Socrata dataset, read against readings written by hand."""

import json
from typing import Any

import pytest

from alerts.domain.application import Status
from scheduler.feeds import socrata
from scheduler.feeds.kind import Feed
from tests.unit.scheduler.feeds.cases import TODAY, assert_counts_add_up, camden, case, payload, said

FEED = camden()
REQUEST = socrata.first_request(camden(columns={"last_uploaded": ""}), "", TODAY)


def test_a_page_of_camden_reads_as_written_by_hand() -> None:
    expected = case("socrata", "camden_page")
    page = socrata.parse(FEED, REQUEST, expected.payload, TODAY)
    camdens = {key: {"authority": "E09000007", **fields} for key, fields in expected.applications.items()}
    assert said(page.applications) == camdens
    assert [(problem.reason, problem.record) for problem in page.problems] == expected.problems
    assert page.fetched == expected.fetched
    assert_counts_add_up(page)


def test_every_column_of_camden_is_read_or_known() -> None:
    readings = socrata.readings(FEED, payload("socrata", "camden_page"), TODAY)
    assert [reading.left_over for reading in readings] == [()] * 8


def test_people_are_never_read() -> None:
    readings = socrata.readings(FEED, payload("socrata", "camden_page"), TODAY)
    assert "A Person" not in repr(readings)
    assert "An Officer" not in repr(readings)


def test_a_field_shows_how_it_came_and_how_it_was_read() -> None:
    first = socrata.readings(FEED, payload("socrata", "camden_page"), TODAY)[0]
    shown = {field.name: (field.raw, field.read_as) for field in first.fields}
    assert shown["development_address"] == (
        "14 Falkland Road London  NW5 2AA",
        "14 Falkland Road London NW5 2AA",
    )
    assert shown["decision_type"] == (None, None)


def test_an_unknown_column_is_left_over_and_harmless() -> None:
    row = {"pk": "1", "application_number": "2026/1/P", "new_column": "x"}
    (reading,) = socrata.readings(FEED, json.dumps([row]).encode(), TODAY)
    assert reading.left_over == ("new_column",)


def test_another_council_is_read_by_its_own_columns() -> None:
    columns = {
        "key": "case_id", "reference": "ref", "description": "proposal", "address": "site", "status": "state",
        "received_date": "received", "url": "link", "consultation_end_date": "comment_by", "location": "point",
        "postcode": "pc", "uprn": "uprn", "row_id": "", "last_uploaded": "",
    }  # fmt: skip
    feed = camden(columns=columns, key_is_number=False)
    row = {
        "case_id": "QX7-1", "ref": "26/00001/F", "proposal": "A shed.", "site": "1 The Row", "state": "Withdrawn",
        "received": "2026-06-01", "link": "https://council.example/26 1", "comment_by": "2026-07-01T00:00:00",
        "point": {"type": "Point", "coordinates": [-0.140445, 51.550012]}, "pc": "NW5 2AA", "uprn": 12345,
    }  # fmt: skip
    page = socrata.parse(feed, socrata.first_request(feed, "", TODAY), json.dumps([row]).encode(), TODAY)
    (application,) = page.applications
    assert (application.feed_key, application.reference, application.status) == (
        "QX7-1",
        "26/00001/F",
        Status.WITHDRAWN,
    )
    assert (application.postcode, application.uprn, application.url) == (
        "NW5 2AA",
        "12345",
        "https://council.example/26%201",
    )
    assert str(application.consultation_end_date) == "2026-07-01"
    assert application.site is not None
    assert round(application.site.geometry.centroid.x) == 529029


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"application_number": "2026/1/P"}, "missing-key"),
        ({"pk": " ", "application_number": "2026/1/P"}, "missing-key"),
        ({"pk": ["1"], "application_number": "2026/1/P"}, "bad-field"),
        ({"pk": "1"}, "missing-reference"),
        ({"pk": "1", "application_number": "-"}, "missing-reference"),
        ({"pk": "1", "application_number": "N/A"}, "missing-reference"),
        ({"pk": "1", "application_number": {"x": 1}}, "bad-field"),
        ({"pk": "1", "application_number": "2026/1/P", "development_description": ["x"]}, "bad-field"),
        ({"pk": "1", "application_number": "\ud800"}, "bad-field"),
        ("a text", "bad-record"),
        (None, "bad-record"),
    ],
)
def test_a_row_that_cannot_be_read_is_a_problem_with_its_reason(row: Any, reason: str) -> None:
    page = socrata.parse(FEED, REQUEST, json.dumps([row]).encode(), TODAY)
    assert [problem.reason for problem in page.problems] == [reason]
    assert page.applications == ()
    assert page.fetched == 1


def test_a_row_with_a_column_twice_is_a_problem_and_the_next_is_read() -> None:
    rows = b'[{"pk":"1","pk":"2","application_number":"A/1"},{"pk":"3","application_number":"A/3"}]'
    page = socrata.parse(FEED, REQUEST, rows, TODAY)
    assert [problem.reason for problem in page.problems] == ["repeated-field"]
    assert [application.reference for application in page.applications] == ["A/3"]


def test_without_an_authority_in_the_settings_no_row_is_taken_for_anybodys() -> None:
    feed = Feed("nobody", "socrata", "https://opendata.example/x.json", None, 60, socrata.settings_model())
    page = socrata.parse(feed, REQUEST, b'[{"pk":"1","application_number":"A/1"}]', TODAY)
    assert [problem.reason for problem in page.problems] == ["unknown-authority"]


@pytest.mark.fault("C-01")
def test_of_a_key_in_several_rows_the_last_that_can_be_read_counts() -> None:
    rows = [
        {"pk": "7", "application_number": "2026/7/P", "development_description": "First."},
        {"pk": "7", "application_number": "2026/7/P", "development_description": "Second."},
        {"pk": "7", "application_number": "0000000"},
    ]
    page = socrata.parse(FEED, REQUEST, json.dumps(rows).encode(), TODAY)
    (application,) = page.applications
    assert application.description == "Second."
    assert application.notes == ("conflicting-repeat",)
    assert (page.fetched, len(page.problems)) == (3, 1)
