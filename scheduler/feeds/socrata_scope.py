"""Which rows of a Socrata dataset a poll asks for, and the cursor that remembers how far it came."""

from datetime import date, timedelta

from pydantic import BaseModel, ConfigDict, Field

from scheduler.feeds.socrata_settings import SocrataColumns, SocrataSettings

OVERLAP_DAYS = 3
"""A poll reaches back this far before the last one: rows come into the dataset late and out of order."""


class Paging(BaseModel):
    """A poll under way: what it asks for and the last key it has read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    started: date
    changed_from: date
    undecided_from: date | None = None
    watermark: str | None = None
    after: str | None = None
    is_restarted: bool = False


class Cursor(BaseModel):
    """The last complete poll, and the one under way, if any."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    watermark: str | None = None
    since: date | None = Field(default=None, ge=date(1970, 1, 1))
    paging: Paging | None = None

    def text(self) -> str:
        return self.model_dump_json(exclude_none=True, exclude_defaults=True)

    def under_way(self, paging: Paging) -> "Cursor":
        return self.model_copy(update={"paging": paging})

    def without_paging(self) -> "Cursor":
        return self.model_copy(update={"paging": None})


def cursor_from(text: str) -> Cursor:
    """The cursor in a text of ours; a first load where there is none or it cannot be read."""
    try:
        return Cursor.model_validate_json(text) if text else Cursor()
    except ValueError:
        return Cursor()


def paging_from(cursor: Cursor, history_days: int, today: date) -> Paging:
    """The poll to go on with, or a new one.

    A first load takes what changed within the days of history. A later poll takes what changed since the last
    complete one, and the undecided of those days again, so that amendments of open applications are noticed.
    """
    if cursor.paging is not None:
        return cursor.paging
    history_from = today - timedelta(days=history_days)
    if cursor.since is None:
        return Paging(started=today, changed_from=history_from)
    since = cursor.since - timedelta(days=OVERLAP_DAYS)
    return Paging(started=today, changed_from=since, undecided_from=history_from)


def condition(settings: SocrataSettings, paging: Paging) -> str:
    """The `$where` of a poll's next page; empty if the columns leave nothing to ask by."""
    scope = _scope(settings.columns, paging)
    if paging.after is None:
        return scope
    after = f"{settings.columns.key} > {_literal(paging.after, settings.key_is_number)}"
    return f"({scope}) AND {after}" if scope else after


def order(columns: SocrataColumns) -> str:
    """The `$order` of every page: rows of one key stand together."""
    return f"{columns.key} ASC,{columns.row_id or ':id'} ASC"


def _scope(columns: SocrataColumns, paging: Paging) -> str:
    parts = [_since(column, paging.changed_from) for column in columns.changing_dates]
    if paging.undecided_from is not None and columns.decision and columns.received_date:
        received = _since(columns.received_date, paging.undecided_from)
        parts.append(f"({columns.decision} IS NULL AND {received})")
    return " OR ".join(parts)


def _since(column: str, day: date) -> str:
    return f"{column} >= '{day.isoformat()}T00:00:00'"


def _literal(key: str, is_number: bool) -> str:
    if is_number and key.isascii() and key.isdigit():
        return key
    return "'" + key.replace("'", "''") + "'"
