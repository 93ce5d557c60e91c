"""Records of PlanIt, read against readings written by hand."""

from typing import Any

import pytest

from alerts.domain.application import Decision, Status
from scheduler.feeds import planit
from scheduler.feeds.kind import Feed
from tests.unit.scheduler.feeds.cases import TODAY, assert_counts_add_up, case, payload, said
from tests.unit.scheduler.feeds.planit_cases import cotswold, record, request_for, wrapped


def test_a_page_of_cotswold_reads_as_written_by_hand() -> None:
    expected = case("planit", "cotswold_page")
    page = planit.parse(cotswold(), request_for(), expected.payload, TODAY)
    assert said(page.applications) == expected.applications
    assert [(problem.reason, problem.record) for problem in page.problems] == expected.problems
    assert page.fetched == expected.fetched
    assert_counts_add_up(page)


def test_every_field_is_read_or_known_except_new_ones() -> None:
    readings = planit.readings(cotswold(), payload("planit", "cotswold_page"), TODAY)
    left_over = [name for reading in readings[:7] for name in reading.left_over]
    assert left_over == ["a_new_field", "other_fields.odd"]


def test_people_are_never_read() -> None:
    readings = planit.readings(cotswold(), payload("planit", "cotswold_page"), TODAY)
    assert "See source" not in repr(readings)
    assert "An Officer" not in repr(readings)


def read_one(**more: Any) -> Any:
    page = planit.parse(cotswold(), request_for(), wrapped([record("26/1/F", **more)]), TODAY)
    (application,) = page.applications
    return application


@pytest.mark.parametrize("named", ["Cotswold/26/1/F", "26/1/F"])
def test_the_key_is_the_same_with_and_without_the_area_in_the_name(named: str) -> None:
    application = read_one(name=named)
    assert (application.feed_key, application.reference) == ("26/1/F", "26/1/F")


@pytest.mark.parametrize(
    ("state", "council", "status", "decision", "shown"),
    [
        ("Undecided", {}, Status.UNDETERMINED, None, None),
        ("Undecided", {"decision": "Awaiting decision"}, Status.UNDETERMINED, None, None),
        ("Undecided", {"decision": "Refused"}, Status.DETERMINED, Decision.REFUSED, "Refused"),
        ("Permitted", {}, Status.DETERMINED, Decision.GRANTED, None),
        ("Conditions", {"decision": "PERCON"}, Status.DETERMINED, Decision.GRANTED, "PERCON"),
        ("Permitted", {"decision": "No Objection"}, Status.DETERMINED, Decision.NO_OBJECTION, "No Objection"),
        ("Rejected", {"decision": "Objection"}, Status.DETERMINED, Decision.OBJECTION, "Objection"),
        ("Rejected", {}, Status.DETERMINED, Decision.REFUSED, None),
        ("Withdrawn", {"decision": "Withdrawn"}, Status.WITHDRAWN, None, "Withdrawn"),
        ("Referred", {}, None, None, None),
        ("Other", {"decision": "Not Available"}, None, None, None),
        (None, {"decision": "UNKNOWN"}, None, None, None),
        ("Other", {"status": "Registered"}, Status.UNDETERMINED, None, None),
        (None, {"status": "Withdrawn"}, Status.WITHDRAWN, None, None),
        ("Something New", {"decision": "Odd"}, None, None, "Odd"),
    ],
)
def test_the_state_and_the_councils_words_say_together_how_it_stands(
    state: str | None, council: dict[str, str], status: Status | None, decision: Decision | None, shown: str
) -> None:
    application = read_one(app_state=state, other_fields=council)
    assert (application.status, application.decision) == (status, decision)
    assert application.decision_raw == shown


def test_an_operators_meanings_come_before_ours() -> None:
    feed = cotswold(standings={"Referred": "undetermined", "PERCON": "granted"}, types={"HOU": "hh"})
    councils = {"decision": "PERCON", "application_type": "HOU"}
    answer = wrapped([record("26/1/F", app_state="Referred", other_fields=councils)])
    (application,) = planit.parse(feed, request_for(), answer, TODAY).applications
    assert (application.status, application.decision) == (Status.DETERMINED, Decision.GRANTED)
    assert application.application_type == "hh"


@pytest.mark.parametrize(
    ("app_type", "code"),
    [
        ("Full", None),
        ("Outline", "outline"),
        ("Amendment", None),
        ("Conditions", None),
        ("Heritage", None),
        ("Trees", None),
        ("Advertising", "advertising"),
        ("Telecoms", None),
        ("Other", None),
    ],
)
def test_only_types_that_are_one_of_ours_for_certain_are_mapped(app_type: str, code: str | None) -> None:
    application = read_one(app_type=app_type)
    assert (application.application_type, application.application_type_raw) == (code, app_type)


def test_a_record_without_any_page_has_no_link() -> None:
    assert read_one(url=None).url is None


@pytest.mark.parametrize(
    ("more", "site"),
    [
        ({"location_x": -1.7611, "location_y": 51.9306}, (416523, 225813)),
        ({"location_x": "-1.7611", "location_y": "51.9306"}, (416523, 225813)),
        ({"location_x": 51.9306, "location_y": -1.7611}, (416523, 225813)),
        ({"location": {"type": "Point", "coordinates": [51.9306, -1.7611]}}, (416523, 225813)),
        ({"other_fields": {"lat": 51.9306, "lng": -1.7611}}, (416523, 225813)),
        ({"other_fields": {"easting": "403000", "northing": 202000}}, (403000, 202000)),
        ({"location_x": 0, "location_y": 0, "other_fields": {"easting": 403000, "northing": 202000}},
         (403000, 202000)),
        ({"location_x": 1e999, "location_y": 51.9}, None),
    ],
)  # fmt: skip
def test_the_place_is_found_in_whichever_field_has_it(
    more: dict[str, Any], site: tuple[int, int] | None
) -> None:
    found = read_one(**more).site
    centre = found.geometry.centroid if found else None
    assert (centre and (round(centre.x), round(centre.y))) == site


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"uid": None}, "missing-reference"),
        ({"uid": " "}, "missing-reference"),
        ({"uid": "n/a"}, "missing-reference"),
        ({"uid": ["26/1/F"]}, "bad-field"),
        ({"description": {"x": 1}}, "bad-field"),
        ({"area_name": "Stroud"}, "unknown-authority"),
    ],
)
def test_a_record_that_cannot_be_read_is_a_problem_with_its_reason(row: dict[str, Any], reason: str) -> None:
    page = planit.parse(
        cotswold(), request_for(), wrapped([record("26/1/F", **row), record("26/2/F")]), TODAY
    )
    assert [(problem.reason, problem.record) for problem in page.problems] == [(reason, "Cotswold/26/1/F")]
    assert [application.reference for application in page.applications] == ["26/2/F"]


def test_an_area_that_planit_does_not_know_brings_nobody_elses_applications() -> None:
    councils = ["Stroud", "Tewkesbury", "Cotswold"]
    records = [record(f"26/{number}/F", area_name=each) for number, each in enumerate(councils)]
    page = planit.parse(cotswold(), request_for(), wrapped(records), TODAY)
    assert [application.reference for application in page.applications] == ["26/2/F"]
    assert "set `area`" in page.problems[0].detail


@pytest.mark.parametrize(
    ("area", "named"),
    [("Cotswolds", {"area_name": "COTSWOLDS"}), ("113", {"area_name": "C.", "area_id": 113})],
)
def test_an_area_may_be_asked_for_by_planits_name_or_number(area: str, named: dict[str, Any]) -> None:
    answer = wrapped([record("26/1/F", **named)])
    assert len(planit.parse(cotswold(area=area), request_for(), answer, TODAY).applications) == 1


def test_without_an_authority_in_the_settings_no_record_is_taken_for_anybodys() -> None:
    feed = Feed(
        "nobody", "planit", "https://planit.example", None, 60, planit.settings_model(area="Cotswold")
    )
    page = planit.parse(feed, request_for(), wrapped([record("26/1/F")]), TODAY)
    assert [problem.reason for problem in page.problems] == ["unknown-authority"]
