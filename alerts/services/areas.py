"""Turns the name of an area into the place itself, asking the gazetteer and the boundaries."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from alerts.db import applications, boundaries, constraints, subscriptions
from alerts.db.mapping import watch_area_from_row
from alerts.domain.application import ApplicationKey
from alerts.domain.authorities import authority_by_code
from alerts.domain.constraint_wording import constraint_label
from alerts.domain.errors import AreaRefused, NotFound
from alerts.domain.retelling import said
from alerts.domain.watch_area import AreaKind, AreaName, WatchArea, read_radius
from alerts.language import _
from geo.area import Area
from geo.boundaries import Boundary, BoundaryKind
from geo.errors import GeoError, OutsideGreatBritain, PostcodeError
from geo.gazetteer import Gazetteer, Listing
from geo.postcode import parse_postcode
from geo.shapes import circle

_LONGEST_ENTITY = 15


@dataclass(frozen=True)
class Places:
    """Where areas are looked up, and how large a drawn one may be."""

    gazetteer: Gazetteer
    default_radius_m: int
    max_area_km2: float


def watch_area(session: Session, places: Places, name: AreaName) -> WatchArea:
    """The place that a name means. Raises AreaRefused or NotFound with words for the person;
    GazetteerMissing where a postcode is asked for and no gazetteer has been built.
    """
    makers = {
        AreaKind.POSTCODE: _postcode,
        AreaKind.WARD: _ward,
        AreaKind.AUTHORITY: _authority,
        AreaKind.CIRCLE: _circle,
        AreaKind.SHAPE: _shape,
        AreaKind.APPLICATION: _application,
        AreaKind.CONSTRAINT: _constraint,
    }
    return makers[name.kind](session, places, name.rest)


def _postcode(session: Session, places: Places, rest: str) -> WatchArea:
    written, _colon, radius = rest.partition(":")
    radius_m = read_radius(radius) if radius else places.default_radius_m
    try:
        located = places.gazetteer.find(parse_postcode(written))
    except PostcodeError as error:
        raise AreaRefused(said(str(error))) from error
    area = Area(places.gazetteer.cell_at(located.easting, located.northing), float(radius_m))
    postcode = str(located.postcode)
    around = f"within {radius_m:,} m of {postcode}" if radius_m else f"in {postcode}"
    own = {located.authority} if located.authority else set()
    return WatchArea(
        name=AreaName(AreaKind.POSTCODE, f"{located.postcode.compact}:{radius_m}"),
        label=around,
        area=area,
        postcode=postcode,
        authorities=authorities_touched(session, area) | own,
        vintage=places.gazetteer.vintage if located.listing is Listing.LIVE else "unlisted postcode",
    )


def _ward(session: Session, _places: Places, rest: str) -> WatchArea:
    found = boundaries.boundary(session, BoundaryKind.WARD, rest)
    if found is None:
        raise NotFound(
            _("We know no ward with the code {code}. Search for its name on the home page.").format(
                code=rest[:20]
            )
        )
    area = Area(found.geometry, 0.0)
    return WatchArea(
        name=AreaName(AreaKind.WARD, found.code),
        label=boundary_label(found),
        area=area,
        authorities=frozenset({found.parent} if found.parent else authorities_touched(session, area)),
        vintage=str(found.vintage),
    )


def boundary_label(boundary: Boundary) -> str:
    """A boundary named for a list, a ward with its council."""
    if boundary.kind is BoundaryKind.AUTHORITY:
        return boundary.name
    council = authority_by_code(boundary.parent or "")
    return f"{boundary.name} ward" + (f", {council.name}" if council else "")


def _authority(session: Session, _places: Places, rest: str) -> WatchArea:
    known = authority_by_code(rest)
    found = boundaries.boundary(session, BoundaryKind.AUTHORITY, rest)
    if known is None and found is None:
        raise NotFound(
            _("We know no council with the code {code}. Search for its name on the home page.").format(
                code=rest[:20]
            )
        )
    return WatchArea(
        name=AreaName(AreaKind.AUTHORITY, rest),
        label=known.name if known else found.name if found else rest,
        area=Area(found.geometry, 0.0) if found else None,
        authority=rest,
        authorities=frozenset({rest}),
        vintage=str(found.vintage) if found else "",
    )


def _circle(session: Session, _places: Places, rest: str) -> WatchArea:
    centre, _colon, radius = rest.partition(":")
    latitude, _comma, longitude = centre.partition(",")
    radius_m = read_radius(radius)
    if radius_m == 0:
        raise AreaRefused(_("A circle needs a radius of at least 1 metre."))
    try:
        lat, lon = round(float(latitude), 6), round(float(longitude), 6)
        area = circle(lon, lat, float(radius_m))
    except (ValueError, OverflowError) as error:
        raise AreaRefused(
            _("A circle is written as latitude,longitude:metres, for example 51.55,-0.14:400.")
        ) from error
    except (OutsideGreatBritain, GeoError) as error:
        raise AreaRefused(_("The centre of the circle is outside Great Britain.")) from error
    return WatchArea(
        name=AreaName(AreaKind.CIRCLE, f"{_degrees(lat)},{_degrees(lon)}:{radius_m}"),
        label=f"within {radius_m:,} m of {lat:.5f}, {lon:.5f}",
        area=area,
        authorities=authorities_touched(session, area),
    )


def _degrees(value: float) -> str:
    """Six decimals, a tenth of a metre, without zeros at the end: two circles of one name are one circle."""
    return f"{value:.6f}".rstrip("0").rstrip(".")


def _shape(session: Session, _places: Places, rest: str) -> WatchArea:
    row = subscriptions.watch_area_row(session, AreaName(AreaKind.SHAPE, rest))
    if row is None:
        raise NotFound(
            _("We know no drawn area of this name. Draw it again, or choose a postcode or a ward.")
        )
    return watch_area_from_row(row)


def _application(session: Session, _places: Places, rest: str) -> WatchArea:
    authority, _colon, reference = rest.partition(":")
    row = applications.by_key(session, ApplicationKey(authority, reference))
    if row is None or row.quarantine is not None:
        raise NotFound(_("We know no application of this reference with this council."))
    return WatchArea(
        name=AreaName(AreaKind.APPLICATION, f"{row.authority}:{row.reference}"),
        label=f"application {row.reference}",
        application=ApplicationKey(row.authority, row.reference),
        authorities=frozenset({row.authority}),
    )


def _constraint(session: Session, _places: Places, rest: str) -> WatchArea:
    """As it stands today, or as somebody watches it who asked before it ended or went."""
    is_number = rest.isascii() and rest.isdigit() and len(rest) <= _LONGEST_ENTITY
    found = constraints.by_entity(session, int(rest)) if is_number else None
    if found is None or found.end_date is not None:
        row = subscriptions.watch_area_row(session, AreaName(AreaKind.CONSTRAINT, rest))
        if row is None:
            raise NotFound(
                _(
                    "We know no conservation area or other protected area of this number that is in force. Search for"
                    " its name on the home page."
                )
            )
        return watch_area_from_row(row)
    area = Area(found.geometry, 0.0)
    return WatchArea(
        name=AreaName(AreaKind.CONSTRAINT, str(found.entity)),
        label=constraint_label(found),
        area=area,
        authorities=authorities_touched(session, area),
    )


def authorities_touched(session: Session, area: Area) -> frozenset[str]:
    """The authorities, of those whose boundary is known, that the area and its margin touch."""
    reach = area.core.buffer(area.margin_m) if area.margin_m else area.core
    return frozenset(found.code for found in boundaries.touching(session, BoundaryKind.AUTHORITY, reach))
