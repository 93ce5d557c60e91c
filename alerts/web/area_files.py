"""An area's list as files for other programs: feeds, calendar, spreadsheet, map."""

import json
from datetime import UTC, datetime, time, timedelta

from flask import Response, request
from sqlalchemy.orm import Session

from alerts.db.freshness import Freshness, authorities_in, freshness
from alerts.domain.errors import AreaRefused, NotFound
from alerts.domain.paths import area_file_path
from alerts.domain.retelling import said
from alerts.domain.watch_area import AreaKind, AreaName, WatchArea
from alerts.language import _
from alerts.services.areas import watch_area
from alerts.syndication.area_document import Publication
from alerts.syndication.area_formats import AREA_FORMATS, AreaFormat
from alerts.web.area_documents import GATHERERS, document_of, gather, publication_of, whole
from alerts.web.area_query import AreaQuery, area_query
from alerts.web.area_tags import asked, current_tag, tag_of
from alerts.web.context import SiteContext
from alerts.web.unchanged import Found, note_unchanged
from geo.errors import PostcodeError

_UNKNOWN_SECONDS = 300
_SETTLED_AFTER, _ONE_SECOND = timedelta(minutes=1), timedelta(seconds=1)
_ONE_COUNCIL = "xml"
_FEEDS = ("rss", "atom", "json")
_MAY_GO = frozenset({AreaKind.SHAPE, AreaKind.CONSTRAINT})
"""Areas that are gone once nobody watches them: whether they are there is asked each time."""


def area_file(context: SiteContext, name: AreaName, ending: str) -> Response:
    """What the page of an area shows, in one of the formats; a reader who has it already is told so before anything
    is looked up but the moment of the latest change. 400 or 404 with what is wrong, as problem details.
    """
    form = AREA_FORMATS[ending]
    unchanged = _unchanged(context, name, form)
    if unchanged is not None:
        return unchanged
    query = area_query(request.args)
    if query.errors:
        return _refused(query)
    try:
        return _made(context, name, query, ending)
    except (NotFound, AreaRefused, PostcodeError) as error:
        return _unknown(error)


def _unchanged(context: SiteContext, name: AreaName, form: AreaFormat) -> Response | None:
    tags = request.if_none_match.as_set(include_weak=True)
    if not tags:
        return None
    what = asked(context, request)
    current = current_tag(context, what, tags)
    if current is None or (name.kind in _MAY_GO and not _is_there(context, name)):
        return None
    if name.kind not in _MAY_GO:
        note_unchanged(request.environ, Found(current.authorities, current.fresh, what.day))
    return _kept(Response(status=304), name, form.seconds, current.tag)


def _is_there(context: SiteContext, name: AreaName) -> bool:
    try:
        with context.database.reading() as session:
            watch_area(session, context.places, name)
    except NotFound:
        return False
    return True


def _made(context: SiteContext, name: AreaName, query: AreaQuery, ending: str) -> Response:
    form, what, today = AREA_FORMATS[ending], asked(context, request), context.today()
    with context.database.snapshot() as session:
        watch = watch_area(session, context.places, name)
        if ending == _ONE_COUNCIL and len(watch.authorities) > 1:
            raise NotFound(_several_councils(context, watch))
        found = GATHERERS.get(ending, gather)(session, watch, query, today)
        councils = _councils(session, watch)
        fresh = freshness(session, councils)
        document = document_of(session, context, watch, query, found)
    publication = publication_of(context, watch, query, ending, found, fresh)
    body = form.write(document, publication)
    response = _kept(
        Response(body, content_type=form.content_type),
        name,
        form.seconds,
        tag_of(context, what, councils, fresh),
    )
    last_modified = _last_modified(context, fresh)
    if last_modified is not None:  # given None the library would say that it was now
        response.last_modified = last_modified
    if ending in _FEEDS:
        response.headers["Link"] = _links(publication)
    response.make_conditional(request)
    return response


def _councils(session: Session, watch: WatchArea) -> frozenset[str]:
    """Those any of whose news may change a file of the area, however it is filtered; empty for all that there are."""
    if watch.authority is not None or watch.application is not None:
        return watch.authorities
    found = authorities_in(session, watch)
    return frozenset() if found is None else watch.authorities | found


def _kept(response: Response, name: AreaName, seconds: int, tag: str) -> Response:
    """The file with what lets whoever has it ask for it again only where it has changed. A drawn area's is its
    owner's, and no cache that others share keeps it.
    """
    _keep(response, seconds, is_private=name.kind is AreaKind.SHAPE)
    response.set_etag(tag, weak=True)
    return response


def _keep(response: Response, seconds: int, *, is_private: bool = False) -> None:
    """Any page of any site may read it, as any program may; nobody is known by a cookie here."""
    response.headers["Cache-Control"] = f"max-age={seconds}, {'private' if is_private else 'public'}"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag, Link"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"


def _last_modified(context: SiteContext, fresh: Freshness) -> datetime | None:
    """When the file was last other than it is: at the latest change, as what was held was let go, or as the day began,
    on which words depend. None in the minute after, for seconds are too coarse to tell of two changes within one.
    """
    today = datetime.combine(context.today(), time(), tzinfo=context.timetable.zone)
    latest = max(today, fresh.changed_at or today, fresh.decided_at or today).astimezone(UTC)
    return None if context.clock() - latest < _SETTLED_AFTER else latest.replace(microsecond=0) + _ONE_SECOND


def _links(publication: Publication) -> str:
    hub = f'<{publication.hub_url}>; rel="hub", ' if publication.hub_url else ""
    return f'{hub}<{publication.address}>; rel="self"'


def _several_councils(context: SiteContext, watch: WatchArea) -> str:
    """Where the files of each council are instead."""
    files = (
        whole(context, area_file_path(AreaName(AreaKind.AUTHORITY, code), _ONE_COUNCIL))
        for code in sorted(watch.authorities)
    )
    words = _("A PlanningAlerts file is of one council, and this area touches several. Theirs are: {files}")
    return words.format(files=" ".join(files))


def _unknown(error: NotFound | AreaRefused | PostcodeError) -> Response:
    """A place that there is not: an address that somebody goes on asking for may be kept as well, for a while."""
    is_missing = not isinstance(error, AreaRefused) or isinstance(error.__cause__, PostcodeError)
    return _problem(404 if is_missing else 400, _("We cannot show that area"), said(str(error)))


def _refused(query: AreaQuery) -> Response:
    """What cannot be understood of the filters."""
    detail = " ".join(words for _name, words in query.errors)
    return _problem(400, _("That filter cannot be used"), detail, parameters=dict(query.errors))


def _problem(status: int, title: str, detail: str, **more: object) -> Response:
    """Problem details (RFC 9457)."""
    problem = {"title": title, "status": status, "detail": detail, **more}
    response = Response(
        json.dumps(problem, ensure_ascii=False), status, content_type="application/problem+json"
    )
    _keep(response, _UNKNOWN_SECONDS)
    return response
