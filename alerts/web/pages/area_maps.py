"""What moving maps ask for beside the files of an area: one application, and the ground within a box."""

import shapely
from flask import Response, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from alerts.db import boundaries
from alerts.domain.application import Application, ApplicationKey
from alerts.services.ground import ground_around
from alerts.services.listing import application_page
from alerts.syndication.area_document import AreaDocument, Entry
from alerts.syndication.area_formats import AREA_FORMATS
from alerts.syndication.area_geojson import collection, write_list
from alerts.syndication.naming import item_id
from alerts.syndication.record import box_in_degrees
from alerts.web.addresses import to
from alerts.web.area_ground import ground_text
from alerts.web.context import SiteContext
from alerts.web.forms import single
from alerts.web.listed import item
from alerts.web.map_ground import ground_features, read_box
from alerts.web.routing import Route
from geo.area import Area
from geo.errors import OutsideGreatBritain

_AROUND_M = 150.0
_GROUND_SECONDS = 3_600
"""Boundaries and postcodes change a few times a year."""


def application_map(context: SiteContext, authority: str, reference: str) -> ResponseReturnValue:
    """The site of one application, as a list of one."""
    with context.database.reading() as session:
        found = application_page(session, ApplicationKey(authority.upper(), reference))
    application = found.application
    line = item(1, application, context.today())
    page = context.site.base_url + to(line.path)
    entry = Entry(
        item_id(context.site.base_url, application, found.story),
        1,
        application,
        line.stage,
        line.headline,
        page,
        line.status_words,
        line.deadline,
        "",
        found.story,
    )
    entries = (entry,) if application.site else ()
    councils = frozenset({application.authority})
    return _answer(
        write_list(AreaDocument(line.headline, page, None, councils, entries, len(entries), is_cut=False)), 0
    )


def application_ground(context: SiteContext, authority: str, reference: str) -> ResponseReturnValue:
    """The constraint areas and outlines around one application."""
    with context.database.reading() as session:
        site = _application(session, authority, reference).site
        around = Area(site.geometry, _AROUND_M) if site else None
        ground = ground_around(session, around, context.today())
    return _answer(ground_text(context, ground), _GROUND_SECONDS)


def ground_in_box(context: SiteContext) -> ResponseReturnValue:
    """Councils, wards and postcodes within `bbox`, four numbers in degrees; its own `bbox` holds all councils known."""
    box = read_box(single(request.args, "bbox"))
    with context.database.reading() as session:
        found = list(ground_features(session, context.places.gazetteer, box))
        known = boundaries.extent(session)
    return _answer(collection(found, {"bbox": _degrees(known)} if known else None), _GROUND_SECONDS)


def _degrees(known: tuple[float, float, float, float]) -> list[float] | None:
    """The box of all councils; None for all of Britain, whose corners lie too far out at sea."""
    try:
        return box_in_degrees(shapely.box(*known))
    except OutsideGreatBritain:
        return None


def _application(session: Session, authority: str, reference: str) -> Application:
    return application_page(session, ApplicationKey(authority.upper(), reference)).application


def _answer(document: str, seconds: int) -> Response:
    answer = Response(document, content_type=AREA_FORMATS["geojson"].content_type)
    answer.headers["X-Robots-Tag"] = "noindex"
    if seconds:
        answer.headers["Cache-Control"] = f"public, max-age={seconds}"
    answer.add_etag()
    answer.make_conditional(request)
    return answer


ROUTES = (
    Route("/areas/application/<authority>/<path:reference>/map.geojson", application_map),
    Route("/areas/application/<authority>/<path:reference>/ground.geojson", application_ground),
    Route("/areas/ground.geojson", ground_in_box),
)
