"""BOPS, the back office of Open Digital Planning councils: the public search of one council's register.

Applications are asked for in the order in which they were published: new ones come to the last page, and nothing
moves between pages unless one is taken down. What was published once says nothing of decisions and amendments, and
the search knows no "changed since"; so once a day everything within the days of history is read again, decided
cases too: a search for open cases would never show that one was decided.
"""

from datetime import date
from typing import NamedTuple

from alerts.domain.precedence import Precedence
from scheduler.feeds.bops_record import key_of, reading
from scheduler.feeds.bops_scope import Cursor, Paging, after_stage, cursor_from, paging_from
from scheduler.feeds.bops_settings import BopsSettings
from scheduler.feeds.kind import Feed
from scheduler.feeds.reading.gathered import gather
from scheduler.feeds.reading.numbered_pages import mark_of, page_after, refuse_same
from scheduler.feeds.reading.payload import read_object
from scheduler.feeds.reading.record import Reading
from scheduler.page import Page, PageUnreadable
from scheduler.request import Request

name = "bops"
summary = "BOPS (Open Digital Planning): a council's public search, read again whole once a day"
precedence = Precedence.COUNCIL
needs_authority = True
settings_model = BopsSettings


class _Answer(NamedTuple):
    """The records of one answer, its page's number and the number of the last page."""

    records: list[object]
    page: int
    last_page: int


def authorities(feed: Feed[BopsSettings]) -> frozenset[str]:
    """The one authority whose register this is."""
    return frozenset({feed.authority} if feed.authority else ())


def first_request(feed: Feed[BopsSettings], cursor: str, today: date) -> Request:
    """Ask for what was published since the last complete poll, or go on where a poll was cut off."""
    known = cursor_from(cursor)
    return _page(feed, known.under_way(paging_from(known, feed.history_days, today)))


def parse(feed: Feed[BopsSettings], request: Request, payload: bytes, today: date) -> Page:
    """The page in an answer; PageUnreadable for whatever is not one."""
    answer = _answer(payload)
    cursor = cursor_from(request.cursor)
    paging = paging_from(cursor, feed.history_days, today)
    mark = mark_of(map(key_of, answer.records))
    is_end = _is_end(answer, paging)
    if not is_end:
        refuse_same(mark, paging.mark, paging.page)
    found = gather(reading(feed, record, today) for record in answer.records)
    if is_end:
        state = after_stage(cursor, paging, feed.history_days)
        return found.page(_page(feed, state) if state.paging else None, state.text())
    following = paging.model_copy(update={"page": page_after(paging.page), "mark": mark})
    state = cursor.under_way(following)
    return found.page(_page(feed, state), state.text())


def readings(feed: Feed[BopsSettings], payload: bytes, today: date) -> tuple[Reading, ...]:
    """How each record of a page was read."""
    return tuple(reading(feed, record, today) for record in _answer(payload).records)


def reread(feed: Feed[BopsSettings], record: dict[str, object], today: date) -> Reading:
    """How a record that was kept is read now."""
    return reading(feed, record, today)


def _answer(payload: bytes) -> _Answer:
    answer = read_object(payload)
    records, pagination = answer.get("data"), answer.get("pagination")
    if not isinstance(records, list):
        raise PageUnreadable("unexpected-shape", "no list called data")
    if not isinstance(pagination, dict):
        raise PageUnreadable("unexpected-shape", "no pagination beside the data")
    return _Answer(records, _number(pagination.get("currentPage")), _number(pagination.get("totalPages")))


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise PageUnreadable("unexpected-shape", "the pagination does not number its pages")
    return value


def _is_end(answer: _Answer, paging: Paging) -> bool:
    """Whether this is the last page. Past it the server sends it again, under its own number."""
    is_last = answer.page >= answer.last_page
    if answer.page == paging.page or (is_last and answer.page < paging.page):
        return is_last
    raise PageUnreadable("page-loop", f"page {answer.page} came although page {paging.page} was asked for")


def _page(feed: Feed[BopsSettings], state: Cursor) -> Request:
    paging = state.paging
    assert paging is not None
    params = (
        ("publishedAtFrom", paging.since.isoformat()),
        ("sortBy", "publishedAt"),
        ("orderBy", "asc"),
        ("resultsPerPage", str(feed.settings.page_size)),
        ("page", str(paging.page)),
    )
    return Request(feed.url, params, step=paging.stage, cursor=state.text())
