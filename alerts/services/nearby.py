"""The watch area for somebody who says where they stand: the nearest postcode's, or a circle where none is near."""

import re

from alerts.domain.errors import AreaRefused
from alerts.domain.watch_area import AreaKind, AreaName
from alerts.language import _
from alerts.services.areas import Places
from geo.errors import OutsideGreatBritain
from geo.grid import is_in_great_britain, to_grid

NEAR_M = 250.0
CIRCLE_M = 400
_CENTRE = re.compile(r"(-?[0-9]{1,2}(?:\.[0-9]{1,9})?),(-?[0-9]{1,3}(?:\.[0-9]{1,9})?)")
_DECIMALS = 4
"""About ten metres: enough to tell one postcode from the next."""


def area_at(places: Places, centre: str) -> AreaName:
    """The area at `LAT,LON`, in degrees. Raises AreaRefused outside Great Britain, GazetteerMissing."""
    written = _CENTRE.fullmatch(centre)
    if written is None:
        raise AreaRefused(_("A position is written as latitude,longitude, for example 51.5509,-0.1413."))
    lat, lon = (round(float(degrees), _DECIMALS) for degrees in written.groups())
    if not is_in_great_britain(lon, lat):
        raise _elsewhere()
    try:
        easting, northing = to_grid(lon, lat)
    except OutsideGreatBritain as error:
        raise _elsewhere() from error
    nearest = places.gazetteer.nearest(easting, northing)
    if nearest is None:
        raise _elsewhere()
    if nearest.distance_m <= NEAR_M:
        return AreaName(AreaKind.POSTCODE, nearest.postcode.compact)
    return AreaName(AreaKind.CIRCLE, f"{lat:g},{lon:g}:{CIRCLE_M}")


def _elsewhere() -> AreaRefused:
    return AreaRefused(
        _(
            "You seem to be outside Great Britain, where we know of no applications. Type the postcode of a place"
            " there."
        )
    )
