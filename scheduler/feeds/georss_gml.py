"""The geometry in a `georss:where`: a GML point or polygon in the coordinates that it declares."""

from collections.abc import Iterator
from enum import Enum

from scheduler.feeds.reading.places import Degrees, GridMetres
from scheduler.feeds.reading.record import FieldUnfit
from scheduler.feeds.reading.xml import Element
from scheduler.feeds.syndicated_places import Place, degrees, numbers_in, outline, ring_of


class _Order(Enum):
    """What the first and the second of two numbers are."""

    LAT_LON = "latitude, longitude"
    LON_LAT = "longitude, latitude"
    METRES = "easting, northing"


# GeoRSS has latitude first where nothing is declared.
_ORDERS = {"": _Order.LAT_LON, "4326": _Order.LAT_LON, "crs84": _Order.LON_LAT, "27700": _Order.METRES}


def where_in(field: str, raw: object) -> Place:
    """The place of a GML point or polygon; FieldUnfit `unreadable`, `unknown-crs`, `not-degrees`, `not-a-number`."""
    geometry = next(raw.children, None) if isinstance(raw, Element) else None
    if geometry is None:
        raise FieldUnfit("unreadable")
    order = _order(geometry)
    if geometry.local_name == "Polygon":
        return outline(field, [_ring(each, order) for each in _named(geometry, "posList")])
    position = next(_named(geometry, "pos"), None)
    if geometry.local_name != "Point" or position is None:
        raise FieldUnfit("unreadable")
    (x, y), *others = _ring(position, order)
    if others:
        raise FieldUnfit("unreadable")
    return GridMetres(field, x, y) if order is _Order.METRES else Degrees(field, x, y)


def _order(geometry: Element) -> _Order:
    """The order that the first declared system has; another than WGS84 or the National Grid is not read."""
    declared = next(_declared(geometry), "")
    code = declared.replace("#", ":").replace("/", ":").rpartition(":")[2].lower()
    if code not in _ORDERS:
        raise FieldUnfit("unknown-crs")
    return _ORDERS[code]


def _declared(element: Element) -> Iterator[str]:
    system = element.attributes.get("srsName", "").strip()
    if system:
        yield system
    for child in element.children:
        yield from _declared(child)


def _named(element: Element, name: str) -> Iterator[Element]:
    """All elements of this name within, in their order."""
    for child in element.children:
        if child.local_name == name:
            yield child
        yield from _named(child, name)


def _ring(positions: Element, order: _Order) -> list[list[float]]:
    numbers = numbers_in(positions.text)
    if order is not _Order.METRES:
        degrees(numbers)
    firsts, seconds = numbers[::2], numbers[1::2]
    return ring_of(seconds, firsts) if order is _Order.LAT_LON else ring_of(firsts, seconds)
