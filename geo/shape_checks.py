"""Whether outlines of degrees can be watched at all, before anything is computed that costs; pure."""

from collections.abc import Sequence
from math import cos, radians
from typing import Any

import numpy as np

from geo.drawn.drawing import Line
from geo.errors import ShapeReason, ShapeRefused
from geo.grid import Floats, is_in_great_britain, is_in_northern_ireland
from geo.shape_offers import geometry_of

MAX_AREA_M2 = 400_000_000.0

_METRES_A_DEGREE = 111_320.0
_GREAT_BRITAIN = (-9.0, 49.8, 2.0, 61.0)


def check_outlines(outlines: Sequence[Line]) -> None:
    """Refuse outlines that enclose nothing, too much, or a place that is not in Great Britain."""
    if any(len(set(outline)) < 3 for outline in outlines):
        raise ShapeRefused(ShapeReason.TOO_FEW_POINTS)
    if any(outline[0] != outline[-1] for outline in outlines):
        joined = [outline if outline[0] == outline[-1] else (*outline, outline[0]) for outline in outlines]
        raise ShapeRefused(ShapeReason.NOT_CLOSED, offer=geometry_of(joined))
    bounds = bounds_of(outlines)
    _check_meets_britain(outlines, bounds)
    # Before the corners: who draws the whole country and some sea is better told of councils.
    if sum(map(_rough_area_m2, outlines)) > 1.1 * MAX_AREA_M2:
        raise ShapeRefused(ShapeReason.TOO_LARGE, bounds=bounds)
    _check_places(outlines)


def check_lines(lines: Sequence[Line]) -> None:
    """Refuse lines that lead nowhere or leave Great Britain."""
    if any(len(set(line)) < 2 for line in lines):
        raise ShapeRefused(ShapeReason.TOO_FEW_POINTS)
    _check_places(lines)


def bounds_of(lines: Sequence[Line]) -> tuple[float, float, float, float]:
    """West, south, east and north, in degrees."""
    lons, lats = np.array([at for line in lines for at in line]).T
    return float(lons.min()), float(lats.min()), float(lons.max()), float(lats.max())


def crossings(outlines: Sequence[Line]) -> int:
    """How often the edges of outlines cross those of others; touching is no crossing."""
    starts = np.concatenate([np.array(outline[:-1]) for outline in outlines])
    ends = np.concatenate([np.array(outline[1:]) for outline in outlines])
    owner = np.repeat(np.arange(len(outlines)), [len(outline) - 1 for outline in outlines])
    along = ends - starts

    def sides(points: Floats) -> Floats:
        """On which side of every edge each point lies, by sign."""
        offset = points[None, :, :] - starts[:, None, :]
        signed: Floats = along[:, None, 0] * offset[:, :, 1] - along[:, None, 1] * offset[:, :, 0]
        return signed

    parted = sides(starts) * sides(ends) < 0
    return int((parted & parted.T & (owner[:, None] < owner[None, :])).sum())


def _check_meets_britain(outlines: Sequence[Line], bounds: tuple[float, float, float, float]) -> None:
    west, south, east, north = bounds
    lowest_lon, lowest_lat, highest_lon, highest_lat = _GREAT_BRITAIN
    is_round_the_world = east - west > 180
    if (
        is_round_the_world
        or west > highest_lon
        or east < lowest_lon
        or south > highest_lat
        or north < lowest_lat
    ):
        _check_places(outlines)
        raise ShapeRefused(ShapeReason.OUTSIDE_GREAT_BRITAIN)


def _check_places(lines: Sequence[Line]) -> None:
    corners = [at for line in lines for at in line]
    if all(is_in_great_britain(lon, lat) for lon, lat in corners):
        return
    if all(is_in_great_britain(lat, lon) for lon, lat in corners):
        raise ShapeRefused(ShapeReason.SWAPPED_COORDINATES, offer=_swapped(lines))
    if all(is_in_northern_ireland(lon, lat) for lon, lat in corners):
        raise ShapeRefused(ShapeReason.NORTHERN_IRELAND)
    outside = next((lon, lat) for lon, lat in corners if not is_in_great_britain(lon, lat))
    raise ShapeRefused(ShapeReason.OUTSIDE_GREAT_BRITAIN, near=outside)


def _swapped(lines: Sequence[Line]) -> dict[str, Any] | None:
    """The shape with the two numbers of every corner the other way round; none for lines, whose ends are open."""
    if any(line[0] != line[-1] for line in lines):
        return None
    return geometry_of([[(lat, lon) for lon, lat in line] for line in lines])


def _rough_area_m2(outline: Line) -> float:
    """The area of an outline of degrees, within a few parts in a hundred at the size of a county."""
    lons, lats = np.array(outline).T
    shoelace = abs(float(np.dot(lons[:-1], lats[1:]) - np.dot(lons[1:], lats[:-1]))) / 2
    return shoelace * _METRES_A_DEGREE**2 * cos(radians(float(lats.mean())))
