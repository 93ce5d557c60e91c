"""Socrata open data, as Camden publishes its applications: one row an application and no reliable change date.

A poll asks when the dataset was last uploaded and ends there if nothing moved. Otherwise it pages by key, and asks
again at its end: an upload meanwhile starts the paging over, once.
"""

from datetime import date

from alerts.domain.precedence import Precedence
from scheduler.feeds.kind import Feed
from scheduler.feeds.reading.gathered import gather_unknown
from scheduler.feeds.reading.parted import RecordList
from scheduler.feeds.reading.payload import Payload, read_json, read_list, refuse_error
from scheduler.feeds.reading.record import Reading
from scheduler.feeds.socrata_row import key_of, reading
from scheduler.feeds.socrata_scope import Cursor, Paging, condition, cursor_from, order, paging_from
from scheduler.feeds.socrata_settings import SocrataSettings
from scheduler.page import Page, PageUnreadable
from scheduler.request import Request

name = "socrata"
summary = "Socrata open data such as Camden's: rows by a column map, paged by key"
precedence = Precedence.COUNCIL
needs_authority = True
settings_model = SocrataSettings

_WATERMARK, _PAGE, _CLOSING_WATERMARK = "watermark", "page", "closing watermark"
_PAGE_AGAIN = "page again"
"""Of a paging that started over: after an upload the same rows may rightly stand behind another key."""

_LONGEST_WATERMARK = 64


def authorities(feed: Feed[SocrataSettings]) -> frozenset[str]:
    """The one authority whose dataset this is."""
    return frozenset({feed.authority} if feed.authority else ())


def first_request(feed: Feed[SocrataSettings], cursor: str, today: date) -> Request:
    """Ask for the watermark where the dataset has one, otherwise for the first page."""
    known = cursor_from(cursor)
    state = known.under_way(paging_from(known, feed.history_days, today))
    return (
        _watermark_request(feed, state, _WATERMARK)
        if feed.settings.columns.last_uploaded
        else _page(feed, state)
    )


def record_list(feed: Feed[SocrataSettings]) -> RecordList:
    """The rows of an answer, which is nothing but their list."""
    return RecordList((), ((feed.settings.columns.key,),), lambda row: key_of(feed, row) or "")


def parse(feed: Feed[SocrataSettings], request: Request, payload: Payload, today: date) -> Page:
    """The page in an answer; PageUnreadable for whatever is not one."""
    cursor = cursor_from(request.cursor)
    paging = paging_from(cursor, feed.history_days, today)
    if request.step == _WATERMARK:
        return _begin(feed, cursor, paging, _watermark(payload))
    if request.step == _CLOSING_WATERMARK:
        return _close(feed, cursor, paging, _watermark(payload))
    return _read(feed, cursor, paging, payload, today)


def readings(feed: Feed[SocrataSettings], payload: bytes, today: date) -> tuple[Reading, ...]:
    """How each row of a page was read."""
    return tuple(reading(feed, row, today) for row in read_list(payload))


def reread(feed: Feed[SocrataSettings], record: dict[str, object], today: date) -> Reading:
    """How a record that was kept is read now."""
    return reading(feed, record, today)


def _begin(feed: Feed[SocrataSettings], cursor: Cursor, paging: Paging, watermark: str | None) -> Page:
    if paging.after is not None or paging.is_restarted:
        # Cut off while paging: its own watermark stays, so that the end of the poll sees what moved since.
        state = cursor.under_way(paging)
        return Page(0, (), (), _page(feed, state), state.text())
    stored = cursor.without_paging().text()
    is_read_today = cursor.since == paging.started  # once a day we look whether the watermark can be trusted
    if watermark is not None and watermark == cursor.watermark and is_read_today:
        return Page(0, (), (), None, stored)
    state = cursor.under_way(paging.model_copy(update={"watermark": watermark}))
    return Page(0, (), (), _page(feed, state), stored)


def _read(feed: Feed[SocrataSettings], cursor: Cursor, paging: Paging, payload: Payload, today: date) -> Page:
    rows = read_list(payload)
    keys = [key_of(feed, row) for row in rows]
    _refuse_loop(feed, keys, paging.after)
    is_full = len(rows) == feed.settings.page_size
    count = _whole_groups(feed, keys) if is_full else len(rows)
    after = next((key for key in reversed(keys[:count]) if key is not None), paging.after)
    state = cursor.under_way(paging.model_copy(update={"after": after}))
    found, known = gather_unknown(rows[:count], lambda row: reading(feed, row, today))
    if is_full:
        return found.page(_page(feed, state), state.text(), known=known)
    if paging.watermark is not None:
        return found.page(_watermark_request(feed, state, _CLOSING_WATERMARK), state.text(), known=known)
    return found.page(None, _complete(paging), known=known)


def _close(feed: Feed[SocrataSettings], cursor: Cursor, paging: Paging, watermark: str | None) -> Page:
    if watermark in (None, paging.watermark) or paging.is_restarted:
        # If it moved a second time the older one is stored, and the next poll finds it moved.
        return Page(0, (), (), None, _complete(paging))
    again = paging.model_copy(update={"watermark": watermark, "after": None, "is_restarted": True})
    state = cursor.under_way(again)
    return Page(0, (), (), _page(feed, state), state.text())


def _complete(paging: Paging) -> str:
    return Cursor(watermark=paging.watermark, since=paging.started).text()


def _whole_groups(feed: Feed[SocrataSettings], keys: list[str | None]) -> int:
    """How many rows of a full page to read: all but the last key's, whose repeats may go on, if others are there."""
    known = [key for key in keys if key is not None]
    if not known:
        raise PageUnreadable("missing-key", f"no row of a full page has {feed.settings.columns.key}")
    if feed.settings.key_is_number and known != sorted(known, key=int):
        raise PageUnreadable("unsorted", "a full page is not in the order asked for, and rows would be lost")
    first_of_last = keys.index(known[-1])
    return first_of_last if any(key is not None for key in keys[:first_of_last]) else len(keys)


def _refuse_loop(feed: Feed[SocrataSettings], keys: list[str | None], after: str | None) -> None:
    if after is None:
        return
    known = [key for key in keys if key is not None]
    if after in known or (feed.settings.key_is_number and any(int(key) <= int(after) for key in known)):
        raise PageUnreadable(
            "page-loop", f"rows up to {after} came again although those after it were asked for"
        )


def _watermark(payload: Payload) -> str | None:
    """The one value of a one-row answer; None from a server that answers anything else."""
    answer = read_json(payload)
    if isinstance(answer, dict):
        refuse_error(answer)
    if not (
        isinstance(answer, list) and len(answer) == 1 and isinstance(answer[0], dict) and len(answer[0]) == 1
    ):
        return None
    (value,) = answer[0].values()
    is_fit = (
        isinstance(value, str)
        and value.isascii()
        and value.isprintable()
        and len(value) <= _LONGEST_WATERMARK
    )
    return value if is_fit and value else None


def _page(feed: Feed[SocrataSettings], state: Cursor) -> Request:
    where = condition(feed.settings, state.paging) if state.paging else ""
    params = (
        *((("$where", where),) if where else ()),
        ("$order", order(feed.settings.columns)),
        ("$limit", str(feed.settings.page_size)),
    )
    step = _PAGE_AGAIN if state.paging and state.paging.is_restarted else _PAGE
    return Request(feed.url, params, headers=_headers(feed), step=step, cursor=state.text())


def _watermark_request(feed: Feed[SocrataSettings], state: Cursor, step: str) -> Request:
    select = f"max({feed.settings.columns.last_uploaded})"
    return Request(
        feed.url,
        (("$select", select),),
        headers=_headers(feed),
        step=step,
        cursor=state.text(),
        tells_all=step == _WATERMARK,
    )


def _headers(feed: Feed[SocrataSettings]) -> tuple[tuple[str, str], ...]:
    token = feed.settings.app_token
    return (("X-App-Token", token.get_secret_value()),) if token else ()
