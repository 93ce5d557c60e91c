"""A watch area as its page shows it: gathered once from the stores, with the form as it was typed."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy.orm import Session

from alerts.db import boundaries
from alerts.domain.paths import area_path
from alerts.domain.watch_area import AreaKind, AreaName, WatchArea
from alerts.services import coverage
from alerts.services.area_list import area_list
from alerts.services.areas import boundary_label
from alerts.services.former_places import former_place
from alerts.services.searching import Place
from alerts.web.addresses import to
from alerts.web.area_documents import area_heading
from alerts.web.area_query import AreaQuery, parameters, showing_address
from alerts.web.area_widget import embed_path
from alerts.web.context import SiteContext
from alerts.web.file_links import FileLinks, file_links
from alerts.web.forecast_view import ForecastView, forecast_view
from alerts.web.former_view import FormerView, former_view
from alerts.web.list_view import ListView, list_view
from alerts.web.maps import area_map
from alerts.web.numbers_view import NumbersView, numbers_view
from alerts.web.postcode_notices import postcode_notices
from geo.boundaries import Boundary, BoundaryKind


@dataclass(frozen=True)
class AreaPage:
    """All that the page of an area says. `numbers` are those of a ward or a council, None of any other area;
    `radius_m` is None for an area without a margin to choose; `path` is its address without filters, `form_path`
    that without a distance either. `former` says what became of a ward or a council that is no more, and
    `boundary_year` of when the boundary of one is.
    """

    watch: WatchArea
    heading: str
    path: str
    query: AreaQuery
    list: ListView
    forecast: ForecastView
    numbers: NumbersView | None
    warnings: tuple[str, ...]
    notices: tuple[str, ...]
    neighbours: tuple[Place, ...]
    files: FileLinks
    map: Markup
    radius_m: int | None
    former: FormerView | None = None
    boundary_year: str = ""

    @property
    def form_path(self) -> str:
        return self.path.partition("?")[0]

    @property
    def here(self) -> str:
        """The address of just what is shown."""
        return showing_address(self.path, self.query.showing, self.query.page)

    @property
    def embed(self) -> str:
        """The page with the lines by which another website shows this list."""
        return embed_path(self.watch.name, self.query)

    @property
    def carried(self) -> tuple[tuple[str, str], ...]:
        """What a form for another distance keeps of the query."""
        return tuple(parameters(self.query.showing))


def area_page(session: Session, context: SiteContext, watch: WatchArea, query: AreaQuery) -> AreaPage:
    """Gather the page of an area."""
    today = context.today()
    found = area_list(session, watch, query.showing, today, query.page)
    path = to(area_path(watch.name))
    wards = list(boundaries.wards_of(session, watch.authority)) if watch.authority else []
    has_numbers = watch.name.kind in (AreaKind.WARD, AreaKind.AUTHORITY)
    has_distance = watch.name.kind in (AreaKind.POSTCODE, AreaKind.CIRCLE)
    return AreaPage(
        watch=watch,
        heading=area_heading(watch),
        path=path,
        query=query,
        list=list_view(found, watch, query, path, today),
        forecast=forecast_view(session, context, watch, query.wishes),
        numbers=numbers_view(session, context, watch, path, wards) if has_numbers else None,
        warnings=coverage.warnings(session, watch.authorities, context.clock()),
        notices=postcode_notices(context, watch),
        neighbours=_neighbours(session, watch, wards),
        files=file_links(context.site.base_url, watch, query.showing),
        map=area_map(session, context, watch, found.items, found.first_number),
        radius_m=int(watch.area.margin_m) if has_distance and watch.area else None,
        former=former_view(former_place(session, watch), watch),
        boundary_year=watch.vintage if has_numbers else "",
    )


def _neighbours(session: Session, watch: WatchArea, wards: Sequence[Boundary]) -> tuple[Place, ...]:
    """The wards and councils that the area touches, or the wards of a council."""
    if watch.name.kind is AreaKind.AUTHORITY:
        return tuple(Place(AreaName(AreaKind.WARD, ward.code), ward.name) for ward in wards)
    if watch.area is None:
        return ()
    reach = watch.area.core.buffer(watch.area.margin_m) if watch.area.margin_m else watch.area.core
    found = [boundary for kind in BoundaryKind for boundary in boundaries.touching(session, kind, reach)]
    places = (Place(AreaName(AreaKind(each.kind), each.code), boundary_label(each)) for each in found)
    return tuple(place for place in places if place.name != watch.name)
