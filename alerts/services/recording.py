"""Stores what a page of a feed says: applications, their changes and the cursor, in the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from alerts.db import applications, changes, feeds, ledger, subscriptions
from alerts.db.mapping import application_from_row, change_from_row
from alerts.db.tables import ApplicationRow
from alerts.domain.application import Application
from alerts.domain.change import Change, ChangeKind
from alerts.domain.recording import Known, record
from alerts.domain.swing import SWING, is_said_already, takes_back


@dataclass(frozen=True)
class Counts:
    """What became of the readings of one page; the first four add up to the readings that came in.

    `told` counts the changes that somebody might be told of.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    quarantined: int = 0
    told: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.new + other.new,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.quarantined + other.quarantined,
            self.told + other.told,
        )


@dataclass(frozen=True)
class Occasion:
    """When and for which feed a page is recorded. `is_baseline` while the first, silent load goes on."""

    feed: str
    is_baseline: bool
    now: datetime
    today: date


def record_readings(session: Session, occasion: Occasion, readings: Sequence[Application]) -> Counts:
    """Store all readings of a page; each is counted once as new, changed, unchanged or quarantined."""
    known = applications.known_rows(session, occasion.feed, readings)
    counts = Counts()
    for reading in readings:
        row = known.row_of(reading)
        if reading.feed_key not in known.by_key and row is not None:
            applications.add_key(session, occasion.feed, reading.feed_key, row.id)
            known.by_key[reading.feed_key] = row
        if row is None:
            counts += _record_first(session, occasion, reading, known)
        elif row.feed != occasion.feed and feeds.is_listened_to(session, row.feed):
            counts += Counts(unchanged=1)  # another feed tells of it already; it alone is listened to
        else:
            called, reference = applications.key_of(row), row.reference
            counts += _record_again(session, occasion, row, _with_free_reference(row, reading, known))
            known.rename(row, called)
            if row.reference != reference:
                subscriptions.rename_followed(session, row.authority, reference, row.reference)
    return counts


def _record_first(
    session: Session, occasion: Occasion, reading: Application, known: applications.KnownRows
) -> Counts:
    outcome = record(None, reading, is_baseline=occasion.is_baseline, today=occasion.today)
    row = applications.add(session, reading, is_baseline=occasion.is_baseline, now=occasion.now)
    applications.add_key(session, occasion.feed, reading.feed_key, row.id)
    known.add(row, reading.feed_key)
    for change in outcome.changes:
        changes.add(session, row.id, occasion.feed, change, state="unmatched", now=occasion.now)
    told = sum(change.kind is not ChangeKind.NOTED for change in outcome.changes)
    return Counts(quarantined=1) if reading.quarantine else Counts(new=1, told=told)


def _record_again(session: Session, occasion: Occasion, row: ApplicationRow, reading: Application) -> Counts:
    known = Known(application_from_row(row), row.is_baseline)
    outcome = record(known, reading, is_baseline=occasion.is_baseline, today=occasion.today)
    if outcome.keep is not None:
        applications.update(row, outcome.keep, occasion.now)
    settled = [_settled(session, row.id, change, occasion.now) for change in outcome.changes]
    for change in settled:
        changes.add(session, row.id, occasion.feed, change, state="unmatched", now=occasion.now)
    if reading.quarantine:
        return Counts(quarantined=1)
    told = sum(change.kind is not ChangeKind.NOTED for change in settled)
    if any(change.kind is ChangeKind.NEW for change in settled):
        return Counts(new=1, told=told)
    return Counts(changed=1, told=told) if told else Counts(unchanged=1)


def _settled(session: Session, application_id: int, change: Change, now: datetime) -> Change:
    """The change, only noted where a register swings: what it takes back is not told if nobody was told yet."""
    standing = []
    for row in changes.told_since(session, application_id, now - SWING):
        earlier = change_from_row(row)
        standing.append(earlier)
        if takes_back(change, earlier) and ledger.take_back(session, row.id):
            row.state = "discarded"
    return replace(change, kind=ChangeKind.NOTED) if is_said_already(change, standing) else change


def _with_free_reference(
    row: ApplicationRow, reading: Application, known: applications.KnownRows
) -> Application:
    """A changed reference is taken over unless another application has it: then the old one stays."""
    holder = known.by_reference.get(applications.reference_key(reading))
    if holder is None or holder is row:
        return reading if reading.feed != row.feed else replace(reading, feed_key=row.feed_key)
    note = f"reference-taken: {reading.reference}"
    return replace(reading, feed_key=row.feed_key, reference=row.reference, notes=(*reading.notes, note))
