"""What somebody drew, whichever format it came in: outlines and lines of WGS84 degrees, counted as they are read."""

from collections.abc import Iterable
from typing import NamedTuple

from geo.errors import ShapeReason, ShapeRefused
from geo.grid import LonLat

MAX_VERTICES = 500
MAX_PARTS = 50
MAX_RECORDED = 3_000
"""Points of a track as a device recorded it, which is made simpler before anything else."""

Line = tuple[LonLat, ...]


class Drawing(NamedTuple):
    """Outlines of polygons and lines that enclose nothing yet, longitude first, each within the limits of degrees.

    `is_recorded` where a device wrote the lines down as it went: then they hold more points than anybody drew.
    """

    outlines: tuple[Line, ...] = ()
    lines: tuple[Line, ...] = ()
    is_recorded: bool = False


def drawing(outlines: Iterable[Line], lines: Iterable[Line], *, is_recorded: bool = False) -> Drawing:
    """What was read, if there are not too many of it; refused where there is nothing that has an extent."""
    made = Drawing(tuple(outlines), tuple(lines), is_recorded)
    parts = (*made.outlines, *made.lines)
    if not parts:
        raise ShapeRefused(ShapeReason.NOT_A_POLYGON)
    if len(parts) > MAX_PARTS:
        raise ShapeRefused(ShapeReason.TOO_MANY_SHAPES)
    # The closing corner of an outline repeats the first and is not counted.
    corners = sum(map(len, parts)) - len(made.outlines)
    if corners > (MAX_RECORDED if is_recorded else MAX_VERTICES):
        raise ShapeRefused(ShapeReason.TOO_MANY_POINTS)
    return made


def position(lon: object, lat: object) -> LonLat:
    """A corner, refused unless both are numbers of degrees."""
    if not (_is_within(lon, 180) and _is_within(lat, 90)):
        raise ShapeRefused(ShapeReason.BAD_COORDINATE)
    return LonLat(float(lon), float(lat))  # type: ignore[arg-type]


def position_from_text(lon: str, lat: str) -> LonLat:
    """A corner as it is written in a file."""
    try:
        return position(float(lon), float(lat))
    except ValueError as error:
        raise ShapeRefused(ShapeReason.BAD_COORDINATE) from error


def _is_within(number: object, limit: int) -> bool:
    # A comparison with NaN is false, and one with a whole number of any length is exact.
    return isinstance(number, int | float) and not isinstance(number, bool) and -limit <= number <= limit
