"""The formats that an area's list can be had in: each one file with one function, by the ending of its address."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from alerts.syndication import area_geojson
from alerts.syndication.area_document import AreaDocument


class AreaFormat(NamedTuple):
    """What the file is to those who ask for it, and what writes it."""

    content_type: str
    write: Callable[[AreaDocument], str]


AREA_FORMATS: Mapping[str, AreaFormat] = {
    "geojson": AreaFormat("application/geo+json", area_geojson.write_list)
}
