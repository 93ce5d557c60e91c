"""The ground around an area, its councils, wards and constraint areas, for the map of its own page."""

import hashlib

from flask import Response, request

from alerts.domain.constraint_wording import kinds_words
from alerts.domain.paths import area_path
from alerts.domain.watch_area import AreaKind, AreaName
from alerts.domain.wording import first_large
from alerts.services.areas import watch_area
from alerts.services.ground import Ground, ground_around
from alerts.syndication.area_formats import AREA_FORMATS
from alerts.syndication.area_geojson import collection, outline
from alerts.web.area_documents import whole
from alerts.web.context import SiteContext

_SECONDS = 3_600


def ground_file(context: SiteContext, name: AreaName) -> Response:
    """The councils, wards and constraint areas around an area, as GeoJSON."""
    with context.database.reading() as session:
        watch = watch_area(session, context.places, name)
        ground = ground_around(session, watch.area, context.today())
    response = Response(ground_text(context, ground), content_type=AREA_FORMATS["geojson"].content_type)
    response.cache_control.max_age = _SECONDS
    if name.kind is AreaKind.SHAPE:
        response.cache_control.private = True
    else:
        response.cache_control.public = True
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:32])
    response.make_conditional(request)
    return response


def ground_text(context: SiteContext, ground: Ground) -> str:
    """The ground as GeoJSON, each outline with the address of its own area."""
    around = [
        outline(
            each.geometry,
            role=each.kind,
            code=each.code,
            name=each.name,
            link=whole(context, area_path(AreaName(AreaKind(each.kind), each.code))),
        )
        for each in ground.boundaries
    ]
    restricted = [
        outline(
            each.geometry,
            role="constraint",
            kind=each.kind,
            kind_words=first_large(kinds_words([each.kind])),
            name=each.name,
            entity=each.entity,
            link=whole(context, area_path(AreaName(AreaKind.CONSTRAINT, str(each.entity)))),
        )
        for each in ground.constraints
    ]
    return collection([*around, *restricted])
