"""Watch areas as those read them who hold all of them in memory: numbered as they come, read only where they are new.

A number is given once an area is stored, and a new one when it changes: who has read up to a number reads on from
there. Numbers are given in the order in which they can be read, and with gaps that nobody can guess, so that a number
that still stands says that this is the same database, of which nothing was put back meanwhile.
"""

import secrets
from collections.abc import Sequence
from typing import Any, NamedTuple, cast

from sqlalchemy import BigInteger, CursorResult, Select, func, literal, select, text, update
from sqlalchemy.orm import Session

from alerts.db import locks
from alerts.db.among import among
from alerts.db.locks import Lock
from alerts.db.tables import WatchAreaRow
from alerts.db.tables.places import UNPACKED

_GAP = 2**32


class PackedArea(NamedTuple):
    """What says who is in a watch area. `core` is WKB in EPSG:27700; `postcode` as the row has it."""

    id: int
    pack_no: int | None
    core: bytes | None
    margin_m: float
    postcode: str | None
    authority: str | None
    application_reference: str | None


def number(session: Session, limit: int) -> int:
    """Give areas that are new or changed their numbers, in a transaction of its own; returns how many it gave.

    One that is being changed or removed at this moment is left for later.
    """
    locks.take(session, Lock.AREAS)
    chosen = (
        select(WatchAreaRow.id)
        .where(text(UNPACKED))
        .order_by(WatchAreaRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True)
    )
    ids = session.scalars(chosen).all()
    if not ids:
        return 0
    last = session.scalar(select(func.max(WatchAreaRow.pack_no))) or 0
    shift = literal(last + secrets.randbelow(_GAP) + 1 - ids[0], BigInteger)
    numbered = (
        update(WatchAreaRow)
        .where(WatchAreaRow.id.in_(among(session, ids)))
        .values(pack_no=WatchAreaRow.id + shift)
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", session.execute(numbered)).rowcount


def numbered_from(session: Session, number: int, limit: int) -> list[PackedArea]:
    """Areas from this number on, in its order: the first has that very number if it still stands."""
    found = _columns().where(WatchAreaRow.pack_no >= number).order_by(WatchAreaRow.pack_no).limit(limit)
    return [PackedArea(*row) for row in session.execute(found)]


def has_unnumbered(session: Session) -> bool:
    return session.scalar(select(WatchAreaRow.id).where(text(UNPACKED)).limit(1)) is not None


def unnumbered(session: Session) -> list[PackedArea]:
    """Areas that have no number yet."""
    return [PackedArea(*row) for row in session.execute(_columns().where(text(UNPACKED)))]


def all_ids(session: Session) -> Sequence[int]:
    return session.scalars(select(WatchAreaRow.id)).all()


def _columns() -> Select[*tuple[Any, ...]]:
    return select(*(getattr(WatchAreaRow, name) for name in PackedArea._fields))
