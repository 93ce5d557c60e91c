"""A JSON list of objects as a table, as open data portals export it; a list that is cut into pages is refused."""

from scheduler.feeds.reading.payload import RepeatedNames, read_json, refuse_error
from scheduler.feeds.reading.record import shortened
from scheduler.feeds.reading.table import Table
from scheduler.page import PageUnreadable, Problem

# What portals call the number of all records beside a list that may hold fewer (CKAN, OpenDataSoft).
_COUNTS = ("total", "total_count")


def read_objects(payload: bytes, path: str) -> Table:
    """The objects of the list at `path`, names joined by dots; "" for a bare list.

    Raises PageUnreadable: those of `read_json`, `error-answer`, `unexpected-shape`, `not-whole`.
    """
    value = read_json(payload)
    if isinstance(value, dict):
        refuse_error(value)
    for name in path.split(".") if path else ():
        around, value = value, _inside(value, name)
        _refuse_part(around, value)
    if not isinstance(value, list):
        at = f"at “{path}”" if path else "and records_path names none"
        raise PageUnreadable("unexpected-shape", f"no list {at}")
    rows = tuple(_row(each) for each in value)
    columns = dict.fromkeys(name for row in rows if isinstance(row, dict) for name in row)
    return Table(tuple(columns), rows)


def _inside(value: object, name: str) -> object:
    if not isinstance(value, dict) or isinstance(value, RepeatedNames) or name not in value:
        raise PageUnreadable("unexpected-shape", f"the answer has no “{name}” where records_path says")
    return value[name]


def _refuse_part(around: object, value: object) -> None:
    """PageUnreadable `not-whole` where the list is said to be one page of many: the rest would never be read."""
    if not (isinstance(around, dict) and isinstance(value, list)):
        return
    for name in _COUNTS:
        count = around.get(name)
        if isinstance(count, int) and not isinstance(count, bool) and count > len(value):
            raise PageUnreadable(
                "not-whole",
                f"{len(value):,} of {count:,} records: let the url ask for all, as an export or with a limit",
            )


def _row(value: object) -> dict[str, object] | Problem:
    if isinstance(value, dict):
        return value
    return Problem("bad-record", f"not an object: {shortened(value)}")
