"""A watch area as its page shows it: gathered once from the stores, with the form as it was typed."""

from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy.orm import Session

from alerts.db import boundaries
from alerts.domain.watch_area import AreaKind, AreaName, WatchArea
from alerts.domain.wording import about_area
from alerts.services import coverage
from alerts.services.areas import boundary_label
from alerts.services.listing import NEWEST, applications_a_month, applications_in
from alerts.services.searching import Place
from alerts.web.context import SiteContext
from alerts.web.listed import Item, item
from alerts.web.maps import area_map
from geo.boundaries import BoundaryKind
from geo.errors import PostcodeError
from geo.gazetteer import Listing
from geo.postcode import parse_postcode

RADII = (0, 100, 200, 400, 800, 1_600, 3_000, 5_000)
"""The distances offered, in metres; any whole number up to the last can stand in the address."""


@dataclass(frozen=True)
class AreaPage:
    """All that the page of an area says. `radius_m` is None for an area without a margin to choose."""

    watch: WatchArea
    heading: str
    items: tuple[Item, ...]
    is_cut: bool
    pace: str
    warnings: tuple[str, ...]
    notices: tuple[str, ...]
    neighbours: tuple[Place, ...]
    map: Markup
    radius_m: int | None

    @property
    def radii(self) -> tuple[int, ...]:
        """The distances to choose from, the one in use among them."""
        return tuple(sorted({*RADII, self.radius_m or 0}))


def area_page(session: Session, context: SiteContext, watch: WatchArea) -> AreaPage:
    """Gather the page of an area."""
    today = context.today()
    found = applications_in(session, watch)
    items = tuple(
        item(number, listed.application, today, watch, listed.reach) for number, listed in enumerate(found, 1)
    )
    is_postcode = watch.name.kind is AreaKind.POSTCODE
    return AreaPage(
        watch=watch,
        heading=f"Planning applications {about_area(watch)}",
        items=items,
        is_cut=len(items) >= NEWEST,
        pace=pace_words(applications_a_month(session, watch, today)),
        warnings=coverage.warnings(session, watch.authorities, context.clock()),
        notices=_notices(context, watch),
        neighbours=_neighbours(session, watch),
        map=area_map(session, context, watch, found),
        radius_m=int(watch.area.margin_m) if is_postcode and watch.area else None,
    )


def pace_words(a_month: float) -> str:
    """How many applications a month to expect, in words."""
    if a_month < 0.5:
        return "less than one application a month"
    count = round(a_month)
    return f"about {count:,} application{'' if count == 1 else 's'} a month"


def _notices(context: SiteContext, watch: WatchArea) -> tuple[str, ...]:
    """What is odd about a postcode: that it is no place where somebody lives, or is in no live list."""
    if watch.postcode is None:
        return ()
    try:
        located = context.places.gazetteer.find(parse_postcode(watch.postcode))
    except PostcodeError:
        return ()
    said = []
    if located.is_po_box_like:
        said.append(
            f"{watch.postcode} looks like a PO box or a delivery office, so its place on the map may not be where"
            " you are. Use the postcode of the place you want to watch."
        )
    if located.listing is Listing.UNLISTED:
        said.append(
            f"{watch.postcode} is not in the current list of postcodes: it has ended or is newer than our list"
            f" ({context.places.gazetteer.vintage}). We show where it was last known to be."
        )
    return tuple(said)


def _neighbours(session: Session, watch: WatchArea) -> tuple[Place, ...]:
    """The wards and councils that the area touches, or the wards of a council."""
    if watch.name.kind is AreaKind.AUTHORITY:
        wards = boundaries.wards_of(session, watch.authority or "")
        return tuple(Place(AreaName(AreaKind.WARD, ward.code), ward.name) for ward in wards)
    if watch.area is None:
        return ()
    reach = watch.area.core.buffer(watch.area.margin_m) if watch.area.margin_m else watch.area.core
    found = [boundary for kind in BoundaryKind for boundary in boundaries.touching(session, kind, reach)]
    places = (Place(AreaName(AreaKind(each.kind), each.code), boundary_label(each)) for each in found)
    return tuple(place for place in places if place.name != watch.name)
