"""Last days to comment as calendar entries (RFC 5545): whole days, that take nobody's time."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from icalendar import Alarm, Calendar, Event, vDuration, vUri

from alerts.domain.application import Application
from alerts.domain.comment_deadline import USUAL_CONSULTATION_DAYS, CommentDeadline, last_day_to_comment
from alerts.domain.web_address import host_of
from alerts.domain.wording import council_name, first_large, headline, status_words
from alerts.syndication.record import centre

REMINDER_DAYS = 3
_NINE_O_CLOCK = timedelta(hours=9)
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")


class Dated(NamedTuple):
    """An application as calendars take it; `sequence` counts how often it has changed."""

    application: Application
    application_id: int
    page: str
    sequence: int
    changed_at: datetime


def calendar_entry(
    application: Application, application_id: int, page: str, sequence: int, changed_at: datetime
) -> bytes | None:
    """The entry as a file, or None where no last day is known. Fetched again it takes the place of the one before:
    its UID is that of the application, whatever its reference; once comments no longer count it is cancelled.
    """
    event = _event(Dated(application, application_id, page, sequence, changed_at))
    deadline = last_day_to_comment(application)
    if event is None or deadline is None:
        return None
    if application.is_open:
        event.add_component(_alarm(application, deadline))
    calendar = _calendar()
    calendar.add_component(event)
    file: bytes = calendar.to_ical()
    return file


def calendar_to_follow(name: str, page: str, address: str, refresh: timedelta, dated: Iterable[Dated]) -> str:
    """A calendar that is fetched again and again, with the last day of each application that has one. It rings no
    bell: whoever follows a whole council wants none for each. An event here has the UID of the entry that an
    application's own page gives. Days of committees have their place here once a feed publishes them; none does yet.
    """
    calendar = _calendar()
    calendar.add("name", _clean(name))
    calendar.add("x-wr-calname", _clean(name))
    calendar.add("url", page)
    calendar.add("source", vUri(address), parameters={"VALUE": "URI"})
    calendar.add("refresh-interval", refresh, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(refresh))
    for event in filter(None, map(_event, dated)):
        calendar.add_component(event)
    file: bytes = calendar.to_ical(sorted=False)
    return file.decode()


def _event(dated: Dated) -> Event | None:
    application, page = dated.application, dated.page
    deadline = last_day_to_comment(application)
    if deadline is None:
        return None
    event = Event()
    event.uid = f"application-{dated.application_id}@{urlsplit(page).hostname}"
    event.DTSTAMP = event.LAST_MODIFIED = dated.changed_at
    event.sequence = dated.sequence
    event.DTSTART, event.DTEND = deadline.day, deadline.day + timedelta(days=1)
    event.add("summary", _summary(application, deadline))
    event.add("description", _description(application, deadline, page))
    event.add("url", page)
    event.add("transp", "TRANSPARENT")
    event.add("status", "CONFIRMED" if application.is_open else "CANCELLED")
    if application.address:
        event.add("location", _clean(application.address))
    if (place := centre(application)) is not None:
        event.add("geo", place[::-1])
    return event


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//planning-alerts//comment deadline//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    return calendar


def _summary(application: Application, deadline: CommentDeadline) -> str:
    what = _clean(headline(application.description))
    if not application.is_open:
        return f"No more comments ({status_words(application).lower()}): {what}"
    return (
        f"Comments may close (our estimate): {what}"
        if deadline.is_estimate
        else f"Last day to comment: {what}"
    )


def _description(application: Application, deadline: CommentDeadline, page: str) -> str:
    lines = [
        f"{council_name(application.authority)}, application {application.reference}",
        f"Status: {first_large(status_words(application))}",
        page,
    ]
    if deadline.is_estimate:
        lines[:0] = [
            f"This day is our estimate: {USUAL_CONSULTATION_DAYS} days after the application became valid. "
            "See the council's page for the last day to comment."
        ]
    if application.url and host_of(application.url):
        lines += ["The council's own page and how to comment:", application.url]
    return "\n".join(map(_clean, lines))


def _alarm(application: Application, deadline: CommentDeadline) -> Alarm:
    """At nine in the morning, some days before."""
    verb = "may close (our estimate)" if deadline.is_estimate else "close"
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add(
        "description", f"Comments {verb} in {REMINDER_DAYS} days: {_clean(headline(application.description))}"
    )
    alarm.add("trigger", _NINE_O_CLOCK - timedelta(days=REMINDER_DAYS))
    return alarm


def _clean(text: str) -> str:
    """No control character has a place in a calendar, and the library lets them through."""
    return _CONTROL.sub(" ", text)
