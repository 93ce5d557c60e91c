"""Rows of a council's file, read against readings written by hand."""

import csv
from datetime import date

import pytest

from alerts.domain.application import Decision, Status
from scheduler.feeds import csv_file
from scheduler.feeds.csv_settings import CsvSettings
from scheduler.feeds.kind import Feed
from scheduler.feeds.reading.record import Reading
from scheduler.page import Page
from tests.unit.scheduler.feeds.cases import TODAY, assert_counts_add_up, case, payload, said, samples
from tests.unit.scheduler.feeds.csv_cases import (
    A_GOOD_ROW,
    a_file,
    annual_file,
    lga,
    parse,
    plain,
    portal,
    weekly_list,
    wrapped,
)

HAMPSHIRE = "http://opendatacommunities.org/id/county-council/hampshire"


@pytest.mark.fault("C-14")
@pytest.mark.fault("G-01")
@pytest.mark.parametrize(
    ("feed", "name", "suffix"),
    [
        (lga(), "lga_file", "csv"),
        (weekly_list(), "weekly_list", "csv"),
        (annual_file(), "annual_file", "csv"),
        (portal(), "portal", "json"),
    ],
)
def test_a_file_reads_as_written_by_hand(feed: Feed[CsvSettings], name: str, suffix: str) -> None:
    expected = case("csv", name, suffix)
    page = parse(feed, expected.payload)
    downshires = {key: {"authority": "E10000014", **fields} for key, fields in expected.applications.items()}
    assert said(page.applications) == downshires
    assert [(problem.reason, problem.record) for problem in page.problems] == expected.problems
    assert page.fetched == expected.fetched
    assert_counts_add_up(page)


def lgas_readings() -> tuple[Reading, ...]:
    return csv_file.readings(lga(), payload("csv", "lga_file", "csv"), TODAY)


def test_every_column_of_the_schema_is_read_or_known() -> None:
    assert {reading.left_over for reading in lgas_readings()} == {()}
    for feed, name, suffix in (
        (weekly_list(), "weekly_list", "csv"),
        (annual_file(), "annual_file", "csv"),
        (portal(), "portal", "json"),
    ):
        readings = csv_file.readings(feed, payload("csv", name, suffix), TODAY)
        assert {reading.left_over for reading in readings} == {()}


def test_these_columns_of_the_schema_are_read() -> None:
    first = lgas_readings()[0]
    assert {field.name for field in first.fields} == {
        "CaseReference", "CaseText", "LocationText", "UPRN", "ServiceTypeLabel", "Status", "Decision", "CaseURL",
        "CaseDate", "PublicConsultationStartDate", "PublicConsultationEndDate", "DecisionDate", "GeoX", "GeoY",
        "AppealRef", "AppealDecision", "AppealDecisionDate",
    }  # fmt: skip


def test_people_are_never_read() -> None:
    assert "A Person" not in repr(lgas_readings())
    annual = csv_file.readings(annual_file(), payload("csv", "annual_file", "csv"), TODAY)
    assert "A Person" not in repr(annual)
    assert "An Officer" not in repr(csv_file.readings(portal(), payload("csv", "portal"), TODAY))


def test_an_unknown_column_is_left_over_and_harmless() -> None:
    (reading,) = csv_file.readings(plain(), wrapped([{**A_GOOD_ROW, "New": "x"}]), TODAY)
    assert reading.left_over == ("New",)


def test_one_column_may_be_read_as_several_things() -> None:
    feed = a_file(columns={"reference": "Ref", "description": "Ref", "address": "Details", "key": "Ref"})
    (application,) = parse(feed, b"Ref,Details\nA/1,1 The Row\n").applications
    assert (application.feed_key, application.reference, application.description, application.address) == (
        "A/1",
        "A/1",
        "A/1",
        "1 The Row",
    )


def test_an_object_with_a_name_twice_is_a_problem_even_where_a_column_is_read_as_several_things() -> None:
    feed = a_file(format="json", columns={"reference": "Ref", "description": "Ref"})
    page = parse(feed, b'[{"Ref":"A/1","Ref":"A/2"},{"Ref":"A/3"}]')
    assert [problem.reason for problem in page.problems] == ["repeated-field"]
    assert [application.reference for application in page.applications] == ["A/3"]


@pytest.mark.parametrize(
    ("status", "decision", "stands"),
    [
        ("Pending", "", (Status.UNDETERMINED, None)),
        ("Withdrawn", "", (Status.WITHDRAWN, None)),
        ("Withdrawn", "Approve", (Status.WITHDRAWN, None)),
        ("Decided", "", (Status.DETERMINED, None)),
        ("Decided", "Approve", (Status.DETERMINED, Decision.GRANTED)),
        ("Decided", "Refuse", (Status.DETERMINED, Decision.REFUSED)),
        ("Decided", "Split", (Status.DETERMINED, Decision.SPLIT)),
        ("Decided", "Withdrawn", (Status.WITHDRAWN, None)),
        ("Decided", "Prior not required", (Status.DETERMINED, Decision.NOT_REQUIRED)),
        ("Decided", "Prior granted", (Status.DETERMINED, Decision.GRANTED)),
        ("Decided", "Prior refused", (Status.DETERMINED, Decision.REFUSED)),
        ("Decided", "Prior refused permission required", (Status.DETERMINED, Decision.REFUSED)),
        ("Appealed", "Refuse", (Status.DETERMINED, Decision.REFUSED)),
        ("", "", (None, None)),
        ("Something new", "", (None, None)),
    ],
)
def test_the_schemas_words_stand_for_what_they_mean(
    status: str, decision: str, stands: tuple[Status | None, Decision | None]
) -> None:
    row = {"CaseReference": "A/1", "CaseText": "A shed", "Status": status, "Decision": decision}
    (application,) = parse(lga(), wrapped([row])).applications
    assert (application.status, application.decision) == stands


def test_the_operators_words_come_before_the_schemas() -> None:
    feed = lga(
        standings={"decided": "returned"}, types={"ful": "hh"}, dates=["yyyy-mm-dd"], columns={"address": "Where"}
    )  # fmt: skip
    row = {"CaseReference": "A/1", "CaseText": "A shed", "Status": "Decided", "ServiceTypeLabel": "FUL",
           "CaseDate": "01/06/2026", "Where": "Here", "LocationText": "There"}  # fmt: skip
    (application,) = parse(feed, wrapped([row])).applications
    assert (application.status, application.application_type) == (Status.RETURNED, "hh")
    assert application.notes == ("bad-date:valid_date",)
    assert application.address == "Here"


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("07/01/2026", date(2026, 1, 7)),
        ("07/01/2026 23:30", date(2026, 1, 7)),
        ("2026/01/07", date(2026, 1, 7)),
        ("2026-01-07T00:30:00Z", date(2026, 1, 7)),
        ("01/13/2026", None),
        ("7 Jan 2026", None),
        ("46029", None),
    ],
)
def test_the_schemas_dates_are_day_first_and_never_guessed(written: str, day: date | None) -> None:
    row = {"CaseReference": "A/1", "CaseText": "A shed", "CaseDate": written}
    (application,) = parse(lga(), wrapped([row])).applications
    assert application.valid_date == day


@pytest.mark.fault("G-01")
@pytest.mark.fault("G-02")
@pytest.mark.parametrize(
    ("crs", "x", "y", "notes"),
    [
        ("WGS84", "-0.140445", "51.550012", ()),
        ("", "-0.140445", "51.550012", ()),
        ("OSGB36", "529029", "185096", ()),
        (" osgb36 ", "529029.0", "185096.0", ()),
        ("EPSG:27700", "529029", "185096", ()),
        ("", "529029", "185096", ("read-as-grid:longitude",)),
        ("WGS84", "529029", "185096", ("read-as-grid:longitude",)),
        ("OSGB36", "-0.140445", "51.550012", ("read-as-degrees:easting",)),
        ("WGS84", "51.550012", "-0.140445", ("swapped-coordinates:longitude",)),
    ],
)
def test_a_place_is_found_whatever_the_reference_system_says(
    crs: str, x: str, y: str, notes: tuple[str, ...]
) -> None:
    row = {"CaseReference": "A/1", "CaseText": "A", "CoordinateReferenceSystem": crs, "GeoX": x, "GeoY": y}
    (application,) = parse(lga(), wrapped([row])).applications
    assert application.site is not None
    point = application.site.geometry.centroid
    assert (round(point.x), round(point.y)) == (529029, 185096)
    assert application.notes == notes


@pytest.mark.fault("G-02")
@pytest.mark.parametrize("crs", ["", "OSGB36", "WGS84"])
@pytest.mark.parametrize(
    ("x", "y"), [("", ""), ("0", "0"), ("n/a", "n/a"), ("1e999", "51"), ("NaN", "51"), ("529029", "51.55")]
)
def test_what_is_no_place_is_none(crs: str, x: str, y: str) -> None:
    row = {"CaseReference": "A/1", "CaseText": "A", "CoordinateReferenceSystem": crs, "GeoX": x, "GeoY": y}
    (application,) = parse(lga(), wrapped([row])).applications
    assert application.site is None


@pytest.mark.fault("C-01")
def test_one_reference_of_two_organisations_is_two_applications() -> None:
    row = {"OrganisationURI": "http://x.example/a", "CaseReference": "A/1", "CaseText": "A shed"}
    rows = [row, {**row, "OrganisationURI": "http://x.example/b"}, {**row, "OrganisationURI": " "}, row]
    page = parse(lga(), wrapped(rows))
    assert [application.feed_key for application in page.applications] == [
        "http://x.example/a A/1",
        "http://x.example/b A/1",
        "A/1",
    ]
    assert (page.fetched, page.problems) == (4, ())


def test_an_organisation_that_can_be_no_part_of_a_key_is_a_problem_of_its_row() -> None:
    row = {"OrganisationURI": "x" * 201, "CaseReference": "A/1", "CaseText": "A shed"}
    page = parse(lga(), wrapped([row, {**row, "OrganisationURI": "x"}]))
    assert [(problem.reason, problem.record) for problem in page.problems] == [("bad-field", "A/1")]
    assert [application.feed_key for application in page.applications] == ["x A/1"]


def test_without_an_authority_in_the_settings_no_row_is_taken_for_anybodys() -> None:
    feed = Feed("nobody", "csv", "https://x.example/a.csv", None, 60, CsvSettings(preset="lga"))
    page = parse(feed, wrapped([{"CaseReference": "A/1", "CaseText": "A shed"}]))
    assert [problem.reason for problem in page.problems] == ["unknown-authority"]


def test_hampshires_twelve_rows_are_read() -> None:
    for path in samples("lga-csv", "csv"):
        assert_reads_hampshire(parse(lga(), path.read_bytes(), date(2014, 6, 10)))


def assert_reads_hampshire(page: Page) -> None:
    assert (page.fetched, page.total, page.problems) == (12, 12, ())
    told = {
        application.feed_key.removeprefix(f"{HAMPSHIRE} "): application for application in page.applications
    }
    assert list(told) == [
        "13/00858/HCC3S", "13/00822/HCCRG3", "13/00906/CMA", "13/00946/HCCRG3", "13/01127/HCCRG3", "13/01142/CMA",
        "NMA/2013/0233", "13/01646/HCS", "13/01766/HCS", "13/10972", "13/01809/CMA", "13/01517/CC3",
    ]  # fmt: skip
    assert [key for key, each in told.items() if each.site is None] == ["NMA/2013/0233"]
    assert {each.notes for each in told.values()} == {()}
    assert {each.quarantine for each in told.values()} == {None}
    assert [key for key, each in told.items() if each.status is Status.WITHDRAWN] == ["13/01809/CMA"]
    assert [each.decision for each in told.values()].count(Decision.GRANTED) == 11
    assert {key: each.application_type for key, each in told.items() if each.application_type != "full"} == {
        "13/00906/CMA": "s73",
        "NMA/2013/0233": "non-material-amendment",
    }
    composting = told["13/10972"]
    assert (composting.valid_date, composting.decision_date, composting.consultation_end_date) == (
        date(2013, 7, 25),
        date(2013, 11, 20),
        date(2014, 3, 25),
    )
    assert composting.site is not None
    assert composting.site.geometry.centroid.coords[0] == (410827.0, 118602.0)
    assert (composting.postcode, composting.address) == (
        "SP6 3NT",
        "Newbourne Farm, Rockbourne, Fordingbridge SP6 3NT",
    )


def test_every_column_of_hampshires_is_read_or_known() -> None:
    for path in samples("lga-csv", "csv"):
        answer = path.read_bytes()
        readings = csv_file.readings(lga(), answer, date(2014, 6, 10))
        assert {reading.left_over for reading in readings} == {()}
        assert len(next(csv.reader([answer.decode().splitlines()[0]]))) == 36
