"""Records of feeds that are kept to be looked at and read again, as rows."""

import zlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

from sqlalchemy import CursorResult, delete, func, insert, select, update
from sqlalchemy.orm import Session

from alerts.db.tables import ApplicationRow, FeedKeyRow, StoredRecordRow
from alerts.domain.stored_record import MOST_KEPT, Kept, Outcome

_CHUNK = 400
_SAID_ANEW = timedelta(days=7)
"""A record that comes just so at every poll is noted again after so long."""


class Stored(NamedTuple):
    """What is known of a record that is kept."""

    digest: bytes
    read_at: datetime
    outcome: str


def known(session: Session, feed: str) -> dict[str, Stored]:
    """The records kept of a feed, by key."""
    row = StoredRecordRow
    found = session.execute(select(row.key, row.digest, row.read_at, row.outcome).where(row.feed == feed))
    return {key: Stored(digest, read_at, outcome) for key, digest, read_at, outcome in found}


def keep(
    session: Session, feed: str, kept: Sequence[Kept], known: Mapping[str, Stored], now: datetime
) -> dict[str, Stored]:
    """Keep these records, each in place of what was `known` under its key; new ones only while there is room for their
    outcome. Returns what was written.
    """
    latest = {each.key: each for each in kept}
    there = Counter(each.outcome for each in known.values())
    written: dict[str, Stored] = {}
    added: list[dict[str, Any]] = []
    for key, each in latest.items():
        before = known.get(key)
        if before is None and there[each.outcome] >= MOST_KEPT:
            continue
        if before is not None and before.digest == each.digest and now - before.read_at < _SAID_ANEW:
            continue
        written[key] = Stored(each.digest, now, each.outcome)
        there[each.outcome] += 1
        if before is None:
            added.append({"feed": feed, "key": key, "dismissed_at": None, **_columns(each, now)})
        else:
            _overwrite(session, feed, each, before, now)
    if added:
        session.execute(insert(StoredRecordRow), added)
    return written


def _overwrite(session: Session, feed: str, kept: Kept, before: Stored, now: datetime) -> None:
    """One that an operator took off the list comes back where it is not as it was."""
    is_other = kept.digest != before.digest
    session.execute(
        update(StoredRecordRow)
        .where(StoredRecordRow.feed == feed, StoredRecordRow.key == kept.key)
        .values(**_columns(kept, now), **({"dismissed_at": None} if is_other else {}))
    )


def _columns(kept: Kept, now: datetime) -> dict[str, Any]:
    return {
        "outcome": str(kept.outcome),
        "reasons": list(kept.reasons),
        "left_out": list(kept.left_out),
        "body": zlib.compress(kept.body),
        "digest": kept.digest,
        "read_at": now,
    }


def drop(session: Session, feed: str, keys: Collection[str]) -> None:
    """Let go of records that are understood by now."""
    listed = list(keys)
    for start in range(0, len(listed), _CHUNK):
        chunk = listed[start : start + _CHUNK]
        session.execute(
            delete(StoredRecordRow).where(StoredRecordRow.feed == feed, StoredRecordRow.key.in_(chunk))
        )


def body_of(row: StoredRecordRow) -> bytes:
    """The JSON of a record."""
    return zlib.decompress(row.body)


def by_id(session: Session, number: int) -> StoredRecordRow | None:
    return session.get(StoredRecordRow, number)


def application_of(session: Session, row: StoredRecordRow) -> ApplicationRow | None:
    """The application that the feed means by the record's key, if it means one."""
    query = select(ApplicationRow).join(FeedKeyRow, FeedKeyRow.application_id == ApplicationRow.id)
    return session.scalars(query.where(FeedKeyRow.feed == row.feed, FeedKeyRow.key == row.key)).first()


def dismiss(session: Session, number: int, now: datetime) -> bool:
    """Take a record off the list until it is not as it was; whether it was on it."""
    done = update(StoredRecordRow).where(StoredRecordRow.id == number, StoredRecordRow.dismissed_at.is_(None))
    return cast("CursorResult[Any]", session.execute(done.values(dismissed_at=now))).rowcount > 0


def of_feed(
    session: Session,
    feed: str,
    most: int,
    *,
    after: int = 0,
    outcomes: Collection[Outcome] = tuple(Outcome),
    with_dismissed: bool = True,
) -> list[StoredRecordRow]:
    """The records kept of a feed with these outcomes, in order of their numbers, those after one."""
    row = StoredRecordRow
    query = (
        select(row)
        .where(row.feed == feed, row.outcome.in_(list(outcomes)), row.id > after)
        .order_by(row.id)
        .limit(most)
    )
    return list(session.scalars(query if with_dismissed else query.where(row.dismissed_at.is_(None))))


def counts(session: Session) -> dict[str, dict[str, int]]:
    """How many records are kept of each feed, by outcome; those that an operator took off the list not counted."""
    row = StoredRecordRow
    found: dict[str, dict[str, int]] = {}
    query = select(row.feed, row.outcome, func.count()).where(row.dismissed_at.is_(None))
    for feed, outcome, count in session.execute(query.group_by(row.feed, row.outcome)):
        found.setdefault(feed, {})[outcome] = count
    return found


def remove_old(session: Session, before: datetime) -> int:
    """Records that were read last before this moment."""
    removed = session.execute(delete(StoredRecordRow).where(StoredRecordRow.read_at < before))
    return cast("CursorResult[Any]", removed).rowcount
