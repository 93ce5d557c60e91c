"""Corners as people type them: degrees, grid references (TQ 28 85) or eastings and northings, one a line; pure."""

import re
import unicodedata

from geo.drawn.drawing import MAX_VERTICES, Drawing, Line, drawing, position
from geo.errors import OutsideGreatBritain, ShapeReason, ShapeRefused
from geo.grid import LonLat, to_lonlat

_LONGEST_LINE = 100
_NUMBER = r"[+-]?[0-9]{1,7}(?:\.[0-9]{1,12})?"
_PAIR = re.compile(rf"({_NUMBER})(?:\s*[,;]\s*|\s+)({_NUMBER})")
_DEGREES = re.compile(
    r"([0-9]{1,3}(?:\.[0-9]{1,12})?)\s*°?\s*([NS])[\s,;]*([0-9]{1,3}(?:\.[0-9]{1,12})?)\s*°?\s*([EW])"
)
_GRID_REFERENCE = re.compile(r"([HJNOST][A-HJ-Z])\s*([0-9]{4,10}|[0-9]{2,5}\s+[0-9]{2,5})")
_HIGHEST_DEGREE = 180


def read_typed(text: str) -> Drawing:
    """The outline round the corners of a text, one a line; the last is joined to the first.

    Raises ShapeRefused, which names the line that cannot be read.
    """
    corners = typed_corners(text)
    closed = corners if len(corners) > 1 and corners[0] == corners[-1] else (*corners, *corners[:1])
    return drawing((closed,), ())


def read_typed_line(text: str) -> Drawing:
    """The line through the corners of a text, joined to nothing."""
    return drawing((), (typed_corners(text),))


def typed_corners(text: str) -> Line:
    """The corners in their order. Raises ShapeRefused, which names the line that cannot be read."""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not lines:
        raise ShapeRefused(ShapeReason.EMPTY)
    if len(lines) > MAX_VERTICES + 1:
        raise ShapeRefused(ShapeReason.TOO_MANY_POINTS)
    return tuple(_corner(number, line) for number, line in lines)


def read_corner(text: str) -> LonLat | None:
    """One place as somebody typed it, or None where it is none. Degrees are latitude first, as maps give them."""
    if len(text) > _LONGEST_LINE:
        return None
    plain = unicodedata.normalize("NFKC", text).replace("\u2212", "-").strip().strip("()[]").strip().upper()
    if written := _DEGREES.fullmatch(plain):
        north, half, east, side = written.groups()
        return position(float(east) * (-1 if side == "W" else 1), float(north) * (-1 if half == "S" else 1))
    if written := _PAIR.fullmatch(plain):
        first, second = map(float, written.groups())
        is_grid = max(abs(first), abs(second)) > _HIGHEST_DEGREE
        return to_lonlat(first, second) if is_grid else position(second, first)
    if written := _GRID_REFERENCE.fullmatch(plain):
        return _of_square(*written.groups())
    return None


def _corner(number: int, line: str) -> LonLat:
    try:
        corner = read_corner(line)
    except (ShapeRefused, OutsideGreatBritain) as error:
        raise ShapeRefused(ShapeReason.BAD_LINE, line=number) from error
    if corner is None:
        raise ShapeRefused(ShapeReason.BAD_LINE, line=number)
    return corner


def _of_square(letters: str, digits: str) -> LonLat | None:
    """The south-west corner of the square that a grid reference names, as Ordnance Survey reads one."""
    parts = digits.split()
    if len(parts) == 1:
        half, odd = divmod(len(digits), 2)
        parts = [digits[:half], digits[half:]]
        if odd:
            return None
    if len(parts[0]) != len(parts[1]):
        return None
    # The squares are lettered A to Z without I, five by five from the north-west: first of 500 km, then of 100 km.
    large, small = (ord(letter) - ord("A") - (letter > "I") for letter in letters)
    east = (large % 5) * 5 + small % 5 - 10
    north = (4 - large // 5) * 5 + (4 - small // 5) - 5
    scale = 10 ** (5 - len(parts[0]))
    return to_lonlat(east * 100_000 + int(parts[0]) * scale, north * 100_000 + int(parts[1]) * scale)
