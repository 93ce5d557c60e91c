"""Reads all public applications into the register that dashboards are counted from, and what is new since.

Every chunk is a short read of its own, so that nothing waits for a long one. What changes meanwhile is read once more:
an application that was rewritten has a later `changed_at` than any before, one that was amended a later number in the
log. A register is never written to: a newer one is made beside it, so that nobody sees half of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from alerts.db import insight_rows, insight_wards
from alerts.db.insight_rows import Columns, Memo, Raw
from alerts.db.insight_wards import Fingerprint, WardBoxes
from alerts.db.session import Database
from alerts.db.tables import ApplicationRow, ChangeRow
from alerts.domain.insight.register import COLUMN_TYPES, UNKNOWN, Column, Register, day_number

CHUNK = 20_000
"""Applications read at a time."""

_IDS = 500
_LONDON = ZoneInfo("Europe/London")
_T = ApplicationRow.__table__.c


class News(NamedTuple):
    """The newest that there is: when an application was changed, the highest id, the last number of the log."""

    changed_at: datetime | None
    last_id: int
    log_no: int


@dataclass(frozen=True, eq=False)
class Loaded:
    """A register, and up to what it has been read."""

    register: Register
    seen: News
    wards: WardBoxes
    wards_seen: Fingerprint


def news(session: Session) -> News:
    """Three look-ups of a key."""
    last = (select(func.max(column)).scalar_subquery() for column in (_T.changed_at, _T.id, ChangeRow.log_no))
    changed_at, last_id, log_no = session.execute(select(*last)).one()
    return News(changed_at, last_id or 0, log_no or 0)


def load(database: Database, after_version: int = 0) -> Loaded:
    """All of it; a while for a million applications. Wards come last, as boundaries may be imported in that while."""
    with database.reading() as session:
        seen = news(session)
    authorities = _Authorities((), ())
    memo, chunks = Memo(), list[Columns]()
    for rows, amended in _all_rows(database):
        chunks.append(insight_rows.columns_of(rows, amended, memo) | {"authority": authorities.numbers(rows)})
    columns = _joined(chunks)
    with database.reading() as session:
        wards_seen = insight_wards.fingerprint(session)
        wards = insight_wards.ward_boxes(session)
        columns["ward"] = insight_wards.wards_of(
            session, wards, columns["easting_cm"], columns["northing_cm"]
        )
    register = Register(after_version + 1, authorities.codes, authorities.first_read, wards.wards, **columns)
    return refreshed(database, Loaded(register, seen, wards, wards_seen))


def refreshed(database: Database, loaded: Loaded) -> Loaded:
    """The same with what is new; the very same where nothing is. Raises WardsReplaced where wards have to be read
    anew before.
    """
    with database.reading() as session:
        now = news(session)
        if now == loaded.seen:
            return loaded
        if _went_back(loaded.seen, now):
            # A backup was put back: what it does not have, no change tells of.
            return load(database, loaded.register.version)
        ids = _ids_since(session, loaded.seen)
    register = loaded.register
    if ids:
        authorities = _Authorities(register.authorities, register.first_read)
        fresh = _read(database, ids, authorities)
        with database.reading() as session:
            fresh["ward"] = _wards(session, loaded, fresh)
        register = _merged(register, np.array(ids, dtype=np.int32), fresh, authorities)
    return replace(loaded, register=register, seen=now)


def with_current_wards(database: Database, loaded: Loaded) -> Loaded:
    """The same with every application in its ward anew, where boundaries were imported since."""
    with database.reading() as session:
        now = insight_wards.fingerprint(session)
        if now == loaded.wards_seen:
            return loaded
        wards = insight_wards.ward_boxes(session)
        old = loaded.register
        found = insight_wards.wards_of(session, wards, old.easting_cm, old.northing_cm)
    register = replace(old, version=old.version + 1, wards=wards.wards, ward=found)
    return replace(loaded, register=register, wards=wards, wards_seen=now)


def _wards(session: Session, loaded: Loaded, fresh: Columns) -> Column:
    """What did not move stays in its ward: few outlines have to be read."""
    known = loaded.register
    at = np.searchsorted(known.id, fresh["id"])
    at[at == len(known)] = 0
    stays = np.isin(fresh["id"], known.id, assume_unique=True)
    for name in ("easting_cm", "northing_cm"):
        stays &= getattr(known, name)[at] == fresh[name] if len(known) else False
    found = np.full(len(at), UNKNOWN, dtype=np.int16)
    found[stays] = known.ward[at[stays]]
    moved = {name: fresh[name][~stays] for name in ("easting_cm", "northing_cm")}
    found[~stays] = insight_wards.wards_of(session, loaded.wards, moved["easting_cm"], moved["northing_cm"])
    return found


class _Authorities:
    """The number of each authority, and the first day on which anything of it was read."""

    def __init__(self, codes: Sequence[str], first_read: Sequence[int]) -> None:
        self._numbers = {code: number for number, code in enumerate(codes)}
        self._first_read = list(first_read)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(self._numbers)

    @property
    def first_read(self) -> tuple[int, ...]:
        return tuple(self._first_read)

    def numbers(self, rows: Sequence[Raw]) -> Column:
        """Of each row; one that is not known yet gets the next."""
        first: dict[str, Any] = {}
        for row in rows:
            code, at = row.authority, row.first_noticed_at
            if code not in first or at < first[code]:
                first[code] = at
        for code, at in first.items():
            self._take(code, _london_day(at))
        return np.array([self._numbers[row.authority] for row in rows], dtype=np.int16)

    def _take(self, code: str, day: int) -> None:
        number = self._numbers.setdefault(code, len(self._numbers))
        if number == len(self._first_read):
            self._first_read.append(day)
        self._first_read[number] = min(self._first_read[number], day)


def _london_day(at: str | datetime) -> int:
    """Of an instant as the driver gives it: SQLite as a text without a zone, which is UTC."""
    instant = datetime.fromisoformat(at).replace(tzinfo=UTC) if isinstance(at, str) else at
    return day_number(instant.astimezone(_LONDON).date())


def _all_rows(database: Database) -> Iterator[tuple[Sequence[Raw], dict[int, int]]]:
    last_id = -1
    while True:
        with database.reading() as session:
            rows = insight_rows.after_id(session, last_id, CHUNK)
            ids = [row.id for row in rows]
            amended = insight_rows.amendments(session, ids, is_range=True) if ids else {}
        if not rows:
            return
        last_id = ids[-1]
        yield rows, amended


def _ids_since(session: Session, seen: News) -> list[int]:
    """Those that were rewritten, or amended in the log, since; at the very moment of `seen` counts as since."""
    rewritten = select(_T.id)
    if seen.changed_at is not None:
        rewritten = rewritten.where(_T.changed_at >= seen.changed_at)
    amended = select(ChangeRow.application_id).where(ChangeRow.log_no > seen.log_no)
    return sorted({*session.scalars(rewritten), *session.scalars(amended)})


def _went_back(seen: News, now: News) -> bool:
    if seen.changed_at is not None and (now.changed_at is None or now.changed_at < seen.changed_at):
        return True
    return now.last_id < seen.last_id or now.log_no < seen.log_no


def _read(database: Database, ids: Sequence[int], authorities: _Authorities) -> Columns:
    """What is public of these applications."""
    memo, chunks = Memo(), list[Columns]()
    for first in range(0, len(ids), _IDS):
        some = ids[first : first + _IDS]
        with database.reading() as session:
            rows = insight_rows.of_ids(session, some)
            amended = insight_rows.amendments(session, some)
        if rows:
            found = insight_rows.columns_of(rows, amended, memo)
            chunks.append(found | {"authority": authorities.numbers(rows)})
    return _joined(chunks)


def _joined(chunks: Sequence[Columns]) -> Columns:
    """The chunks one after another, column by column; all but the wards."""
    return {
        name: np.concatenate([chunk[name] for chunk in chunks]) if chunks else np.array([], dtype=kind)
        for name, kind in COLUMN_TYPES.items()
        if name != "ward"
    }


def _merged(register: Register, ids: Column, fresh: Columns, authorities: _Authorities) -> Register:
    """The register in which these applications are as they are now: rewritten, added, or gone."""
    at = np.searchsorted(register.id, ids)
    was_there = np.isin(ids, register.id, assume_unique=True)
    is_rewritten = np.isin(fresh["id"], register.id, assume_unique=True)
    gone = at[was_there & ~np.isin(ids, fresh["id"], assume_unique=True)]
    rewritten = np.searchsorted(register.id, fresh["id"][is_rewritten])
    left = np.delete(register.id, gone)
    added = np.searchsorted(left, fresh["id"][~is_rewritten])
    columns: dict[str, Any] = {}
    for name in COLUMN_TYPES:
        column = getattr(register, name).copy()
        column[rewritten] = fresh[name][is_rewritten]
        column = np.delete(column, gone) if len(gone) else column
        columns[name] = _inserted(column, added, fresh[name][~is_rewritten])
    return replace(
        register,
        version=register.version + 1,
        authorities=authorities.codes,
        first_read=authorities.first_read,
        **columns,
    )


def _inserted(column: Column, at: Column, values: Column) -> Column:
    """Nearly always what is new has the highest ids."""
    if not len(at):
        return column
    return np.concatenate((column, values)) if at[0] == len(column) else np.insert(column, at, values)
