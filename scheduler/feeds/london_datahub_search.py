"""What a poll asks of the Planning London Datahub, and the cursor that remembers how far it came."""

import json
from datetime import UTC, date, datetime, time, timedelta

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from scheduler.feeds.london_datahub_settings import LondonDatahubSettings, hub_names

OVERLAP_DAYS = 1
"""A poll reaches back this far before the last one: records come into the hub late."""

Sort = tuple[int | str, ...]
"""The sort values of a hit: `last_updated` in milliseconds and `id`, in the hub's own form."""


class Paging(BaseModel):
    """A poll under way: what it asks for, the latest stamp it saw (never beyond its day), and the last hit's place."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    since: AwareDatetime
    seen: AwareDatetime | None = None
    after: Sort | None = None


class Cursor(BaseModel):
    """The stamp up to which the last complete poll came, and the poll under way, if any."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    last_updated: AwareDatetime | None = Field(default=None, ge=datetime(1970, 1, 2, tzinfo=UTC))
    paging: Paging | None = None

    def text(self) -> str:
        return self.model_dump_json(exclude_none=True)


def cursor_from(text: str) -> Cursor:
    """The cursor in a text of ours; a first load where there is none or it cannot be read."""
    try:
        return Cursor.model_validate_json(text) if text else Cursor()
    except ValueError:
        return Cursor()


def paging_from(cursor: Cursor, history_days: int, today: date) -> Paging:
    """The poll to go on with, or a new one: since the last with a day's overlap, else the days of history."""
    if cursor.paging is not None:
        return cursor.paging
    if cursor.last_updated is not None:
        return Paging(since=cursor.last_updated - timedelta(days=OVERLAP_DAYS))
    return Paging(since=start_of(today) - timedelta(days=history_days))


def body(settings: LondonDatahubSettings, paging: Paging) -> bytes:
    """The search as Elasticsearch takes it: in order of stamp and id, as one stamp is shared by many records."""
    filters: list[object] = [{"range": {"last_updated": {"gte": _stamp(paging.since)}}}]
    if settings.authorities:
        filters.append({"terms": {"lpa_name.raw": list(hub_names(settings.authorities))}})
    search: dict[str, object] = {
        "size": settings.page_size,
        "sort": [{"last_updated": "asc"}, {"id.raw": "asc"}],
        "query": {"bool": {"filter": filters}},
    }
    if paging.after is not None:
        search["search_after"] = list(paging.after)
    return json.dumps(search).encode()


def start_of(day: date) -> datetime:
    """Midnight UTC of a day: at most an hour after its beginning in London, well within the overlap."""
    return datetime.combine(day, time(), UTC)


def _stamp(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
