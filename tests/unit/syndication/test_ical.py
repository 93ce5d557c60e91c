"""The last day to comment as a calendar entry, read back with a calendar's own reader."""

from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar, Event

from alerts.domain.application import Decision, Status
from alerts.syndication.ical import calendar_entry
from tests.factories import an_application

PAGE = "https://alerts.example/applications/E09000007/2026/0123/P"
CHANGED = datetime(2026, 6, 10, 11, 0, tzinfo=UTC)
LAST_DAY = date(2026, 6, 26)


def entry(**changed: object) -> Event:
    application = an_application(**{"consultation_end_date": LAST_DAY} | changed)
    file = calendar_entry(application, 12, PAGE, 2, CHANGED)
    assert file is not None
    (event,) = Calendar.from_ical(file).walk("VEVENT")
    return event


def test_an_entry_is_the_whole_last_day_and_takes_nobodys_time() -> None:
    event = entry()
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (LAST_DAY, date(2026, 6, 27))
    assert event["DTSTART"].params["VALUE"] == "DATE"
    assert event["TRANSP"] == "TRANSPARENT"
    assert event["STATUS"] == "CONFIRMED"
    assert event["SUMMARY"] == "Last day to comment: Erection of a single storey rear extension"
    assert event["URL"] == PAGE
    assert event["LOCATION"] == "14 Falkland Road, London"
    assert event["GEO"].to_ical() == "51.553635;-0.13985"
    assert event["DESCRIPTION"].split("\n") == [
        "Camden, application 2026/0123/P",
        "Status: Waiting for a decision",
        PAGE,
        "The council's own page and how to comment:",
        "https://planning.example/681001",
    ]


def test_an_entry_fetched_again_takes_the_place_of_the_one_before() -> None:
    event = entry()
    assert event["UID"] == entry(reference="2026/0999/P", description="Something else")["UID"]
    assert event["UID"] == "application-12@alerts.example"
    assert (event["DTSTAMP"].dt, event["LAST-MODIFIED"].dt, event["SEQUENCE"]) == (CHANGED, CHANGED, 2)


def test_it_reminds_at_nine_three_days_before() -> None:
    (alarm,) = entry().walk("VALARM")
    assert alarm["ACTION"] == "DISPLAY"
    at = datetime(2026, 6, 26) + alarm["TRIGGER"].dt  # noqa: DTZ001
    assert at == datetime(2026, 6, 23, 9)  # noqa: DTZ001
    assert alarm["DESCRIPTION"] == "Comments close in 3 days: Erection of a single storey rear extension"


def test_an_estimate_says_so_wherever_it_speaks() -> None:
    event = entry(consultation_end_date=None)
    assert event["DTSTART"].dt == date(2026, 6, 24)
    assert event["SUMMARY"].startswith("Comments may close (our estimate): ")
    assert event["DESCRIPTION"].startswith("This day is our estimate: 21 days after")
    (alarm,) = event.walk("VALARM")
    assert alarm["DESCRIPTION"].startswith("Comments may close (our estimate) in 3 days: ")


@pytest.mark.parametrize(
    ("over", "word"),
    [
        ({"status": Status.WITHDRAWN}, "withdrawn"),
        ({"decision": Decision.REFUSED}, "refused"),
        ({"status": Status.RETURNED}, "returned to the applicant"),
    ],
)
def test_an_entry_is_cancelled_once_comments_no_longer_count(over: dict[str, object], word: str) -> None:
    event = entry(**over)
    assert event["STATUS"] == "CANCELLED"
    assert event["SUMMARY"] == f"No more comments ({word}): Erection of a single storey rear extension"
    assert event.walk("VALARM") == []


def test_without_any_day_there_is_no_entry() -> None:
    assert calendar_entry(an_application(valid_date=None), 12, PAGE, 2, CHANGED) is None


@pytest.mark.fault("W-03")
def test_what_a_feed_says_cannot_add_a_line_to_the_file() -> None:
    hostile = 'A; shed, "bins"\\ \r\nATTACH:https://evil.example\x07\x00\u2028end'
    event = entry(description=hostile, address=hostile, url="javascript:alert(1)")
    assert event["SUMMARY"] == 'Last day to comment: A; shed, "bins"\\  \nATTACH:https://evil.example   end'
    assert "ATTACH" not in event
    assert "javascript" not in event["DESCRIPTION"]
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(days=1)


def test_every_line_is_at_most_75_bytes_and_ends_with_crlf() -> None:
    application = an_application(consultation_end_date=LAST_DAY, description="Wintergärten für alle " * 20)
    file = calendar_entry(application, 12, PAGE, 2, CHANGED)
    assert file is not None
    assert max(map(len, file.split(b"\r\n"))) <= 75
    assert file.count(b"\n") == file.count(b"\r\n")
