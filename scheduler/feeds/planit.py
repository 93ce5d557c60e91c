"""PlanIt (planit.org.uk): applications of about 485 UK areas, collected from councils' own pages by one person.

Its owner asks for at most one request a minute and for no commercial dependence; we keep facts and link to the
council. What changed last is asked for first: a record that changes while we page then only pushes others onto
pages to come. In the other order it would pull one onto a page already read, and that one would be lost.
"""

from datetime import date
from typing import NamedTuple

from alerts.domain.precedence import Precedence
from scheduler.feeds.kind import Feed
from scheduler.feeds.planit_record import key_of, last_moved, reading
from scheduler.feeds.planit_scope import Cursor, Paging, completed, cursor_from, paging_from
from scheduler.feeds.planit_settings import PlanitSettings, area_asked_for
from scheduler.feeds.reading.gathered import gather_unknown
from scheduler.feeds.reading.numbered_pages import mark_of, page_after, refuse_same
from scheduler.feeds.reading.parted import RecordList
from scheduler.feeds.reading.payload import Payload, read_object
from scheduler.feeds.reading.record import Reading
from scheduler.page import Page, PageUnreadable
from scheduler.request import Request

name = "planit"
summary = "PlanIt (planit.org.uk), one council a feed; its owner asks for at most one request a minute"
precedence = Precedence.AGGREGATOR
needs_authority = True
settings_model = PlanitSettings

GAP_S = 60.0
"""PlanIt's owner: "you can safely make one request to the /api/applics endpoint every minute"."""

_RECORDS = RecordList(("records",), (("uid",), ("last_changed",), ("last_different",)), key_of)
_LARGEST_PAGE = 5_000


class _Answer(NamedTuple):
    """The records of one answer; how many the server sends at most, and the place of the first, where it says so."""

    records: list[object]
    page_size: int | None
    first: int | None


def authorities(feed: Feed[PlanitSettings]) -> frozenset[str]:
    """The one authority whose area this is."""
    return frozenset({feed.authority} if feed.authority else ())


def first_request(feed: Feed[PlanitSettings], cursor: str, today: date) -> Request:
    """Ask for what changed since the last complete poll, or go on where a poll was cut off."""
    known = cursor_from(cursor)
    return _page(feed, known, paging_from(known, feed.history_days, today))


def record_list(feed: Feed[PlanitSettings]) -> RecordList:  # noqa: ARG001
    """The records of an answer."""
    return _RECORDS


def parse(feed: Feed[PlanitSettings], request: Request, payload: Payload, today: date) -> Page:
    """The page in an answer; PageUnreadable for whatever is not one."""
    answer = _answer(payload)
    cursor = cursor_from(request.cursor)
    paging = _seen(paging_from(cursor, feed.history_days, today), answer.records, today)
    _refuse_other_page(answer, paging.page, feed.settings.page_size)
    mark = mark_of(map(key_of, answer.records))
    refuse_same(mark, paging.mark, paging.page)
    found, known = gather_unknown(answer.records, lambda record: reading(feed, record, today))
    # Its total is an estimate: a short page is the end.
    if len(answer.records) < min(feed.settings.page_size, answer.page_size or feed.settings.page_size):
        return found.page(None, completed(cursor, paging).text(), known=known)
    paging = paging.model_copy(update={"page": page_after(paging.page), "mark": mark})
    state = cursor.model_copy(update={"paging": paging})
    return found.page(_page(feed, cursor, paging), state.text(), known=known)


def readings(feed: Feed[PlanitSettings], payload: bytes, today: date) -> tuple[Reading, ...]:
    """How each record of a page was read."""
    return tuple(reading(feed, record, today) for record in _answer(payload).records)


def reread(feed: Feed[PlanitSettings], record: dict[str, object], today: date) -> Reading:
    """How a record that was kept is read now."""
    return reading(feed, record, today)


def _answer(payload: Payload) -> _Answer:
    answer = read_object(payload)
    records = answer.get("records")
    if not isinstance(records, list):
        raise PageUnreadable("unexpected-shape", "no list of records")
    size = _count(answer.get("pg_sz")) or _count(answer.get("page_size"))
    return _Answer(records, size, _count(answer.get("from")))


def _count(value: object) -> int | None:
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63
    return value if is_count and isinstance(value, int) else None


def _refuse_other_page(answer: _Answer, page: int, page_size: int) -> None:
    """A server that counts pages from nought, or takes no notice of the number, sends rows far from those due."""
    size = min(answer.page_size or page_size, _LARGEST_PAGE)
    due = (page - 1) * size
    if answer.first is not None and abs(answer.first - due) >= size:
        raise PageUnreadable(
            "page-loop", f"records from {answer.first} on came although those from {due} were asked for"
        )


def _seen(paging: Paging, records: list[object], today: date) -> Paging:
    """The latest day so far, but none beyond today: a clock that runs ahead must not make us skip a day."""
    days = [stamp.date() for stamp in map(last_moved, records) if stamp is not None]
    if not days:
        return paging
    latest = min(max(days), today)
    return paging.model_copy(update={"seen": max(latest, paging.seen or latest)})


def _page(feed: Feed[PlanitSettings], cursor: Cursor, paging: Paging) -> Request:
    state = cursor.model_copy(update={"paging": paging})
    key = feed.settings.api_key
    params = (
        ("auth", area_asked_for(feed.settings, feed.authority)),
        ("start_date" if paging.is_first_load else "changed_start", paging.since.isoformat()),
        ("sort", "-last_changed"),
        ("pg_sz", str(feed.settings.page_size)),
        ("page", str(paging.page)),
        *((("apikey", key.get_secret_value()),) if key else ()),
    )
    return Request(feed.url, params, cursor=state.text(), gap_s=GAP_S)
