"""Which ward the centre of each site lies in: the ward of the boundaries in use whose edge or inside it is on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import BigInteger, cast, func, select
from sqlalchemy.orm import Session

from alerts.db.boundaries import is_current
from alerts.db.tables import BoundaryRow
from alerts.domain.insight.register import NO_PLACE, UNKNOWN, Column, WardPlace
from geo.boundaries import BoundaryKind

_AT_A_TIME = 50
_B = BoundaryRow.__table__.c

Fingerprint = tuple[int, ...]


class WardsReplaced(Exception):
    """Boundaries were imported since the boxes were read: an outline has another row now."""


@dataclass(frozen=True, eq=False)
class WardBoxes:
    """The wards in use by code: the id of each one's row, and its box in centimetres (west, south, east, north)."""

    wards: tuple[WardPlace, ...]
    row_ids: tuple[int, ...]
    boxes: NDArray[np.int64]


class _Candidates(NamedTuple):
    """The positions of the centres that lie in the box of a ward, by the ward's number."""

    ward: int
    positions: NDArray[np.intp]


def fingerprint(session: Session) -> Fingerprint:
    """Differs once wards were imported: asked of the index of their boxes alone."""
    sums = (
        func.sum(cast(func.round(column * 100), BigInteger))
        for column in (_B.minx, _B.maxx, _B.miny, _B.maxy)
    )
    found = session.execute(
        select(func.count(), func.max(_B.id), *sums).where(_B.kind == BoundaryKind.WARD)
    ).one()
    return tuple(int(value or 0) for value in found)


def ward_boxes(session: Session) -> WardBoxes:
    """The newest vintage of each council's wards."""
    columns = (_B.code, _B.parent, _B.id, _B.minx, _B.miny, _B.maxx, _B.maxy)
    found = session.execute(
        select(*columns)
        .where(_B.kind == BoundaryKind.WARD, is_current())
        .order_by(_B.code, _B.vintage.desc())
    ).all()
    # A ward under two councils of different vintages is the newer one.
    rows = list({code: (code, *rest) for code, *rest in reversed(found)}.values())[::-1]
    boxes = np.array([row[3:] for row in rows], dtype=np.float64).reshape(-1, 4) * 100
    outwards = np.column_stack((np.floor(boxes[:, :2]), np.ceil(boxes[:, 2:])))
    return WardBoxes(
        tuple(WardPlace(row[0], row[1]) for row in rows),
        tuple(row[2] for row in rows),
        outwards.astype(np.int64),
    )


def wards_of(session: Session, known: WardBoxes, eastings_cm: Column, northings_cm: Column) -> Column:
    """The number of the ward of each centre, UNKNOWN where it lies in none; of several the first by code.

    Raises WardsReplaced where the outline of a ward is not where it was.
    """
    found = np.full(len(eastings_cm), UNKNOWN, dtype=np.int16)
    candidates = list(_candidates(known.boxes, eastings_cm, northings_cm))
    for batch in (candidates[at : at + _AT_A_TIME] for at in range(0, len(candidates), _AT_A_TIME)):
        outlines = _outlines(session, [known.row_ids[each.ward] for each in batch])
        for ward, positions in batch:
            free = positions[found[positions] == UNKNOWN]
            outline = outlines[known.row_ids[ward]]
            inside = shapely.intersects_xy(outline, eastings_cm[free] / 100, northings_cm[free] / 100)
            found[free[inside]] = ward
    return found


def _candidates(boxes: NDArray[np.int64], eastings: Column, northings: Column) -> Iterator[_Candidates]:
    """Ward by ward, from the centres in order of their eastings."""
    located = np.flatnonzero(eastings != NO_PLACE)
    order = located[np.argsort(eastings[located], kind="stable")]
    ordered = eastings[order]
    firsts = np.searchsorted(ordered, boxes[:, 0], side="left")
    ends = np.searchsorted(ordered, boxes[:, 2], side="right")
    for ward in np.flatnonzero(ends > firsts).tolist():
        strip = order[firsts[ward] : ends[ward]]
        inside = strip[(northings[strip] >= boxes[ward, 1]) & (northings[strip] <= boxes[ward, 3])]
        if len(inside):
            yield _Candidates(ward, inside)


def _outlines(session: Session, row_ids: Sequence[int]) -> dict[int, Any]:
    found = session.execute(select(_B.id, _B.geometry).where(_B.id.in_(row_ids))).all()
    if len(found) < len(row_ids):
        raise WardsReplaced
    outlines = {row_id: shapely.from_wkb(geometry) for row_id, geometry in found}
    shapely.prepare(list(outlines.values()))
    return outlines
