"""Applications: found by a feed's key or by reference, stored, and listed by place."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import insert, or_, select
from sqlalchemy.orm import Session

from alerts.db import references
from alerts.db.mapping import application_columns
from alerts.db.tables import ApplicationRow, ChangeRow, FeedKeyRow
from alerts.db.within import is_public, within
from alerts.domain.application import Application, ApplicationKey, normalised_reference
from alerts.domain.change import ChangeKind
from alerts.domain.comment_deadline import USUAL_CONSULTATION_DAYS
from alerts.domain.merging import Told
from alerts.domain.watch_area import WatchArea

_CHUNK = 400


@dataclass
class KnownRows:
    """The rows that a page's readings may mean, by feed key and by authority with normalised reference."""

    by_key: dict[str, ApplicationRow] = field(default_factory=dict)
    by_reference: dict[tuple[str, str], ApplicationRow] = field(default_factory=dict)
    by_former: dict[tuple[str, str], ApplicationRow] = field(default_factory=dict)

    def row_of(self, reading: Application) -> ApplicationRow | None:
        """By key, by reference, or by the reference it had before: that last only where another feed is behind the
        times, as a council may give a reference on.
        """
        key = reference_key(reading)
        found = self.by_key.get(reading.feed_key) or self.by_reference.get(key)
        former = self.by_former.get(key)
        return found or (former if former is not None and former.feed != reading.feed else None)

    def ids(self) -> set[int]:
        rows = (*self.by_key.values(), *self.by_reference.values(), *self.by_former.values())
        return {row.id for row in rows}

    def learn(self, more: "KnownRows") -> None:
        self.by_key |= more.by_key
        self.by_reference |= more.by_reference

    def rename(self, row: ApplicationRow, before: tuple[str, str]) -> None:
        """A reading may have given a row another reference: it is found by that from now on, not by the old one."""
        if key_of(row) != before:
            self.by_reference.pop(before, None)
            self.by_reference[key_of(row)] = row


def key_of(row: ApplicationRow) -> tuple[str, str]:
    return row.authority, row.reference_normalised


def reference_key(reading: Application) -> tuple[str, str]:
    return reading.authority, normalised_reference(reading.reference)


def known_rows(session: Session, feed: str, readings: Sequence[Application]) -> KnownRows:
    """Look up all rows for a page in a few queries."""
    known = KnownRows()
    for start in range(0, len(readings), _CHUNK):
        chunk = readings[start : start + _CHUNK]
        by_key = session.execute(
            select(FeedKeyRow.key, ApplicationRow)
            .join(ApplicationRow, FeedKeyRow.application_id == ApplicationRow.id)
            .where(FeedKeyRow.feed == feed, FeedKeyRow.key.in_([reading.feed_key for reading in chunk]))
        )
        known.by_key.update((key, row) for key, row in by_key)
        keys = [reference_key(reading) for reading in chunk]
        by_reference = session.scalars(
            select(ApplicationRow).where(
                references.are_among(ApplicationRow.authority, ApplicationRow.reference_normalised, keys)
            )
        )
        known.by_reference.update((key_of(row), row) for row in by_reference)
    strangers = [reference_key(each) for each in readings if known.row_of(each) is None]
    known.by_former = references.by_former(session, strangers)
    return known


def add_all(
    session: Session, readings: Sequence[Application], *, is_baseline: bool, now: datetime
) -> list[int]:
    """Add applications not known before; returns their ids in the same order."""
    ours = {"is_baseline": is_baseline, "first_noticed_at": now, "changed_at": now, "sources": {}}
    rows = [{**application_columns(reading), **ours} for reading in readings]
    if not rows:
        return []
    returning = insert(ApplicationRow).returning(ApplicationRow.id, sort_by_parameter_order=True)
    return list(session.scalars(returning, rows))


def update(row: ApplicationRow, told: Told, now: datetime) -> None:
    for name, value in application_columns(told.application).items():
        setattr(row, name, value)
    row.sources = dict(told.sources)
    row.changed_at = now


def by_key(session: Session, key: ApplicationKey) -> ApplicationRow | None:
    """The application of a reference as people write it, whatever its case and spacing, or that had it before."""
    found = session.scalars(
        select(ApplicationRow).where(
            ApplicationRow.authority == key.authority,
            ApplicationRow.reference_normalised == normalised_reference(key.reference),
        )
    ).first()
    return found or references.holder_of_former(session, key)


def by_id(session: Session, application_id: int) -> ApplicationRow | None:
    return session.get(ApplicationRow, application_id)


def by_ids(session: Session, ids: Collection[int]) -> dict[int, ApplicationRow]:
    """Those of a few ids that are public, by id."""
    if not ids:
        return {}
    rows = session.scalars(select(ApplicationRow).where(ApplicationRow.id.in_(ids), is_public()))
    return {row.id: row for row in rows}


def by_reference(session: Session, reference: str) -> list[ApplicationRow]:
    """The applications of any authority that have this reference."""
    return list(
        session.scalars(
            select(ApplicationRow)
            .where(ApplicationRow.reference_normalised == normalised_reference(reference), is_public())
            .limit(20)
        )
    )


def candidates(session: Session, watch: WatchArea) -> Iterator[ApplicationRow]:
    """Applications that may lie in a watch area, newest first by received, valid or decision date.

    A superset by bounding box, authority or postcode: the caller applies the exact rule.
    """
    query = within(select(ApplicationRow).where(is_public()), watch).order_by(
        ApplicationRow.latest_date.desc().nulls_last(), ApplicationRow.id.desc()
    )
    yield from session.scalars(query.execution_options(yield_per=200))


def open_candidates(session: Session, watch: WatchArea, today: date) -> Iterator[ApplicationRow]:
    """Applications that may lie in a watch area and may still be open for comment: a superset by its columns."""
    ends, valid = ApplicationRow.consultation_end_date, ApplicationRow.valid_date
    query = within(select(ApplicationRow).where(is_public()), watch).where(
        ApplicationRow.decision.is_(None),
        ApplicationRow.withdrawn_date.is_(None),
        or_(ends >= today, ends.is_(None) & (valid >= today - timedelta(USUAL_CONSULTATION_DAYS))),
    )
    yield from session.scalars(query.execution_options(yield_per=200))


def recent(session: Session, limit: int) -> list[ApplicationRow]:
    query = select(ApplicationRow).where(is_public())
    return list(
        session.scalars(
            query.order_by(ApplicationRow.changed_at.desc(), ApplicationRow.id.desc()).limit(limit)
        )
    )


def open_for_comment(session: Session, today: date, limit: int) -> list[ApplicationRow]:
    """The newest undecided applications whose last day to comment, by their feed, is today or later."""
    query = (
        select(ApplicationRow)
        .where(
            is_public(),
            ApplicationRow.consultation_end_date >= today,
            ApplicationRow.decision.is_(None),
            ApplicationRow.decision_raw.is_(None),
            ApplicationRow.status == "undetermined",
        )
        .order_by(ApplicationRow.latest_date.desc().nulls_last(), ApplicationRow.id.desc())
    )
    return list(session.scalars(query.limit(limit)))


def history(session: Session, application_id: int) -> list[ChangeRow]:
    """What happened to an application, the latest first; a reminder is nothing that happened to it."""
    return list(
        session.scalars(
            select(ChangeRow)
            .where(ChangeRow.application_id == application_id, ChangeRow.kind != ChangeKind.DEADLINE_NEAR)
            .order_by(ChangeRow.id.desc())
        )
    )
