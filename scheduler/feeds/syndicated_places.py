"""Places as feeds of entries write them: GeoRSS's "lat lon" texts, and GeoJSON; what is no degrees is refused."""

import re
from collections.abc import Sequence

from scheduler.feeds.reading.payload import RepeatedNames
from scheduler.feeds.reading.places import Degrees, GridMetres, Outline, read_position
from scheduler.feeds.reading.record import FieldUnfit

Place = Outline | Degrees | GridMetres

_NUMBER = re.compile(r"[+-]?(?:\d{1,9}(?:\.\d{0,20})?|\.\d{1,20})(?:[eE][+-]?\d{1,2})?", re.ASCII)
_AREAS = frozenset({"polygon", "multipolygon", "geometrycollection", "featurecollection"})
_LONGEST_TEXT = 1_000_000


def numbers_in(raw: object) -> list[float]:
    """The numbers of a text, parted by spaces or commas; FieldUnfit `not-a-number` where one is none."""
    if not isinstance(raw, str) or len(raw) > _LONGEST_TEXT:
        raise FieldUnfit("unreadable")
    written = raw.replace(",", " ").split()
    if not all(map(_NUMBER.fullmatch, written)):
        raise FieldUnfit("not-a-number")
    return [float(number) for number in written]


def point_in(field: str, raw: object) -> Degrees:
    """The point of "lat lon"; FieldUnfit `unreadable`, `not-a-number` or, for metres, `not-degrees`."""
    numbers = degrees(numbers_in(raw))
    if len(numbers) != 2:
        raise FieldUnfit("unreadable")
    return Degrees(field, numbers[1], numbers[0])


def polygon_in(field: str, raw: object) -> Outline:
    """The polygon of "lat lon lat lon …"; FieldUnfit as for a point."""
    numbers = degrees(numbers_in(raw))
    return outline(field, [ring_of(numbers[1::2], numbers[::2])])


def place_in(field: str, raw: object) -> Place:
    """The place in a JSON value: GeoJSON, {lat, lon}, GeoRSS's words in an object, or "lat lon"."""
    if isinstance(raw, str):
        return point_in(field, raw)
    if not isinstance(raw, dict) or isinstance(raw, RepeatedNames):
        raise FieldUnfit("unreadable")
    if str(raw.get("type")).lower() in _AREAS:
        return Outline(field, raw)
    if isinstance(raw.get("geometry"), dict):
        return place_in(field, raw["geometry"])
    if "polygon" in raw:
        return polygon_in(field, raw["polygon"])
    return point_in(field, raw["point"]) if "point" in raw else Degrees(field, *read_position(raw))


def degrees(numbers: list[float]) -> list[float]:
    """The numbers, if they may be degrees. Metres in an order that nobody declared would be a wrong place."""
    if any(abs(number) > 180 for number in numbers):
        raise FieldUnfit("not-degrees")
    return numbers


def ring_of(xs: Sequence[float], ys: Sequence[float]) -> list[list[float]]:
    """A ring in GeoJSON's order; FieldUnfit `unreadable` where a number has no partner."""
    if len(xs) != len(ys) or not xs:
        raise FieldUnfit("unreadable")
    return [[x, y] for x, y in zip(xs, ys, strict=True)]


def outline(field: str, rings: list[list[list[float]]]) -> Outline:
    return Outline(field, {"type": "Polygon", "coordinates": rings})
