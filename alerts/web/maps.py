"""Maps for pages: which sites and which ground a drawing gets, and the acknowledgements under it."""

from collections.abc import Sequence
from dataclasses import replace

import shapely
from markupsafe import Markup
from sqlalchemy.orm import Session

from alerts.db import boundaries
from alerts.domain.application import Application
from alerts.domain.paths import application_path
from alerts.domain.watch_area import WatchArea
from alerts.domain.wording import about_area, headline
from alerts.drawing.area_map import SIZE_PX, MapContext, MapSite, Outline, draw_area_map
from alerts.drawing.context import map_context
from alerts.drawing.scene import stage_of
from alerts.language import _
from alerts.services.listing import Listed
from alerts.web.addresses import to
from alerts.web.context import SiteContext
from geo.area import Area
from geo.boundaries import Boundary, BoundaryKind
from geo.boundary_licence import boundary_licence_lines
from geo.errors import GazetteerMissing

SMALL_PX = (480, 360)
FRAMED_PX = (360, 270)
THUMB_PX = (240, 180)
MOST_THUMB_BYTES = 10_000
_AROUND_M = 150.0


def area_map(
    session: Session, context: SiteContext, watch: WatchArea, found: Sequence[Listed], first_number: int = 1
) -> Markup:
    """The map of an area with the applications of its list, under the same numbers."""
    sites = tuple(
        _site(number, listed.application)
        for number, listed in enumerate(found, first_number)
        if listed.application.site is not None
    )
    title = _("Map of planning applications {about}").format(about=about_area(watch))
    return _drawn(session, context, watch.area, sites, title)


def framed_map(session: Session, context: SiteContext, watch: WatchArea, found: Sequence[Listed]) -> Markup:
    """A small map of an area and its list, without links: they would lead to pages that refuse to be in a frame."""
    sites = tuple(
        replace(_site(number, listed.application), link="")
        for number, listed in enumerate(found, 1)
        if listed.application.site is not None
    )
    title = _("Map of planning applications {about}").format(about=about_area(watch))
    return _drawn(session, context, watch.area, sites, title, FRAMED_PX)


def site_map(session: Session, context: SiteContext, application: Application) -> Markup | None:
    """A small map of where one application lies; None where that is not known."""
    if application.site is None:
        return None
    title = _("Map of application {reference}").format(reference=application.reference)
    return _drawn(session, context, None, (_site(1, application),), title, SMALL_PX)


def small_map(session: Session, watch: WatchArea) -> str:
    """A picture of an area alone, with the outlines around it where that stays small."""
    title = _("Map of the area {place}").format(place=about_area(watch))
    near = tuple(Outline("", each.geometry) for each in _near(session, watch.area, ()))
    drawn = draw_area_map(watch.area, (), MapContext(outlines=near), size_px=THUMB_PX, title=title)
    if len(drawn.encode()) <= MOST_THUMB_BYTES:
        return drawn
    return draw_area_map(watch.area, (), MapContext(), size_px=THUMB_PX, title=title)


def licence_lines(context: SiteContext) -> tuple[str, ...]:
    """The acknowledgements owed where postcodes and boundaries are shown; none where there are neither."""
    of_boundaries = boundary_lines(context)
    try:
        return (*context.places.gazetteer.licence_lines, *of_boundaries)
    except GazetteerMissing:
        return of_boundaries


def boundary_lines(context: SiteContext) -> tuple[str, ...]:
    """The acknowledgement owed for boundaries; those of a demonstration are invented."""
    if context.is_demonstration:
        return ()
    with context.database.reading() as session:
        year = boundaries.newest_vintage(session)
    return boundary_licence_lines([year] if year else [])


def _drawn(
    session: Session,
    context: SiteContext,
    area: Area | None,
    sites: Sequence[MapSite],
    title: str,
    size_px: tuple[int, int] = SIZE_PX,
) -> Markup:
    """The one place that trusts a text as markup: the drawing escapes whatever words it is given."""
    near = _near(session, area, sites)
    try:
        ground = map_context(context.places.gazetteer, near, area, sites, size_px=size_px)
    except GazetteerMissing:
        ground = MapContext(outlines=tuple(Outline(each.name, each.geometry) for each in near))
    return Markup(draw_area_map(area, sites, ground, size_px=size_px, title=title))  # noqa: S704


def _near(session: Session, area: Area | None, sites: Sequence[MapSite]) -> list[Boundary]:
    """The wards and councils that the map may show."""
    shown = [area.core.buffer(area.margin_m)] if area else [site.geometry for site in sites]
    if not shown:
        return []
    ground = shapely.box(*shapely.total_bounds(shown)).buffer(_AROUND_M)
    return [found for kind in BoundaryKind for found in boundaries.touching(session, kind, ground)]


def _site(number: int, application: Application) -> MapSite:
    if application.site is None:
        raise ValueError("an application without a site is on no map")
    return MapSite(
        number=number,
        geometry=application.site.geometry,
        stage=stage_of(application),
        label=headline(application.description),
        link=to(application_path(application.key)),
    )
