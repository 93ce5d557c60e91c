"""The formats that an area's list can be had in: each one file with one function, by the ending of its address."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from alerts.syndication.area_atom import write_atom
from alerts.syndication.area_csv import write_csv
from alerts.syndication.area_document import REFRESH_MINUTES, AreaDocument, Publication
from alerts.syndication.area_geojson import write_list
from alerts.syndication.area_ical import write_calendar
from alerts.syndication.area_json import write_json
from alerts.syndication.area_planningalerts import write_planningalerts
from alerts.syndication.area_rss import write_rss


class AreaFormat(NamedTuple):
    """What the file is to those who ask for it, what writes it, and how long it may be kept."""

    content_type: str
    write: Callable[[AreaDocument, Publication], str]
    seconds: int = REFRESH_MINUTES * 60


AREA_FORMATS: Mapping[str, AreaFormat] = {
    "rss": AreaFormat("application/rss+xml; charset=utf-8", write_rss),
    "atom": AreaFormat("application/atom+xml; charset=utf-8", write_atom),
    "json": AreaFormat("application/feed+json", write_json),
    "csv": AreaFormat("text/csv; charset=utf-8; header=present", write_csv),
    "ics": AreaFormat("text/calendar; charset=utf-8", write_calendar),
    "xml": AreaFormat("application/xml; charset=utf-8", write_planningalerts),
    # The page's own map takes this, and shows what the page beside it shows.
    "geojson": AreaFormat("application/geo+json", write_list, seconds=60),
}
