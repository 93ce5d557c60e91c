"""Areas put together without a map: several wards, several postcodes, or all around a place that is named."""

from collections.abc import Sequence
from dataclasses import replace

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from alerts.db import boundaries
from alerts.domain.authorities import ALL, Authority, authority_by_code, authority_by_name
from alerts.domain.errors import AreaRefused
from alerts.domain.watch_area import AreaKind, AreaName
from alerts.language import _
from alerts.services.areas import Places, watch_area
from alerts.services.searching import search
from alerts.services.shapes import OwnArea
from geo.area import Area
from geo.boundaries import BoundaryKind
from geo.drawn.typed import read_corner
from geo.errors import OutsideGreatBritain, PostcodeError, ShapeRefused
from geo.grid import LonLat
from geo.postcode import parse_postcode

MOST_WARDS = 30
MOST_POSTCODES = 50
MOST_CORNERS = 60_000
_MOST_NAMED = 3
_MOST_COUNCILS = 20


def councils_like(session: Session, text: str) -> list[Authority]:
    """The councils that words may name and of which wards are known, for a choice among their wards."""
    words = " ".join(text.split()).casefold()
    exact = authority_by_name(text) or authority_by_code(text.strip().upper())
    named = [exact] if exact else [each for each in ALL if words and words in each.name.casefold()]
    return [each for each in named[:_MOST_COUNCILS] if next(boundaries.wards_of(session, each.code), None)]


def wards_together(session: Session, codes: Sequence[str]) -> OwnArea:
    """Several wards as one area. Raises AreaRefused with words for who ticked them."""
    chosen = dict.fromkeys(codes)
    if not chosen:
        raise AreaRefused(_("Tick at least one ward."))
    if len(chosen) > MOST_WARDS:
        raise AreaRefused(
            _("Choose at most {most} wards, or watch the whole council.").format(most=MOST_WARDS)
        )
    found = [boundaries.boundary(session, BoundaryKind.WARD, code) for code in chosen]
    known = [each for each in found if each is not None]
    if len(known) < len(found):
        raise AreaRefused(_("One of these wards is not known any more. Choose again."))
    names = [each.name for each in known]
    return OwnArea(Area(_joined([each.geometry for each in known]), 0.0), listed(names))


def postcodes_together(places: Places, text: str, radius_m: int) -> OwnArea:
    """Several postcodes, separated by commas or lines, and all within a distance of any. Raises AreaRefused."""
    written = [
        part.strip() for part in text.replace(",", "\n").replace(";", "\n").splitlines() if part.strip()
    ]
    if not written:
        raise AreaRefused(_("Type at least one postcode."))
    if len(written) > MOST_POSTCODES:
        raise AreaRefused(_("Type at most {most} postcodes.").format(most=MOST_POSTCODES))
    cells: dict[str, BaseGeometry] = {}
    for each in written:
        try:
            located = places.gazetteer.find(parse_postcode(each))
        except PostcodeError as error:
            raise AreaRefused(str(error)) from error
        cells[str(located.postcode)] = places.gazetteer.cell_at(located.easting, located.northing)
    return replace(_around(list(cells.values()), radius_m, listed(list(cells))), postcodes=tuple(cells))


def around_place(session: Session, places: Places, text: str, radius_m: int) -> AreaName | OwnArea:
    """All within a distance of a postcode, a point or a ward: an area that has a name already, or one to be kept.

    Raises AreaRefused with words for who typed it; GazetteerMissing where it is a postcode and none is there.
    """
    if (point := _point(text)) is not None:
        if radius_m == 0:
            raise AreaRefused(_("A circle needs a distance of at least 1 metre."))
        return AreaName(AreaKind.CIRCLE, f"{point.lat:.6f},{point.lon:.6f}:{radius_m}")
    found = search(session, places, text)
    if len(found.places) != 1:
        advice = _("Type a postcode, the whole name of a ward, or co-ordinates such as 51.5512, -0.1423.")
        raise AreaRefused(found.advice or advice)
    name = found.places[0].name
    if name.kind is AreaKind.POSTCODE:
        return AreaName(AreaKind.POSTCODE, f"{name.rest}:{radius_m}")
    watch = watch_area(session, places, name)
    if watch.area is None or name.kind is AreaKind.AUTHORITY:
        raise AreaRefused(_("A council is watched whole, without a distance. Type a postcode or a ward."))
    return _around([watch.area.core], radius_m, watch.label)


def listed(names: Sequence[str]) -> str:
    """A few names, and how many more: `Highgate, Gospel Oak and 2 more`; as it is kept, to be said by `said`."""
    shown, more = ", ".join(names[:_MOST_NAMED]), len(names) - _MOST_NAMED
    return f"{shown} and {more} more" if more > 0 else shown


def _around(cores: Sequence[BaseGeometry], radius_m: int, label: str) -> OwnArea:
    if radius_m:
        label = f"the area within {radius_m:,} m of {label}"
    return OwnArea(Area(_joined(cores), float(radius_m)), label)


def _joined(parts: Sequence[BaseGeometry]) -> BaseGeometry:
    """All parts as one; those of a coast with too many corners are refused rather than drawn more simply."""
    if sum(int(shapely.get_num_coordinates(part)) for part in parts) > MOST_CORNERS:
        raise AreaRefused(_("These are too much for one area. Choose fewer, or watch the whole council."))
    return shapely.union_all(list(parts))


def _point(text: str) -> LonLat | None:
    """Co-ordinates somebody typed; None where the words are something else."""
    try:
        return read_corner(text)
    except (ShapeRefused, OutsideGreatBritain) as error:
        raise AreaRefused(_("That is not in Great Britain. Type latitude, then longitude.")) from error
