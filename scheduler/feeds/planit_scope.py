"""Which records of PlanIt a poll asks for, and the cursor that remembers how far it came."""

from datetime import date, timedelta

from pydantic import BaseModel, ConfigDict, Field

from scheduler.feeds.reading.numbered_pages import MOST_PAGES

OVERLAP_DAYS = 1
"""A poll reaches back this far before the last stamp it saw: stamps are UTC and days are asked for."""

_EARLIEST = date(1970, 1, 2)


class Paging(BaseModel):
    """A poll under way: since when it asks, the page to ask for next, the latest day it saw, the page before."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    since: date
    is_first_load: bool = False
    page: int = Field(default=1, ge=1, le=MOST_PAGES)
    seen: date | None = Field(default=None, ge=_EARLIEST)
    mark: str = ""


class Cursor(BaseModel):
    """The day up to which the last complete poll saw changes, and the poll under way, if any."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    changed: date | None = Field(default=None, ge=_EARLIEST)
    paging: Paging | None = None

    def text(self) -> str:
        return self.model_dump_json(exclude_none=True, exclude_defaults=True)


def cursor_from(text: str) -> Cursor:
    """The cursor in a text of ours; a first load where there is none or it cannot be read."""
    try:
        return Cursor.model_validate_json(text) if text else Cursor()
    except ValueError:
        return Cursor()


def paging_from(cursor: Cursor, history_days: int, today: date) -> Paging:
    """The poll to go on with, or a new one: what changed since the last, else what began in the days of history."""
    if cursor.paging is not None:
        return cursor.paging
    if cursor.changed is not None:
        return Paging(since=min(cursor.changed, today) - timedelta(days=OVERLAP_DAYS))
    return Paging(since=today - timedelta(days=history_days), is_first_load=True)


def completed(cursor: Cursor, paging: Paging) -> Cursor:
    """The cursor at the end of a poll; without any stamp seen the next one asks the same again."""
    days = [day for day in (cursor.changed, paging.seen) if day is not None]
    return Cursor(changed=max(days, default=None))
