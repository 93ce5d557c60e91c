"""Features and rows of a download, read against readings written by hand."""

import json
from datetime import date
from typing import Any

import pytest

from alerts.domain.application import Application, Decision, Status
from scheduler.feeds import arcgis
from scheduler.feeds.arcgis_settings import ArcgisSettings
from scheduler.feeds.kind import Feed
from tests.unit.scheduler.feeds.arcgis_cases import (
    DOWNLOAD,
    download,
    feature,
    own_columns,
    parse,
    uniform,
    wrapped,
)
from tests.unit.scheduler.feeds.cases import TODAY, assert_counts_add_up, case, payload, said

FEEDS = [
    (uniform(), "uniform_layer", "json"),
    (own_columns(), "own_columns_layer", "json"),
    (download(), "uniform_download", "csv"),
]


@pytest.mark.fault("C-14")
@pytest.mark.fault("G-01")
@pytest.mark.fault("G-02")
@pytest.mark.parametrize(("feed", "name", "suffix"), FEEDS)
def test_a_page_reads_as_written_by_hand(feed: Feed[ArcgisSettings], name: str, suffix: str) -> None:
    expected = case("arcgis", name, suffix)
    page = parse(feed, expected.payload)
    downshires = {key: {"authority": "E10000014", **fields} for key, fields in expected.applications.items()}
    assert said(page.applications) == downshires
    assert [(problem.reason, problem.record) for problem in page.problems] == expected.problems
    assert page.fetched == expected.fetched
    assert_counts_add_up(page)


@pytest.mark.parametrize(("feed", "name", "suffix"), FEEDS)
def test_every_column_is_read_or_known_and_people_are_never_read(
    feed: Feed[ArcgisSettings], name: str, suffix: str
) -> None:
    readings = arcgis.readings(feed, payload("arcgis", name, suffix), TODAY)
    assert {reading.left_over for reading in readings if isinstance(reading.outcome, Application)} == {()}
    assert "An Officer" not in repr(readings)
    assert "A Clerk" not in repr(readings)


def test_these_columns_of_uniform_are_read() -> None:
    first = arcgis.readings(uniform(), payload("arcgis", "uniform_layer"), TODAY)[0]
    assert {field.name for field in first.fields} == {
        "KEYVAL", "REFVAL", "PROPOSAL", "DCAPPTYP", "DCSTAT", "DECSN", "DATEAPRECV", "DATEAPVAL", "LONGITUDE",
        "LATITUDE", "X", "Y", "geometry as point", "geometry as outline",
    }  # fmt: skip


def test_a_download_has_no_geometry_to_read() -> None:
    first = arcgis.readings(download(), payload("arcgis", "uniform_download", "csv"), TODAY)[0]
    assert [field.name for field in first.fields if "geometry" in field.name] == []


def test_an_unknown_column_is_left_over_and_harmless() -> None:
    (reading,) = arcgis.readings(uniform(), wrapped([feature(1, NEW_ONE="x")]), TODAY)
    assert reading.left_over == ("NEW_ONE",)


@pytest.mark.parametrize(
    ("status", "decision", "stands"),
    [
        ("REC", None, (Status.UNDETERMINED, None)),
        ("INV", None, (Status.UNDETERMINED, None)),
        ("INSFEE", None, (Status.UNDETERMINED, None)),
        ("PCO", None, (Status.UNDETERMINED, None)),
        ("PDE", None, (Status.UNDETERMINED, None)),
        ("WDN", "WDN", (Status.WITHDRAWN, None)),
        ("PER", "PER", (Status.DETERMINED, Decision.GRANTED)),
        ("HAPP", "HAPP", (Status.DETERMINED, Decision.GRANTED)),
        ("CER", "CER", (Status.DETERMINED, Decision.GRANTED)),
        ("REF", "REF", (Status.DETERMINED, Decision.REFUSED)),
        ("HREF", "HREF", (Status.DETERMINED, Decision.REFUSED)),
        ("NOB", "NOB", (Status.DETERMINED, Decision.NO_OBJECTION)),
        ("PDE", "NOB", (Status.DETERMINED, Decision.NO_OBJECTION)),
        ("PCO", "NOC", (Status.UNDETERMINED, None)),
        ("INVNOD", "INVNOD", (None, None)),
        ("NOC", "NOC", (None, None)),
        ("GR3", "GR3", (None, None)),
        ("PERLHE", "PERLHE", (None, None)),
        ("REFLHE", "REFLHE", (None, None)),
        ("OBJ", "OBJ", (None, None)),
        ("HH", "HH", (None, None)),
        ("", "", (None, None)),
    ],
)
def test_codes_stand_for_what_is_certain_and_are_shown_as_they_are(
    status: str, decision: str | None, stands: tuple[Status | None, Decision | None]
) -> None:
    (application,) = parse(uniform(), wrapped([feature(1, DCSTAT=status, DECSN=decision)])).applications
    assert (application.status, application.decision) == stands
    assert (application.status_raw, application.decision_raw) == (status or None, decision or None)


def test_an_invalid_application_that_is_put_right_has_not_been_decided() -> None:
    before, after = (
        parse(uniform(), wrapped([feature(1, DCSTAT=code)])).applications[0] for code in ("INV", "PCO")
    )
    assert (before.is_open, after.is_open) == (True, True)
    assert (before.is_decided, after.is_decided) == (False, False)


def test_the_operators_words_come_before_the_presets() -> None:
    feed = uniform(
        standings={"per": "split", "NOC": "granted"},
        types={"FUL": "hh"},
        dates=["dd/mm/yyyy"],
        columns={"address": "Where", "valid_date": "", "status": "Stage"},
    )
    moved = feature(1, DECSN="NOC", DCAPPTYP="FUL", DATEAPRECV="07/01/2026", Where="1 The Row", Stage="PER")
    (application,) = parse(feed, wrapped([moved])).applications
    assert (application.decision, application.application_type) == (Decision.SPLIT, "hh")
    assert (application.address, application.received_date) == ("1 The Row", date(2026, 1, 7))
    assert (application.status_raw, application.valid_date) == ("PER", None)


@pytest.mark.fault("C-14")
@pytest.mark.parametrize(
    ("written", "day"),
    [
        (1767744000000, date(2026, 1, 7)),
        (1780268400000, date(2026, 6, 1)),
        ("2026/01/07 00:00:00+00", date(2026, 1, 7)),
        ("2026/06/06 23:30:00+00", date(2026, 6, 7)),
        ("2026-01-07", date(2026, 1, 7)),
        ("2026-01-07T00:00:00Z", date(2026, 1, 7)),
        (-2208988800000, None),
        (253402214400000, None),
        (10**30, None),
        (0.5, None),
        (True, None),
        ("07/01/2026", None),
        ("1767744000000", None),
        ("", None),
    ],
)
def test_a_day_is_read_in_arcgiss_forms_and_never_guessed(written: Any, day: date | None) -> None:
    (application,) = parse(uniform(), wrapped([feature(1, DATEAPVAL=written)])).applications
    assert application.valid_date == day


@pytest.mark.fault("C-17")
def test_a_reference_that_changes_leaves_the_application_the_same() -> None:
    before, after = (
        parse(uniform(), wrapped([feature(1, REFVAL=reference)])).applications[0]
        for reference in ("26/00001/FUL", "26/00001/LBC")
    )
    assert (before.feed_key, after.feed_key) == ("K1", "K1")
    assert (before.reference, after.reference) == ("26/00001/FUL", "26/00001/LBC")


def test_a_link_is_built_from_the_key() -> None:
    feed = uniform(link="https://planning.example/details.do?keyVal={key}")
    (application,) = parse(feed, wrapped([feature(1)])).applications
    assert application.url == "https://planning.example/details.do?keyVal=K1"


def test_the_download_is_known_by_its_address_or_by_its_format() -> None:
    answer = b"KEYVAL,REFVAL,PROPOSAL\r\nK1,26/1,A shed\r\n"
    by_address = uniform("https://x.example/api/7044_5.CSV?where=1")
    by_format = uniform("https://x.example/api/download/v1/items/7044/csv?layers=5", format="csv")
    for feed in (by_address, by_format, uniform(DOWNLOAD)):
        request = arcgis.first_request(feed, "whatever stood here", TODAY)
        assert (request.url, request.params, request.tells_all) == (feed.url, (), True)
        assert arcgis.parse(feed, request, answer, TODAY).fetched == 1


def test_a_layer_as_esri_writes_it_reads_as_in_geojson() -> None:
    features = json.loads(payload("arcgis", "uniform_layer"))["features"][:2]
    esri = [
        {"attributes": each["properties"],
         "geometry": dict(zip("xy", each["geometry"]["coordinates"], strict=True))}
        for each in features
    ]  # fmt: skip
    answer = json.dumps({"spatialReference": {"wkid": 4326}, "features": esri}).encode()
    as_geojson, as_esri = parse(uniform(), wrapped(features)), parse(uniform(format="json"), answer)
    assert as_esri.applications == as_geojson.applications
