"""Which applications of a BOPS register a poll asks for, and the cursor that remembers how far it came."""

from datetime import date, timedelta
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from scheduler.feeds.reading.numbered_pages import MOST_PAGES

_EARLIEST = date(1990, 1, 1)

OVERLAP_DAYS = 3
"""A poll reaches back this far before the last one: what was pulled forward while paging is read again."""


class Stage(StrEnum):
    """What a poll is at. The register cannot be asked what changed, so that once a day all of it is read again."""

    PUBLISHED = "published"
    REREAD = "reread"


class Paging(BaseModel):
    """A poll under way: its stage, since when that asks, the page to ask for next, the mark of the page before."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    started: date = Field(ge=_EARLIEST)
    stage: Stage = Stage.PUBLISHED
    since: date
    page: int = Field(default=1, ge=1, le=MOST_PAGES)
    mark: str = ""


class Cursor(BaseModel):
    """The day of the last complete poll, the day of the last complete re-reading, and the poll under way, if any."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    since: date | None = Field(default=None, ge=_EARLIEST)
    reread: date | None = None
    paging: Paging | None = None

    def text(self) -> str:
        return self.model_dump_json(exclude_none=True, exclude_defaults=True)

    def under_way(self, paging: Paging) -> "Cursor":
        return self.model_copy(update={"paging": paging})


def cursor_from(text: str) -> Cursor:
    """The cursor in a text of ours; a first load where there is none or it cannot be read."""
    try:
        return Cursor.model_validate_json(text) if text else Cursor()
    except ValueError:
        return Cursor()


def paging_from(cursor: Cursor, history_days: int, today: date) -> Paging:
    """The poll to go on with, or a new one: what was published since the last, else in the days of history."""
    if cursor.paging is not None:
        return cursor.paging
    if cursor.since is not None:
        since = min(cursor.since, today) - timedelta(days=OVERLAP_DAYS)
        return Paging(started=today, since=since)
    return Paging(started=today, since=today - timedelta(days=history_days))


def after_stage(cursor: Cursor, paging: Paging, history_days: int) -> Cursor:
    """The cursor once a stage is complete; under way where the other is still to come, on the first poll of a day."""
    if paging.stage is Stage.REREAD:
        return Cursor(since=cursor.since, reread=paging.started)
    if cursor.since is None:  # a first load has read everything there is
        return Cursor(since=paging.started, reread=paging.started)
    read = Cursor(since=paging.started, reread=cursor.reread)
    if cursor.reread == paging.started:
        return read
    since = paging.started - timedelta(days=history_days)
    return read.under_way(Paging(started=paging.started, stage=Stage.REREAD, since=since))
