"""Tracks as a device recorded them: where they end, and the same track with no more corners than it needs; pure."""

from collections.abc import Sequence
from math import cos, hypot, radians

from shapely import LineString

from geo.drawn.drawing import MAX_VERTICES, Line
from geo.errors import ShapeReason, ShapeRefused

_METRES_A_DEGREE = 111_320.0

_ENDS_MEET_M = 100.0
"""Whoever walks round a place stops before the very point where they began."""

_THINNED_TO_M = (5.0, 20.0)
"""How far a track may be from its simpler form: the first is what a device is unsure of anyway."""


def ends_meet(line: Line) -> bool:
    """Whether a track ends near where it began."""
    first, last = _metres(line)[0], _metres(line)[-1]
    return hypot(first[0] - last[0], first[1] - last[1]) <= _ENDS_MEET_M


def closed(line: Line) -> Line:
    """The outline that a track goes round."""
    return line if line[0] == line[-1] else (*line, line[0])


def thinned(lines: Sequence[Line]) -> list[Line]:
    """Some of the points of tracks, together so few as a drawing may have. Refused where that would leave the path."""
    if sum(map(len, lines)) <= MAX_VERTICES:
        return list(lines)
    return [_thinned(line, MAX_VERTICES // len(lines)) for line in lines]


def _thinned(line: Line, most: int) -> Line:
    if len(line) <= most:
        return line
    metres = _metres(line)
    number_of = {at: number for number, at in reversed(list(enumerate(metres)))}
    for tolerance in _THINNED_TO_M:
        simpler = LineString(metres).simplify(tolerance, preserve_topology=False)
        if len(simpler.coords) <= most:
            return tuple(line[number_of[x, y]] for x, y in simpler.coords)
    raise ShapeRefused(ShapeReason.TOO_MANY_POINTS)


def _metres(line: Line) -> list[tuple[float, float]]:
    """East and north in metres, true to a few parts in a hundred, which is enough to compare with a tolerance."""
    across = _METRES_A_DEGREE * cos(radians(line[0].lat))
    return [(at.lon * across, at.lat * _METRES_A_DEGREE) for at in line]
