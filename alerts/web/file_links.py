"""The addresses at which an area's page offers its list to other programs, with the filters that are chosen; pure."""

from dataclasses import dataclass
from typing import NamedTuple

from alerts.domain.paths import area_file_path
from alerts.domain.showing import Showing
from alerts.domain.watch_area import WatchArea
from alerts.language import _
from alerts.syndication.area_formats import AREA_FORMATS
from alerts.web.addresses import to
from alerts.web.area_query import showing_address

_FEEDS = {"rss": "RSS", "atom": "Atom", "json": "JSON Feed"}
_OF_ONE_COUNCIL = {"geojson": "GeoJSON", "xml": "PlanningAlerts XML"}
_OF_SEVERAL = {"geojson": "GeoJSON"}


class FileLink(NamedTuple):
    """An address of ours, what kind of file is there, and what it is called."""

    path: str
    content_type: str
    words: str


@dataclass(frozen=True)
class FileLinks:
    """`feeds` are for a reader, `calendar` is to be subscribed to by its `webcal` address or taken once, `table` opens
    in a spreadsheet, `others` are for maps and services.
    """

    feeds: tuple[FileLink, ...]
    calendar: FileLink
    webcal: str
    table: FileLink
    others: tuple[FileLink, ...]


def file_links(base_url: str, watch: WatchArea, showing: Showing) -> FileLinks:
    """All files of an area that show this; PlanningAlerts files only of what one council decides."""

    def link(ending: str, words: str) -> FileLink:
        path = to(showing_address(area_file_path(watch.name, ending), showing))
        return FileLink(path, AREA_FORMATS[ending].content_type.partition(";")[0], words)

    others = _OF_ONE_COUNCIL if len(watch.authorities) <= 1 else _OF_SEVERAL
    calendar = link("ics", _("Take it once, as a file"))
    return FileLinks(
        feeds=tuple(link(ending, words) for ending, words in _FEEDS.items()),
        calendar=calendar,
        webcal=f"webcal://{base_url.partition('://')[2]}{calendar.path}",
        table=link("csv", "CSV"),
        others=tuple(link(ending, words) for ending, words in others.items()),
    )
