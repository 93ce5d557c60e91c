"""From a query's parameters to what the register is asked: places looked up, days and words put together."""

from collections.abc import Callable, Iterator

from sqlalchemy.orm import Session

from alerts.db.register_pages import Asked
from alerts.domain.authorities import authority_by_code
from alerts.domain.errors import AreaRefused, NotFound
from alerts.domain.register_query import Days, RegisterQuery
from alerts.domain.search_words import search_words
from alerts.domain.shape_wording import ShapeNotWatched
from alerts.domain.watch_area import AreaKind, AreaName, WatchArea
from alerts.services.areas import Places, watch_area
from alerts.services.shapes import drawn_area
from alerts.web.api.parameters import ApplicationsQuery
from alerts.web.api.reading import ParametersRefused
from geo.area import Area
from geo.degree_box import box_area
from geo.drawn.geojson import read_geojson
from geo.errors import PostcodeError, ShapeRefused


def asked_of(session: Session, places: Places, query: ApplicationsQuery) -> Asked | None:
    """What a query asks; None where it asks for what lies beside Great Britain, so that nothing can be found.

    Raises ParametersRefused, and NotFound for a place or a council that we do not know.
    """
    _check(query)
    areas = tuple(_areas(session, places, query))
    if None in areas:
        return None
    return Asked(_filters(query), tuple(area for area in areas if area is not None))


def known_authorities(codes: tuple[str, ...]) -> frozenset[str]:
    """The codes, if all of them are those of councils. Raises NotFound."""
    for code in codes:
        if authority_by_code(code) is None:
            raise NotFound(
                f"We know no council with the code {code}. /api/v1/authorities lists those we read."
            )
    return frozenset(codes)


def _check(query: ApplicationsQuery) -> None:
    """What one parameter alone cannot tell."""
    wrong = {}
    if query.radius is not None and query.postcode is None:
        wrong["radius"] = "only goes with postcode"
    for name in ("received", "valid", "decided"):
        first, last = getattr(query, f"{name}_from"), getattr(query, f"{name}_to")
        if first is not None and last is not None and first > last:
            wrong[f"{name}_to"] = f"is before {name}_from"
    if wrong:
        raise ParametersRefused(wrong)


def _filters(query: ApplicationsQuery) -> RegisterQuery:
    return RegisterQuery(
        authorities=known_authorities(query.authority),
        stages=frozenset(query.stage),
        statuses=frozenset(query.status),
        decisions=frozenset(query.decision),
        types=frozenset(map(str, query.type)),
        received=Days(query.received_from, query.received_to),
        valid=Days(query.valid_from, query.valid_to),
        decided=Days(query.decided_from, query.decided_to),
        changed_since=query.changed_since,
        words=search_words(query.q) if query.q is not None else None,
        order=query.sort,
    )


def _areas(session: Session, places: Places, query: ApplicationsQuery) -> Iterator[WatchArea | None]:
    """The areas in each of which an application has to lie, as the site's own pages know them."""
    for parameter, name in _named(query):
        yield _place(parameter, lambda name=name: _watched(session, places, name))  # type: ignore[misc]
    if query.bbox is not None:
        yield _box(query.bbox)
    if query.polygon is not None:
        text = query.polygon
        yield _place("polygon", lambda: _unnamed(_drawn(text, places)))


def _named(query: ApplicationsQuery) -> Iterator[tuple[str, AreaName]]:
    if query.postcode is not None:
        distance = "" if query.radius is None else f":{query.radius}"
        yield "postcode", AreaName(AreaKind.POSTCODE, query.postcode + distance)
    if query.ward is not None:
        yield "ward", AreaName(AreaKind.WARD, query.ward)
    if query.circle is not None:
        latitude, longitude, metres = query.circle.split(",")
        yield "circle", AreaName(AreaKind.CIRCLE, f"{latitude},{longitude}:{metres}")
    if query.shape is not None:
        yield "shape", AreaName(AreaKind.SHAPE, query.shape)


def _watched(session: Session, places: Places, name: AreaName) -> WatchArea:
    try:
        return watch_area(session, places, name)
    except NotFound as error:
        if name.kind is not AreaKind.WARD:
            raise
        there = "/api/v1/wards?authority=E09000007 lists those of a council."
        raise NotFound(f"We know no ward with the code {name.rest}. {there}") from error


def _place(parameter: str, look_up: Callable[[], WatchArea]) -> WatchArea:
    """A place; one that cannot be used is the fault of its parameter, one that does not exist is not found."""
    try:
        return look_up()
    except AreaRefused as error:
        if isinstance(error.__cause__, PostcodeError):
            raise NotFound(str(error)) from error
        raise ParametersRefused({parameter: str(error)}) from error


def _drawn(text: str, places: Places) -> Area:
    try:
        drawing = read_geojson(text)
    except ShapeRefused as error:
        raise ShapeNotWatched(error, places.max_area_km2) from error
    return drawn_area(drawing, places).area


def _box(text: str) -> WatchArea | None:
    try:
        area = box_area(*map(float, text.split(",")))
    except ValueError:
        raise ParametersRefused({"bbox": "goes from west to east and from south to north"}) from None
    return None if area is None else _unnamed(area)


def _unnamed(area: Area) -> WatchArea:
    return WatchArea(AreaName(AreaKind.SHAPE, ""), "the area asked for", area)
