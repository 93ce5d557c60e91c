"""The last days to comment in an area, as a calendar that people subscribe to."""

from datetime import date, timedelta

from flask.testing import FlaskClient
from icalendar import Calendar, Event

from alerts.db.session import Database
from alerts.domain.application import Decision, Status
from tests.integration.web.neighbourhood import BASE_URL, NOW, application, record

COUNCIL = "/areas/authority/E09000007"


def calendar(client: FlaskClient, address: str) -> Calendar:
    answer = client.get(address)
    assert (answer.status_code, answer.content_type) == (200, "text/calendar; charset=utf-8")
    assert answer.data.count(b"\n") == answer.data.count(b"\r\n")
    assert max(map(len, answer.data.split(b"\r\n"))) <= 75
    return Calendar.from_ical(answer.data)


def events(client: FlaskClient, address: str) -> dict[str, Event]:
    """By reference."""
    found = calendar(client, address).walk("VEVENT")
    return {each["URL"].partition("/E09000007/")[2]: each for each in found}


def test_a_calendar_has_a_whole_day_for_each_application_that_can_be_commented_on(
    client: FlaskClient,
) -> None:
    found = events(client, f"{COUNCIL}.ics")
    said = [(name, each["STATUS"], each["DTSTART"].dt) for name, each in found.items()]
    assert said == [
        ("2026/0456/L", "CONFIRMED", date(2026, 11, 26)),
        ("2026/1001/P", "CONFIRMED", date(2026, 12, 7)),
        ("2026/0123/P", "CONFIRMED", date(2026, 12, 11)),
        ("2026/0789/P", "CANCELLED", date(2026, 12, 11)),
        ("2026/0999/T", "CANCELLED", date(2026, 12, 11)),
    ]
    assert found["2026/1001/P"]["SUMMARY"].startswith("Comments may close (our estimate): ")
    assert not calendar(client, f"{COUNCIL}.ics").walk("VALARM")
    for each in found.values():
        assert each["DTSTART"].params["VALUE"] == "DATE"
        assert each["TRANSP"] == "TRANSPARENT"


def test_an_event_is_the_one_that_the_applications_own_page_gives(client: FlaskClient) -> None:
    for name, event in events(client, f"{COUNCIL}.ics").items():
        (single,) = Calendar.from_ical(client.get(f"/applications/E09000007/{name}.ics").data).walk("VEVENT")
        for field in ("UID", "SEQUENCE", "DTSTAMP", "DTSTART", "SUMMARY", "STATUS", "DESCRIPTION", "GEO"):
            assert event.get(field) == single.get(field), (name, field)


def test_an_event_changes_with_the_application_and_is_cancelled_in_the_end(
    client: FlaskClient, database: Database
) -> None:
    before = events(client, f"{COUNCIL}.ics")["2026/0123/P"]
    for days, changes in enumerate(
        (
            {"consultation_end_date": date(2026, 12, 18)},
            {"status": Status.DETERMINED, "decision": Decision.REFUSED, "decision_date": date(2026, 11, 23)},
        )
    ):
        with database.writing() as session:
            kept = {"consultation_end_date": date(2026, 12, 18)} | changes
            record(session, [application("2026/0123/P", **kept)], NOW + timedelta(days=days))
    after = events(client, f"{COUNCIL}.ics")["2026/0123/P"]
    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 2)
    assert (after["STATUS"], after["DTSTART"].dt) == ("CANCELLED", date(2026, 12, 18))
    assert after["DTSTAMP"].dt == NOW + timedelta(days=1)


def test_a_calendar_says_its_name_and_when_to_ask_again(client: FlaskClient) -> None:
    address = "/areas/postcode/NW51TL.ics?radius=400&types=hh"
    found = calendar(client, address)
    assert found["X-WR-CALNAME"] == found["NAME"]
    assert found["NAME"] == "Planning applications within 400 m of NW5 1TL: last days to comment"
    assert found["REFRESH-INTERVAL"].dt == timedelta(hours=1)
    assert found["REFRESH-INTERVAL"].params["VALUE"] == "DURATION"
    assert found["SOURCE"] == f"{BASE_URL}{address}"
    assert found["METHOD"] == "PUBLISH"
    assert list(events(client, address)) == ["2026/0123/P"]
