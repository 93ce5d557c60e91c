"""PlanningAlerts files, as mySociety began them and OpenAustralia keeps them: a list of a council's latest.

A feed has one file, or one for each day where its address has places for the day. It tells of new applications and
nothing else: no key but the reference, no status, no decision. An application that is no longer listed is not gone.
"""

from dataclasses import replace
from datetime import date
from typing import NoReturn

from alerts.domain.application import Application
from alerts.domain.precedence import Precedence
from scheduler.feeds.kind import Feed
from scheduler.feeds.mapped_row import Manner, mapped_reading
from scheduler.feeds.mapped_settings import Columns
from scheduler.feeds.planningalerts_xml_days import (
    Cursor,
    cursor_from,
    fault_in,
    first_day,
    is_by_day,
    url_of,
)
from scheduler.feeds.planningalerts_xml_settings import PlanningAlertsXmlSettings
from scheduler.feeds.reading.dates import date_reader
from scheduler.feeds.reading.gathered import gather
from scheduler.feeds.reading.links import safe_link
from scheduler.feeds.reading.payload import RepeatedNames
from scheduler.feeds.reading.record import Reading, shortened
from scheduler.feeds.reading.xml import Element, read_xml
from scheduler.page import Page, PageUnreadable, Problem
from scheduler.request import Request

name = "planningalerts-xml"
summary = (
    "PlanningAlerts XML files (mySociety, OpenAustralia): one address, or one a day by {year} {month} {day}"
)
precedence = Precedence.COUNCIL
needs_authority = True
settings_model = PlanningAlertsXmlSettings

TRUNCATED = "description-truncated"

_CUT_AT = 255
"""Where back offices cut descriptions; one of just this length has probably lost its end."""

_COLUMNS = Columns(
    reference="council_reference",
    description="description",
    address="address",
    postcode="postcode",
    received_date="date_received",
    consultation_start_date="on_notice_from",
    consultation_end_date="on_notice_to",
    longitude="lng",
    latitude="lat",
    url="info_url",
)


def authorities(feed: Feed[PlanningAlertsXmlSettings]) -> frozenset[str]:
    """The one authority whose files these are, whatever they call it themselves."""
    return frozenset({feed.authority} if feed.authority else ())


def first_request(feed: Feed[PlanningAlertsXmlSettings], cursor: str, today: date) -> Request:
    """Ask for the file, or for the first day's where the address has places for it."""
    if not is_by_day(feed.url):
        return Request(feed.url, tells_all=True)
    known = cursor_from(cursor)
    day = first_day(known, feed.settings.days, feed.history_days, today)
    return _request(feed, known.model_copy(update={"following": day}))


def parse(feed: Feed[PlanningAlertsXmlSettings], request: Request, payload: bytes, today: date) -> Page:
    """The page in an answer; PageUnreadable for whatever is not one."""
    if not is_by_day(feed.url):
        return gather(readings(feed, payload, today)).page(None, "")
    fault = fault_in(feed.url)
    if fault is not None:
        raise PageUnreadable("bad-url", fault)
    found = gather(readings(feed, payload, today))
    asked = cursor_from(request.cursor)
    state = asked.after(asked.following or today, today)
    return found.page(_request(feed, state) if state.following else None, state.text())


def readings(feed: Feed[PlanningAlertsXmlSettings], payload: bytes, today: date) -> tuple[Reading, ...]:
    """How each application of a file was read."""
    return tuple(_reading(feed, element, today) for element in _applications(read_xml(payload)))


def reread(feed: Feed[PlanningAlertsXmlSettings], record: dict[str, object], today: date) -> Reading:
    """How an application that was kept is read now."""
    manner = Manner(
        date_reader(feed.settings.dates, today), unread=feed.settings.unread, ours=("comment_url",)
    )
    reading = mapped_reading(feed.name, feed.authority, record, _COLUMNS, manner)
    if isinstance(reading.outcome, Problem):
        return reading
    return replace(reading, outcome=_completed(reading.outcome, record))


def _request(feed: Feed[PlanningAlertsXmlSettings], state: Cursor) -> Request:
    assert state.following is not None
    return Request(url_of(feed.url, state.following), cursor=state.text())


def _applications(root: Element) -> tuple[Element, ...]:
    """The elements that a file lists; PageUnreadable unless it is the file of one authority."""
    if root.local_name != "planning":
        _refuse_root(root)
    lists = [child for child in root.children if child.local_name == "applications"]
    names = {child.text.strip() for child in root.children if child.local_name == "authority_short_name"}
    if len(lists) > 1 or len(names) > 1 or _has_planning(root):
        _refuse_several()
    if not lists:
        raise PageUnreadable("unexpected-shape", "no <applications> within <planning>")
    return tuple(lists[0].children)


def _refuse_root(root: Element) -> NoReturn:
    if _has_planning(root):
        _refuse_several()
    words = shortened(" ".join(root.text[:200].split()))
    raise PageUnreadable(
        "unexpected-shape", f"<planning> was expected, not <{root.local_name[:50]}>: {words}"
    )


def _refuse_several() -> NoReturn:
    # One authority's applications would be shown as another's.
    raise PageUnreadable(
        "several-authorities", "a feed is of one authority: give each its own address and feed"
    )


def _has_planning(root: Element) -> bool:
    return any(child.local_name == "planning" for child in root.children)


def _reading(feed: Feed[PlanningAlertsXmlSettings], element: Element, today: date) -> Reading:
    if element.local_name != "application":
        detail = f"<{element.local_name[:50]}> where an <application> was expected"
        return Reading("", Problem("bad-record", detail))
    return reread(feed, _row(element), today)


def _row(element: Element) -> dict[str, object]:
    """The application's elements by name; one that holds others keeps them, for its field to refuse."""
    pairs = [(child.local_name, _value(child)) for child in element.children]
    row = dict(pairs)
    return row if len(row) == len(pairs) else RepeatedNames(row)


def _value(element: Element) -> object:
    return _row(element) if any(element.children) else element.text


def _completed(application: Application, row: dict[str, object]) -> Application:
    """The application with what no single element tells: its other link, and that its description was cut."""
    description, info_url, comment_url = (
        row.get(each) for each in ("description", "info_url", "comment_url")
    )
    notes = application.notes
    if isinstance(description, str) and _CUT_AT in (len(description), len(description.strip())):
        notes = (*notes, TRUNCATED)
    url = application.url
    if isinstance(comment_url, str) and not str(info_url or "").strip():
        url = safe_link(comment_url)
    return replace(application, notes=notes, url=url)
