"""An area's list and its ground as files for other programs, and for the map of its own page."""

import hashlib
import json

from flask import Response, request
from sqlalchemy.orm import Session

from alerts.domain.constraint_wording import kinds_words
from alerts.domain.paths import application_path, area_path
from alerts.domain.watch_area import AreaKind, AreaName, WatchArea
from alerts.domain.wording import about_area, first_large
from alerts.language import _
from alerts.services.area_list import AreaList, area_list
from alerts.services.areas import watch_area
from alerts.services.ground import Ground, ground_around
from alerts.syndication.area_document import AreaDocument, Entry
from alerts.syndication.area_formats import AREA_FORMATS
from alerts.syndication.area_geojson import collection, outline
from alerts.web.addresses import to
from alerts.web.area_query import AreaQuery, area_query, showing_address
from alerts.web.context import SiteContext
from alerts.web.listed import item

_GEOJSON = AREA_FORMATS["geojson"].content_type
_LIST_SECONDS = 60
_GROUND_SECONDS = 3_600


def area_file(context: SiteContext, name: AreaName, ending: str) -> Response:
    """What the page of an area shows, in one of the formats; 400 with what is wrong with the filters."""
    query = area_query(request.args)
    if query.errors:
        return _refused(query)
    form = AREA_FORMATS[ending]
    with context.database.reading() as session:
        watch = watch_area(session, context.places, name)
        document = _document(session, context, watch, query)
    return _kept(form.write(document), form.content_type, watch, _LIST_SECONDS)


def ground_file(context: SiteContext, name: AreaName) -> Response:
    """The councils, wards and constraint areas around an area, as GeoJSON."""
    with context.database.reading() as session:
        watch = watch_area(session, context.places, name)
        ground = ground_around(session, watch.area, context.today())
    return _kept(ground_text(context, ground), _GEOJSON, watch, _GROUND_SECONDS)


def area_heading(watch: WatchArea) -> str:
    """What the page of an area, and its files, are called."""
    return _("Planning applications {about}").format(about=about_area(watch))


def _document(session: Session, context: SiteContext, watch: WatchArea, query: AreaQuery) -> AreaDocument:
    found = area_list(session, watch, query.showing, context.today(), query.page)
    return AreaDocument(
        title=area_heading(watch),
        page=_whole(context, showing_address(area_path(watch.name), query.showing, query.page)),
        area=None if watch.authority is not None and watch.area is None else watch.area,
        entries=_entries(context, watch, found),
        total=found.total,
        is_cut=found.is_cut,
    )


def _entries(context: SiteContext, watch: WatchArea, found: AreaList) -> tuple[Entry, ...]:
    today = context.today()
    lines = (
        (item(number, listed.application, today, watch, listed.reach), listed.application)
        for number, listed in enumerate(found.items, found.first_number)
    )
    return tuple(
        Entry(
            number=line.number,
            application=application,
            stage=line.stage,
            headline=line.headline,
            page=_whole(context, application_path(application.key)),
            status=line.status_words,
            deadline=line.deadline,
            where=line.where,
        )
        for line, application in lines
    )


def ground_text(context: SiteContext, ground: Ground) -> str:
    """The ground as GeoJSON, each outline with the address of its own area."""
    around = [
        outline(
            each.geometry,
            role=each.kind,
            code=each.code,
            name=each.name,
            link=_whole(context, area_path(AreaName(AreaKind(each.kind), each.code))),
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
            link=_whole(context, area_path(AreaName(AreaKind.CONSTRAINT, str(each.entity)))),
        )
        for each in ground.constraints
    ]
    return collection([*around, *restricted])


def _whole(context: SiteContext, path: str) -> str:
    return context.site.base_url + to(path)


def _kept(body: str, content_type: str, watch: WatchArea, seconds: int) -> Response:
    """The file with what lets a browser ask for it again only where it has changed. A drawn area's is its owner's."""
    response = Response(body, content_type=content_type)
    response.cache_control.max_age = seconds
    if watch.name.kind is AreaKind.SHAPE:
        response.cache_control.private = True
    else:
        response.cache_control.public = True
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:32])
    response.make_conditional(request)
    return response


def _refused(query: AreaQuery) -> Response:
    """What cannot be understood, as problem details (RFC 9457)."""
    problem = {
        "title": _("That filter cannot be used"),
        "status": 400,
        "detail": " ".join(words for _name, words in query.errors),
        "parameters": dict(query.errors),
    }
    return Response(json.dumps(problem, ensure_ascii=False), 400, content_type="application/problem+json")
