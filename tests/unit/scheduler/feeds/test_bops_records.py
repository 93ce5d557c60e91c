"""Applications of a BOPS register, read against readings written by hand."""

import json
from typing import Any

import pytest

from alerts.domain.application import Decision, SitePrecision, Status
from scheduler.feeds import bops
from scheduler.feeds.kind import Feed
from tests.unit.scheduler.feeds.bops_cases import record, request_for, southwark, wrapped
from tests.unit.scheduler.feeds.cases import TODAY, assert_counts_add_up, case, payload, said, samples


def test_a_page_of_southwark_reads_as_written_by_hand() -> None:
    expected = case("bops", "southwark_page")
    page = bops.parse(southwark(), request_for(), expected.payload, TODAY)
    assert said(page.applications) == expected.applications
    assert [(problem.reason, problem.record) for problem in page.problems] == expected.problems
    assert page.fetched == expected.fetched
    assert_counts_add_up(page)


def test_every_field_is_read_or_known() -> None:
    readings = bops.readings(southwark(), payload("bops", "southwark_page"), TODAY)
    assert [reading.left_over for reading in readings] == [()] * 10


def test_neither_people_nor_their_comments_are_ever_read() -> None:
    readings = repr(bops.readings(southwark(), payload("bops", "southwark_page"), TODAY))
    for words in ("An Officer", "An Agent", "Person", "Words of a neighbour"):
        assert words not in readings


def test_the_products_own_examples_are_read_and_their_impossible_places_are_not() -> None:
    for path in samples("bops"):
        readings = bops.readings(southwark(), path.read_bytes(), TODAY)
        read: list[Any] = [reading.outcome for reading in readings]
        assert [
            (each.feed_key, each.application_type, str(each.received_date), each.decision) for each in read
        ] == [
            ("PlanX-24-00107-HAPP", "hh", "2024-04-17", None),
            ("PlanX-24-00106-HAPP", "hh", "2024-04-18", Decision.GRANTED),
            ("SWK-25-00240-PA1A", "prior-approval", "2025-03-04", None),
        ]
        places = [each.site and each.site.precision for each in read]
        assert places == [None, SitePrecision.BOUNDARY, None]
        assert [reading.left_over for reading in readings] == [(), (), ()]


def read_one(feed: Feed[Any] | None = None, **more: Any) -> Any:
    answer = wrapped([record("26-00001-FUL", **more)])
    (application,) = bops.parse(feed or southwark(), request_for(), answer, TODAY).applications
    return application


@pytest.mark.parametrize(
    ("said_so", "status", "decision"),
    [
        ({"status": "undetermined"}, Status.UNDETERMINED, None),
        ({"status": "awaiting_determination"}, Status.UNDETERMINED, None),
        ({"status": "in_committee"}, Status.UNDETERMINED, None),
        ({"status": "invalidated"}, Status.UNDETERMINED, None),
        ({"status": "determined", "decision": "granted"}, Status.DETERMINED, Decision.GRANTED),
        ({"status": "determined", "decision": "refused"}, Status.DETERMINED, Decision.REFUSED),
        ({"status": "withdrawn"}, Status.WITHDRAWN, None),
        ({"status": "returned"}, Status.RETURNED, None),
        ({"status": "closed"}, None, None),
        ({"status": "Appeal allowed", "decision": "refused"}, Status.DETERMINED, Decision.REFUSED),
        ({"status": None, "stage": "consultation"}, Status.UNDETERMINED, None),
        ({"status": "determined", "stage": "assessment"}, Status.DETERMINED, None),
    ],
)
def test_statuses_and_decisions_are_read_in_the_products_words(
    said_so: dict[str, Any], status: Status | None, decision: Decision | None
) -> None:
    application = read_one(**said_so)
    assert (application.status, application.decision) == (status, decision)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ({"value": "pp.full.householder.retro", "description": "planning_permission"}, "hh"),
        ({"value": "pp.full.major.waste", "description": "planning_permission"}, "full"),
        ({"value": "pp.full.minor.technicalDetails"}, "technical-details-consent"),
        ("pp.outline.major.all", "outline"),
        ("pa.part20.classAB", "prior-approval"),
        ("ldc.proposed", "ldc"),
        ("amendment", None),
        ("amendment.nonMaterial", "non-material-amendment"),
        ("approval.conditions", "approval-condition"),
        ("preApp", None),
        ({"value": "new.type", "description": "Householder application"}, "hh"),
        ("pp.fullish", None),
    ],
)
def test_types_are_read_with_all_that_lie_below_them(kind: Any, code: str | None) -> None:
    assert read_one(type=kind).application_type == code


def test_an_operators_meanings_come_before_ours() -> None:
    feed = southwark(
        standings={"closed": "withdrawn", "in_committee": "determined"}, types={"preApp": "full"}
    )
    assert read_one(feed, status="closed").status is Status.WITHDRAWN
    assert read_one(feed, status="in_committee").status is Status.DETERMINED
    assert read_one(feed, type="preApp").application_type == "full"


def test_where_there_is_no_link_the_register_page_is_built_from_the_reference() -> None:
    feed = southwark(link="https://planning.council.example/{reference}/view")
    linked = read_one(feed, consultation={"publicUrl": "https://apply.council.example/1"})
    assert linked.url == "https://apply.council.example/1"
    assert read_one(feed).url == "https://planning.council.example/26-00001-FUL/view"
    answer = wrapped([record("26/1 FUL")])
    (built,) = bops.parse(feed, request_for(), answer, TODAY).applications
    assert built.url == "https://planning.council.example/26%2F1%20FUL/view"
    assert read_one().url is None


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({}, "missing-reference"),
        ({"application": "26-00001-FUL"}, "missing-reference"),
        (record(""), "missing-reference"),
        (record("n/a"), "missing-reference"),
        ({"application": {"reference": ["26-00001-FUL"]}}, "missing-reference"),
        (record("26-1", fullReference={"x": 1}), "bad-field"),
        ({**record("26-1"), "proposal": {"description": 7}}, "bad-field"),
        ({**record("26-1"), "application.reference": "26-2"}, "repeated-field"),
        ("a text", "bad-record"),
    ],
)
def test_an_application_that_cannot_be_read_is_a_problem_with_its_reason(row: Any, reason: str) -> None:
    page = bops.parse(southwark(), request_for(), wrapped([row, record("26-00002-FUL")]), TODAY)
    assert [problem.reason for problem in page.problems] == [reason]
    assert [application.reference for application in page.applications] == ["26-00002-FUL"]


def test_a_name_twice_in_an_inner_object_is_a_problem() -> None:
    inner = b'{"application":{"reference":"26-1"},"property":{"address":{"uprn":"1","uprn":"2"}}}'
    answer = wrapped([]).replace(b'"data": []', b'"data":[' + inner + b"]")
    page = bops.parse(southwark(), request_for(), answer, TODAY)
    assert [problem.reason for problem in page.problems] == ["repeated-field"]


def test_without_an_authority_in_the_settings_no_application_is_taken_for_anybodys() -> None:
    feed = Feed("nobody", "bops", "https://bops.example", None, 60, bops.settings_model())
    page = bops.parse(feed, request_for(), wrapped([record("26-1")]), TODAY)
    assert [problem.reason for problem in page.problems] == ["unknown-authority"]


@pytest.mark.fault("C-01")
def test_of_a_key_twice_on_a_page_the_last_counts() -> None:
    rows = [record("26-1"), record("26-1", status="withdrawn")]
    (application,) = bops.parse(southwark(), request_for(), wrapped(rows), TODAY).applications
    assert (application.status, application.notes) == (Status.WITHDRAWN, ("conflicting-repeat",))


def test_a_boundary_in_a_text_is_no_boundary() -> None:
    row = record("26-1")
    row["property"]["boundary"] = {"site": json.dumps({"type": "Polygon", "coordinates": []})}
    (application,) = bops.parse(southwark(), request_for(), wrapped([row]), TODAY).applications
    assert (application.site, application.notes) == (None, ("malformed:boundary",))
