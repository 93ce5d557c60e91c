"""Stores what a page of a feed says: applications, their changes and the cursor, in the caller's transaction."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy.orm import Session

from alerts.db import applications, changes, feeds, keys, ledger, references, subscriptions
from alerts.db.keys import KeyHeard, KeySaid
from alerts.db.mapping import change_from_row, told_from_row
from alerts.db.tables import ApplicationRow, ChangeRow
from alerts.domain.application import Application
from alerts.domain.change import Change, ChangeKind
from alerts.domain.fingerprint import fingerprint
from alerts.domain.merging import Told, merged, same_but_for_key, with_standing_of
from alerts.domain.recording import Known, record
from alerts.domain.swing import SWING, is_said_already, takes_back
from alerts.services.unmapped import note_words


@dataclass(frozen=True)
class Counts:
    """What became of the readings of one page; the first four add up to the readings that came in.

    `told` counts the changes that somebody might be told of, `added` the keys that this feed had not used before.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    quarantined: int = 0
    told: int = 0
    added: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.new + other.new,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.quarantined + other.quarantined,
            self.told + other.told,
            self.added + other.added,
        )


@dataclass(frozen=True)
class Occasion:
    """When and for which feed a page is recorded. `is_baseline` while the first, silent load goes on; `is_held`
    while what it tells waits for an operator.
    """

    feed: str
    is_baseline: bool
    now: datetime
    today: date
    is_held: bool = False


_RELEASABLE = frozenset({"suspected-test", "consultation-from-neighbour"})
"""What an operator's word settles for good; a place outside the authority is judged anew at every reading."""


class _First(NamedTuple):
    """A reading of an application not known before, and what it says."""

    reading: Application
    digest: bytes
    changes: tuple[Change, ...]


def record_readings(
    session: Session,
    occasion: Occasion,
    readings: Sequence[Application],
    records: Mapping[str, bytes] = MappingProxyType({}),
) -> Counts:
    """Store all readings of a page; each is counted once as new, changed, unchanged or quarantined.

    A reading that says what this feed said of it before is not looked at further. `records` holds, by key, the digests
    of the records that need not be read again while they come just so.
    """
    ranks = feeds.ranks(session)
    said = keys.said(session, occasion.feed, [reading.feed_key for reading in readings])
    readings = [as_judged(reading, said) for reading in readings]
    prints = {reading.feed_key: fingerprint(reading, ranks.in_words()) for reading in readings}
    fresh = [each for each in readings if not _is_said(each, prints, said, ranks)]
    recorder = _Recorder(session, occasion, applications.known_rows(session, occasion.feed, fresh), ranks)
    counts = _unheard(readings, fresh)
    for reading in fresh:
        counts += recorder.hear(reading, prints[reading.feed_key])
    note_words(session, occasion.feed, fresh, occasion.now)
    heard = [each._replace(record_digest=each.digest and records.get(each.key)) for each in recorder.store()]
    keys.keep(session, occasion.feed, heard)
    keys.keep_records(session, occasion.feed, _written_anew(records, said, {each.key for each in heard}))
    return counts + Counts(added=len({each.key for each in heard} - said.keys()))


def _written_anew(
    records: Mapping[str, bytes], said: Mapping[str, KeySaid], heard: Set[str]
) -> dict[str, bytes]:
    """The records that are not as before though their readings are, for all that they say."""
    unheard = ((key, digest) for key, digest in records.items() if key in said and key not in heard)
    return {key: digest for key, digest in unheard if said[key].record_digest != digest}


def as_judged(reading: Application, said: Mapping[str, KeySaid]) -> Application:
    """A reading, held back no more where an operator has released it."""
    before = said.get(reading.feed_key)
    is_released = reading.quarantine in _RELEASABLE and before is not None and before.is_released
    return replace(reading, quarantine=None) if is_released else reading


def _is_said(
    reading: Application, prints: Mapping[str, bytes], said: Mapping[str, KeySaid], ranks: feeds.Ranks
) -> bool:
    before = said.get(reading.feed_key)
    return (
        before is not None
        and before.digest == prints[reading.feed_key]
        and (before.filed_under == reading.feed or ranks.is_listened_to(before.filed_under))
    )


def _unheard(readings: Sequence[Application], fresh: Sequence[Application]) -> Counts:
    heard = {reading.feed_key for reading in fresh}
    held_back = [each.quarantine is not None for each in readings if each.feed_key not in heard]
    return Counts(unchanged=held_back.count(False), quarantined=held_back.count(True))


class _Recorder:
    """Hears the readings of one page one by one; what they lead to is written together at the end."""

    def __init__(
        self, session: Session, occasion: Occasion, known: applications.KnownRows, ranks: feeds.Ranks
    ) -> None:
        self._session = session
        self._occasion = occasion
        self._known = known
        self._ranks = ranks
        self._first: dict[tuple[str, str], _First] = {}
        self._added: set[tuple[str, str]] = set()
        self._said: list[KeyHeard] = []
        self._changes: list[tuple[int, Change]] = []
        self._told: dict[int, list[ChangeRow]] = {}

    def hear(self, reading: Application, digest: bytes) -> Counts:
        self._learn_of(reading)
        row = self._known.row_of(reading)
        if row is None:
            return self._hear_first(reading, digest)
        settled = self._with_free_reference(row, reading)
        if self._occasion.is_baseline and row.feed != reading.feed and self._ranks.is_listened_to(row.feed):
            settled = with_standing_of(told_from_row(row).application, settled)
        is_whole = same_but_for_key(settled, reading)
        self._said.append(KeyHeard(reading.feed_key, row.id, digest if is_whole else None))
        self._known.by_key[reading.feed_key] = row
        return self._hear_again(row, settled)

    def store(self) -> list[KeyHeard]:
        """Write what was heard: applications first, as changes name them. Returns what was heard under which key."""
        self._store_first()
        self._session.flush()
        state, now = "held" if self._occasion.is_held else "unmatched", self._occasion.now
        changes.add_all(self._session, self._occasion.feed, self._changes, state=state, now=now)
        return self._said

    def _hear_first(self, reading: Application, digest: bytes) -> Counts:
        occasion = self._occasion
        outcome = record(None, reading, is_baseline=occasion.is_baseline, today=occasion.today)
        key = applications.reference_key(reading)
        self._first[key] = _First(reading, digest, outcome.changes)
        self._added.add(key)
        told = sum(change.kind is not ChangeKind.NOTED for change in outcome.changes)
        return Counts(quarantined=1) if reading.quarantine else Counts(new=1, told=told)

    def _store_first(self) -> None:
        """Write the applications not known before; from then on they are known."""
        first, occasion = list(self._first.values()), self._occasion
        self._first.clear()
        self._session.flush()  # a reference may have come free on this page
        readings = [each.reading for each in first]
        ids = applications.add_all(
            self._session, readings, is_baseline=occasion.is_baseline, now=occasion.now
        )
        for application_id, each in zip(ids, first, strict=True):
            self._said.append(KeyHeard(each.reading.feed_key, application_id, each.digest))
            self._changes += [(application_id, change) for change in each.changes]

    def _learn_of(self, reading: Application) -> None:
        """Know an application that an earlier record of this very page added, where this record means it too."""
        key = applications.reference_key(reading)
        if key in self._first:
            self._store_first()
        if key in self._added:
            self._known.learn(applications.known_rows(self._session, self._occasion.feed, [reading]))

    def _hear_again(self, row: ApplicationRow, reading: Application) -> Counts:
        occasion, before = self._occasion, told_from_row(row)
        heard = merged(before, reading, self._ranks.of)
        outcome = record(
            Known(before.application, row.is_baseline),
            heard.told.application,
            is_baseline=occasion.is_baseline,
            today=occasion.today,
            handed_over=heard.handed_over,
        )
        self._keep(row, before, Told(outcome.keep or before.application, heard.told.sources))
        settled = [self._settled(row, change) for change in outcome.changes]
        self._changes += [(row.id, change) for change in settled]
        if reading.quarantine:
            return Counts(quarantined=1)
        told = sum(change.kind is not ChangeKind.NOTED for change in settled)
        if any(change.kind is ChangeKind.NEW for change in settled):
            return Counts(new=1, told=told)
        return Counts(changed=1, told=told) if told else Counts(unchanged=1)

    def _keep(self, row: ApplicationRow, before: Told, after: Told) -> None:
        if after == before:
            return
        called, reference = applications.key_of(row), row.reference
        applications.update(row, after, self._occasion.now)
        self._known.rename(row, called)
        if row.reference != reference:
            self._session.flush()
            references.changed(self._session, row, reference, self._occasion.now)
            subscriptions.rename_followed(self._session, row.authority, reference, row.reference)

    def _settled(self, row: ApplicationRow, change: Change) -> Change:
        """The change, only noted where a register swings: what it takes back is not told if nobody was told yet."""
        standing = [earlier for changed, earlier in self._changes if changed == row.id]
        for told in self._told_lately(row):
            earlier = change_from_row(told)
            standing.append(earlier)
            if takes_back(change, earlier) and ledger.take_back(self._session, told.id):
                told.state = "discarded"
        return replace(change, kind=ChangeKind.NOTED) if is_said_already(change, standing) else change

    def _told_lately(self, row: ApplicationRow) -> list[ChangeRow]:
        """What was told of it within a day, asked once for all applications of the page; not what was taken back."""
        if row.id not in self._told:
            since = self._occasion.now - SWING
            self._told |= changes.told_since(self._session, {row.id, *self._known.ids()}, since)
        return [told for told in self._told[row.id] if told.state != "discarded"]

    def _with_free_reference(self, row: ApplicationRow, reading: Application) -> Application:
        """A changed reference is taken over unless another application has it: then the old one stays."""
        same_feed = reading.feed == row.feed
        filed = replace(reading, feed_key=row.feed_key) if same_feed else reading
        key = applications.reference_key(reading)
        holder = self._known.by_reference.get(key)
        if (holder is None and key not in self._added) or holder is row:
            return filed
        note = f"reference-taken: {reading.reference}"
        return replace(filed, reference=row.reference, notes=(*reading.notes, note))
