"""The Planning London Datahub of the Greater London Authority: all London's applications behind a search API.

Its `last_updated` moves for reasons of its own, so that it only says where to look and never that something changed.
"""

from datetime import date

from alerts.domain.precedence import Precedence
from scheduler.feeds.kind import Feed
from scheduler.feeds.london_datahub_hit import key_of, last_updated, reading
from scheduler.feeds.london_datahub_search import (
    Cursor,
    Paging,
    Sort,
    body,
    cursor_from,
    paging_from,
    start_of,
)
from scheduler.feeds.london_datahub_settings import LondonDatahubSettings, codes_of
from scheduler.feeds.reading.gathered import gather_unknown
from scheduler.feeds.reading.parted import RecordList
from scheduler.feeds.reading.payload import Payload, read_object
from scheduler.feeds.reading.record import Reading
from scheduler.page import Page, PageUnreadable
from scheduler.request import Request

name = "london-datahub"
summary = "Planning London Datahub: every London borough, by its search API"
precedence = Precedence.REGION
needs_authority = False
settings_model = LondonDatahubSettings

_RECORDS = RecordList(("hits", "hits"), (("_source", "id"), ("_source", "last_updated"), ("sort",)), key_of)
_LONGEST_SORT = 4
_LONGEST_SORT_VALUE = 300


def authorities(feed: Feed[LondonDatahubSettings]) -> frozenset[str]:
    """The authorities asked for; all of London's where none was named."""
    return codes_of(feed.settings.authorities)


def first_request(feed: Feed[LondonDatahubSettings], cursor: str, today: date) -> Request:
    """Ask for what the hub wrote since the last complete poll, or go on where a poll was cut off."""
    known = cursor_from(cursor)
    return _search(feed, known, paging_from(known, feed.history_days, today))


def record_list(feed: Feed[LondonDatahubSettings]) -> RecordList:  # noqa: ARG001
    """The hits of an answer."""
    return _RECORDS


def parse(feed: Feed[LondonDatahubSettings], request: Request, payload: Payload, today: date) -> Page:
    """The page in an answer; PageUnreadable for whatever is not one."""
    hits = _hits(payload)
    cursor = cursor_from(request.cursor)
    paging = _seen(paging_from(cursor, feed.history_days, today), hits, today)
    found, known = gather_unknown(hits, lambda hit: reading(feed.name, hit, today))
    if len(hits) < feed.settings.page_size:
        _refuse_loop(_sort(hits[-1]) if hits else None, paging.after)
        return found.page(None, _complete(cursor, paging), known=known)
    after = _sort(hits[-1])
    if after is None:
        raise PageUnreadable("missing-sort", "the last hit of a full page has no sort values to go on from")
    _refuse_loop(after, paging.after)
    paging = paging.model_copy(update={"after": after})
    state = cursor.model_copy(update={"paging": paging})
    return found.page(_search(feed, cursor, paging), state.text(), known=known)


def readings(feed: Feed[LondonDatahubSettings], payload: bytes, today: date) -> tuple[Reading, ...]:
    """How each hit of a page was read."""
    return tuple(reading(feed.name, hit, today) for hit in _hits(payload))


def reread(feed: Feed[LondonDatahubSettings], record: dict[str, object], today: date) -> Reading:
    """How a record that was kept is read now."""
    return reading(feed.name, {"_source": record}, today)


def _hits(payload: Payload) -> list[object]:
    """The hits of an answer that is whole: not cut off by a time limit, and from every part of the index."""
    answer = read_object(payload)
    if answer.get("timed_out"):
        raise PageUnreadable("timed-out", "the hub gave up before it had searched everything")
    shards = answer.get("_shards")
    if isinstance(shards, dict) and shards.get("failed"):
        raise PageUnreadable("failed-shards", "a part of the hub did not answer")
    outer = answer.get("hits")
    hits = outer.get("hits") if isinstance(outer, dict) else None
    if not isinstance(hits, list):
        raise PageUnreadable("unexpected-shape", "no list of hits")
    return hits


def _seen(paging: Paging, hits: list[object], today: date) -> Paging:
    """The latest stamp so far, but none beyond today: a clock that runs ahead must not make us skip a day."""
    stamps = [stamp for stamp in map(last_updated, hits) if stamp is not None]
    if not stamps:
        return paging
    latest = min(max(stamps), start_of(today))
    return paging.model_copy(update={"seen": max(latest, paging.seen or latest)})


def _sort(hit: object) -> Sort | None:
    """The sort values of a hit, if they are such as can be sent back."""
    values = hit.get("sort") if isinstance(hit, dict) else None
    if not isinstance(values, list) or not 0 < len(values) <= _LONGEST_SORT:
        return None
    return tuple(values) if all(map(_is_sort_value, values)) else None


def _is_sort_value(value: object) -> bool:
    if isinstance(value, str):
        return value.isprintable() and len(value) <= _LONGEST_SORT_VALUE
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63


def _refuse_loop(after: Sort | None, before: Sort | None) -> None:
    if after is None or before is None:
        return
    comes_later = after != before
    if list(map(type, after)) == list(map(type, before)):
        comes_later = after > before
    if not comes_later:
        raise PageUnreadable("page-loop", f"the page after {before} ends at {after}")


def _complete(cursor: Cursor, paging: Paging) -> str:
    stamps = [stamp for stamp in (cursor.last_updated, paging.seen) if stamp is not None]
    return Cursor(last_updated=max(stamps, default=None)).text()


def _search(feed: Feed[LondonDatahubSettings], cursor: Cursor, paging: Paging) -> Request:
    state = cursor.model_copy(update={"paging": paging})
    header = ((key, value.get_secret_value()) for key, value in feed.settings.header.items())
    return Request(
        url=f"{feed.url.rstrip('/')}/applications/_search",
        method="POST",
        headers=(*header, ("Content-Type", "application/json")),
        body=body(feed.settings, paging),
        cursor=state.text(),
    )
