"""Where a feed's numbers lie: degrees, grid metres or nowhere; knows only geometry, never guesses a place.

Feeds put eastings in latitude fields, latitudes in longitude fields and zeros in both. Great Britain's degrees and
its grid metres share no number, and its latitudes no longitude, so that magnitude alone tells which is meant.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from geo.grid import Floats, GridPoint, arrays_to_grid, arrays_to_lonlat, is_in_great_britain

# Easting 0, northing 0 in degrees: what a register's empty grid reference turns into when somebody projects it.
_GRID_ORIGIN = (-7.55716, 49.766807)
_NEAR_DEGREES = 0.001


class NoPlace(StrEnum):
    """Why numbers are no place in Great Britain."""

    ABSENT = "absent"
    NOT_A_NUMBER = "not-a-number"
    NULL_ISLAND = "null-island"
    NEITHER_DEGREES_NOR_GRID = "neither-degrees-nor-grid"
    OUTSIDE_GREAT_BRITAIN = "outside-great-britain"


class PlaceNote(StrEnum):
    """What was done to read a place."""

    SWAPPED = "swapped-coordinates"
    READ_AS_GRID = "read-as-grid"


@dataclass(frozen=True, slots=True)
class PointReading:
    """A point on the grid, or why there is none, with notes of what was repaired."""

    point: GridPoint | None
    reason: NoPlace | None = None
    notes: tuple[PlaceNote, ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """Many coordinates on the grid (n x 2, EPSG:27700 metres), or why they are not."""

    coordinates: Floats | None
    reason: NoPlace | None = None
    notes: tuple[PlaceNote, ...] = ()


def point_from_degrees_or_grid(x: object, y: object) -> PointReading:
    """The grid point meant by longitude and latitude, or by easting and northing; numbers or their text.

    Degrees within Great Britain; the same swapped, with a note; or grid metres. Everything else is no point, with
    the reason. The rules are those of the register feeds seen (zeros, the projected zero, infinities, text).
    """
    if _is_absent(x) or _is_absent(y):
        return PointReading(None, NoPlace.ABSENT)
    numbers = _number(x), _number(y)
    if numbers[0] is None or numbers[1] is None:
        return PointReading(None, NoPlace.NOT_A_NUMBER)
    placed = place(np.array([numbers], dtype=np.float64))
    if placed.coordinates is None:
        return PointReading(None, placed.reason)
    easting, northing = placed.coordinates[0].tolist()
    return PointReading(GridPoint(easting, northing), None, placed.notes)


def place(coordinates: Floats) -> Placed:
    """The grid coordinates meant by n x 2 longitudes and latitudes, or eastings and northings; all of one kind.

    The rule of `point_from_degrees_or_grid` for every row; one row that breaks it refuses them all.
    """
    if not np.isfinite(coordinates).all():
        return Placed(None, NoPlace.NOT_A_NUMBER)
    if _has_null_island(coordinates):
        return Placed(None, NoPlace.NULL_ISLAND)
    x, y = coordinates[:, 0], coordinates[:, 1]
    if ((np.abs(x) <= 180) & (np.abs(y) <= 180)).all():
        return _placed_degrees(x, y)
    if ((x > 180) & (x <= 700_000) & (y > 90) & (y <= 1_300_000)).all():
        return _placed_grid(coordinates)
    return Placed(None, NoPlace.NEITHER_DEGREES_NOR_GRID)


def _placed_degrees(x: Floats, y: Floats) -> Placed:
    notes: tuple[PlaceNote, ...] = ()
    if ((x >= 49) & (x <= 62) & (y >= -9) & (y <= 3)).all():
        x, y, notes = y, x, (PlaceNote.SWAPPED,)
    if not _all_in_great_britain(x, y):
        return Placed(None, NoPlace.OUTSIDE_GREAT_BRITAIN)
    grid = np.column_stack(arrays_to_grid(x, y))
    # West of St Kilda there is sea alone, and no way back from the grid to degrees.
    if not (np.isfinite(grid).all() and (grid >= 0).all()):
        return Placed(None, NoPlace.OUTSIDE_GREAT_BRITAIN)
    return Placed(grid, None, notes)


def _placed_grid(coordinates: Floats) -> Placed:
    lons, lats = arrays_to_lonlat(coordinates[:, 0], coordinates[:, 1])
    # Where the projection has no answer the degrees are NaN, which lie in no bounds.
    if not _all_in_great_britain(lons, lats):
        return Placed(None, NoPlace.OUTSIDE_GREAT_BRITAIN)
    return Placed(coordinates, None, (PlaceNote.READ_AS_GRID,))


def _all_in_great_britain(lons: Floats, lats: Floats) -> bool:
    return all(map(is_in_great_britain, lons.tolist(), lats.tolist()))


def _has_null_island(coordinates: Floats) -> bool:
    islands = np.array([(0.0, 0.0), _GRID_ORIGIN, _GRID_ORIGIN[::-1]])
    near = np.abs(coordinates[:, None, :] - islands) < _NEAR_DEGREES
    return bool(near.all(axis=2).any())


def _is_absent(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _number(value: object) -> float | None:
    """A number or the text of one; infinities pass and are refused by `place`."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, str) and len(value) > 40:
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None
