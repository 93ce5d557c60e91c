"""The places where the demonstration may put an application: real postcodes, with nobody's address."""

from collections.abc import Iterable
from typing import NamedTuple

from geo.gazetteer import Gazetteer, Located


class Plot(NamedTuple):
    """A postcode as people write it, and its grid point (EPSG:27700 metres)."""

    postcode: str
    easting: float
    northing: float


def plots_of(gazetteer: Gazetteer, authority: str) -> tuple[Plot, ...]:
    """The postcodes of an authority that are places where people live or work; delivery offices are left out."""
    return tuple(_plots(gazetteer.postcodes_of_authority(authority)))


def _plots(postcodes: Iterable[Located]) -> Iterable[Plot]:
    for located in postcodes:
        if not located.is_po_box_like:
            yield Plot(located.postcode.display, located.easting, located.northing)
