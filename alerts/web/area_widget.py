"""The list of an area as other websites show it in a frame: what it says, its address, and the lines to copy."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from markupsafe import Markup, escape
from sqlalchemy.orm import Session

from alerts.domain.paths import area_path
from alerts.domain.watch_area import AreaName, WatchArea
from alerts.language import _
from alerts.services import coverage
from alerts.services.area_list import AreaList, area_items
from alerts.web.addresses import to
from alerts.web.area_documents import area_heading
from alerts.web.area_query import AreaQuery, parameters, showing_address
from alerts.web.context import SiteContext
from alerts.web.forms import Fields, row_number, single
from alerts.web.list_view import list_view
from alerts.web.listed import Item
from alerts.web.maps import framed_map

USUAL_ROWS, MOST_ROWS = 5, 20
_HEIGHT_PX, _ROW_PX = 300, 145


@dataclass(frozen=True)
class Widget:
    """All that the page for frames says. `page` is the address of the area's own page with the same filters."""

    heading: str
    page: str
    map: Markup
    items: tuple[Item, ...]
    nothing: str
    warnings: tuple[str, ...]
    names_council: bool


def widget(session: Session, context: SiteContext, watch: WatchArea, query: AreaQuery, rows: int) -> Widget:
    """Gather the page for frames: the first rows of the list."""
    today = context.today()
    items = area_items(session, watch, query.showing, today).items[:rows]
    path = to(area_path(watch.name))
    found = list_view(AreaList(items, len(items), 1, is_cut=False), watch, query, path, today)
    return Widget(
        heading=area_heading(watch),
        page=showing_address(path, query.showing),
        map=framed_map(session, context, watch, items),
        items=found.items,
        nothing=found.nothing,
        warnings=coverage.warnings(session, watch.authorities, context.clock()),
        names_council=len(watch.authorities) != 1,
    )


def asked_rows(given: Fields, errors: dict[str, str]) -> int:
    """How many applications are asked for; what cannot be understood goes into the errors."""
    rows = row_number(single(given, "rows", str(USUAL_ROWS)))
    if rows is not None and 1 <= rows <= MOST_ROWS:
        return rows
    errors["rows"] = _("Choose from 1 to {most} applications.").format(most=MOST_ROWS)
    return USUAL_ROWS


def widget_path(name: AreaName, query: AreaQuery, rows: int) -> str:
    """`/areas/ward/E05013658/widget?rows=5`, in the language spoken."""
    path, _mark, distance = area_path(name).partition("?")
    address = showing_address(f"{path}/widget{'?' if distance else ''}{distance}", query.showing)
    return to(f"{address}{'&' if '?' in address else '?'}rows={rows}")


def embed_path(name: AreaName, query: AreaQuery) -> str:
    """The page with the lines to copy for just this list."""
    return to(f"/embed?{urlencode([('area', str(name)), *parameters(query.showing)])}")


def lines_to_copy(address: str, title: str, rows: int) -> str:
    """The frame as HTML, for a page of somebody else's. Which page that is we need not know."""
    attributes: Mapping[str, str] = {
        "src": address,
        "title": title,
        "width": "100%",
        "height": str(frame_height_px(rows)),
        "loading": "lazy",
        "referrerpolicy": "no-referrer",
        "style": "border: 0",
    }
    written = " ".join(f'{name}="{escape(value)}"' for name, value in attributes.items())
    return f"<iframe {written}></iframe>"


def frame_height_px(rows: int) -> int:
    """As high as a frame as wide as our own pages needs to be, as measured with a city's applications: one of 760
    pixels still shows all of ten rows. What does not fit can be scrolled.
    """
    return _HEIGHT_PX + _ROW_PX * rows
