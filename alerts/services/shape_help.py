"""What to watch instead of a shape that is too large: the councils that it reaches into."""

from math import isfinite

from sqlalchemy.orm import Session

from alerts.db import boundaries
from alerts.domain.watch_area import AreaKind, AreaName
from alerts.services.searching import Place
from geo.boundaries import BoundaryKind
from geo.errors import ShapeRefused
from geo.grid import arrays_to_grid

MOST_COUNCILS = 30
"""More are no choice: whoever drew the whole country is sent to the search."""

_GREAT_BRITAIN = (-8.7, 49.9, 1.8, 60.9)


def councils_within(session: Session, refused: ShapeRefused) -> list[Place]:
    """The councils whose box meets that of a shape, from their boundaries; none where there would be too many."""
    if refused.bounds is None:
        return []
    west, south, east, north = (
        pick(ours, theirs)
        for pick, ours, theirs in zip((max, max, min, min), _GREAT_BRITAIN, refused.bounds, strict=True)
    )
    eastings, northings = arrays_to_grid([west, west, east, east], [south, north, south, north])
    box = (float(eastings.min()), float(northings.min()), float(eastings.max()), float(northings.max()))
    if not all(map(isfinite, box)):
        return []
    found = boundaries.names_in_box(session, BoundaryKind.AUTHORITY, box, MOST_COUNCILS + 1)
    if len(found) > MOST_COUNCILS:
        return []
    return [Place(AreaName(AreaKind.AUTHORITY, code), name) for code, name in found]
