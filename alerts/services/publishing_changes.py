"""The public log of changes as records of the open data, month by month."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Row
from sqlalchemy.orm import Session

from alerts.db import published
from alerts.domain.change import Difference
from alerts.services.publishing_rows import Origin
from alerts.services.publishing_writing import Span, span_of
from alerts.syndication.changes_file import ChangeRecord


class Month(NamedTuple):
    """A month in UTC by its name, `2026-11`: from its first moment to the first of the next."""

    name: str
    since: datetime
    before: datetime


class Seen:
    """Remembers when the first and the last of the changes that went by were noticed."""

    def __init__(self) -> None:
        self.first_at: datetime | None = None
        self.at: datetime | None = None

    def span(self) -> Span:
        return span_of(at.date().isoformat() for at in (self.first_at, self.at) if at)

    def watching(self, batches: Iterable[Sequence[ChangeRecord]]) -> Iterator[Sequence[ChangeRecord]]:
        for batch in batches:
            if batch:
                self.first_at = self.first_at or batch[0].noticed_at
                self.at = batch[-1].noticed_at
            yield batch


def months_between(span: tuple[datetime, datetime] | None) -> Iterator[Month]:
    """Every month from that of the first moment to that of the last."""
    if span is None:
        return
    first, last = span
    since = datetime(first.year, first.month, 1, tzinfo=UTC)
    while since <= last:
        before = since.replace(year=since.year + since.month // 12, month=since.month % 12 + 1)
        yield Month(f"{since:%Y-%m}", since, before)
        since = before


def change_batches(session: Session, origin: Origin, month: Month) -> Iterator[list[ChangeRecord]]:
    for rows in published.changes(session, month.since, month.before):
        yield [_record(row, origin) for row in rows]


def _record(row: Row[Any], origin: Origin) -> ChangeRecord:
    licence, licence_url = origin.licence_of([row.feed])
    return ChangeRecord(
        log_no=row.log_no,
        noticed_at=row.noticed_at,
        kind=row.kind,
        authority=row.authority,
        reference=row.reference,
        differences=[Difference(*each) for each in row.differences],
        feed=row.feed,
        licence=licence,
        licence_url=licence_url,
        page=origin.page_of(row.authority, row.reference),
    )
