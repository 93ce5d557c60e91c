"""Vintages of boundaries and postcodes: what each would change, as it was compared last, and when it was taken."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from alerts.db.tables import VintageRow
from alerts.domain.new_vintage import (
    NewBoundaries,
    NewPostcodes,
    as_stored,
    boundaries_from_stored,
    postcodes_from_stored,
)

_POSTCODES = "postcode"


class Compared(NamedTuple):
    """A vintage as it was compared last; `taken_at` is None while it is not in use."""

    found: NewBoundaries | NewPostcodes
    compared_at: datetime
    taken_at: datetime | None


def keep(
    session: Session, found: NewBoundaries | NewPostcodes, now: datetime, *, is_taken: bool = False
) -> None:
    """Keep what a vintage changes; one that was taken before stays so."""
    key = (_POSTCODES, found.vintage, "")
    if isinstance(found, NewBoundaries):
        key = (found.kind, str(found.vintage), _scope(found.authorities))
    row = session.get(VintageRow, key)
    if row is None:
        row = VintageRow(kind=key[0], name=key[1], scope=key[2])
        session.add(row)
    row.found, row.compared_at = as_stored(found), now
    row.taken_at = now if is_taken else row.taken_at
    session.flush()


def compared(session: Session) -> list[Compared]:
    """All that was ever compared, what was looked at last at the head."""
    rows = session.scalars(select(VintageRow).order_by(VintageRow.compared_at.desc(), VintageRow.name.desc()))
    return [Compared(_found(row), row.compared_at, row.taken_at) for row in rows]


def postcodes_taken(session: Session) -> str | None:
    """The list of postcodes that was taken last, by which people were asked; None where none was."""
    row = VintageRow
    taken = select(row.name).where(row.kind == _POSTCODES, row.taken_at.is_not(None))
    return session.scalars(taken.order_by(row.taken_at.desc()).limit(1)).first()


def _found(row: VintageRow) -> NewBoundaries | NewPostcodes:
    return postcodes_from_stored(row.found) if row.kind == _POSTCODES else boundaries_from_stored(row.found)


def _scope(authorities: Sequence[str]) -> str:
    return ",".join(sorted(authorities))
