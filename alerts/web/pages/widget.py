"""Lists of areas for other people's websites: the page for frames, and the page with the lines to copy."""

import hashlib

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from alerts.domain.errors import DomainError, NotFound
from alerts.domain.paths import area_path
from alerts.domain.retelling import said
from alerts.domain.watch_area import AreaKind, AreaName, parse_area_name
from alerts.language import _
from alerts.services.areas import watch_area
from alerts.web.addresses import to
from alerts.web.area_documents import area_heading
from alerts.web.area_query import area_query, parameters, showing_address
from alerts.web.area_widget import asked_rows, frame_height_px, lines_to_copy, widget, widget_path
from alerts.web.context import SiteContext
from alerts.web.forms import single
from alerts.web.maps import licence_lines
from alerts.web.pages.areas import (
    authority_name,
    circle_name,
    constraint_name,
    postcode_name,
    shape_name,
    ward_name,
)
from alerts.web.policy import FRAMED_POLICY
from alerts.web.routing import Route
from geo.errors import PostcodeError

_SECONDS = 900
_CHOICES_OF_ROWS = (3, 5, 10, 20)


def postcode_widget(context: SiteContext, postcode: str) -> ResponseReturnValue:
    return _framed(context, postcode_name(postcode))


def ward_widget(context: SiteContext, code: str) -> ResponseReturnValue:
    return _framed(context, ward_name(code))


def authority_widget(context: SiteContext, code: str) -> ResponseReturnValue:
    return _framed(context, authority_name(code))


def circle_widget(context: SiteContext, centre: str, radius: str) -> ResponseReturnValue:
    return _framed(context, circle_name(centre, radius))


def shape_widget(context: SiteContext, name: str) -> ResponseReturnValue:
    return _framed(context, shape_name(name))


def constraint_widget(context: SiteContext, code: str) -> ResponseReturnValue:
    return _framed(context, constraint_name(code))


def _framed(context: SiteContext, name: AreaName) -> Response:
    """The page for frames. What is wrong with its address it says itself: a page of errors refuses to be framed."""
    try:
        answer = _shown(context, name)
    except (DomainError, PostcodeError) as error:
        answer = _not_shown(404, said(str(error)))
    answer.headers["Content-Security-Policy"] = FRAMED_POLICY
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _shown(context: SiteContext, name: AreaName) -> Response:
    query = area_query(request.args)
    errors = dict(query.errors)
    rows = asked_rows(request.args, errors)
    if errors:
        return _not_shown(400, " ".join(errors.values()))
    with context.database.reading() as session:
        watch = watch_area(session, context.places, name)
        found = widget(session, context, watch, query, rows)
    page = render_template("widget.html", widget=found, watch=watch, licence=licence_lines(context))
    return _kept(make_response(page), name)


def _not_shown(status: int, words: str) -> Response:
    return make_response(render_template("widget_refused.html", words=words), status)


def _kept(answer: Response, name: AreaName) -> Response:
    """The page with what lets a browser ask for it again only where it has changed. A drawn area's is its owner's."""
    answer.cache_control.max_age = _SECONDS
    if name.kind is AreaKind.SHAPE:
        answer.cache_control.private = True
    else:
        answer.cache_control.public = True
    answer.set_etag(hashlib.sha256(answer.get_data()).hexdigest()[:32])
    answer.make_conditional(request)
    return answer


def embed(context: SiteContext) -> ResponseReturnValue:
    """The lines to copy for a list, and how it looks."""
    name = parse_area_name(single(request.args, "area"))
    if name.kind is AreaKind.APPLICATION:
        raise NotFound(_("One application has no list."))
    query = area_query(request.args)
    errors = dict(query.errors)
    rows = asked_rows(request.args, errors)
    if errors:
        raise BadRequest(" ".join(errors.values()))
    with context.database.reading() as session:
        watch = watch_area(session, context.places, name)
    path, title = widget_path(watch.name, query, rows), area_heading(watch)
    return render_template(
        "embed.html",
        watch=watch,
        heading=title,
        page=to(showing_address(area_path(watch.name), query.showing)),
        path=path,
        lines=lines_to_copy(context.site.base_url + path, title, rows),
        height=frame_height_px(rows),
        rows=rows,
        choices=_CHOICES_OF_ROWS,
        carried=[("area", str(watch.name)), *parameters(query.showing)],
    )


ROUTES = (
    Route("/areas/postcode/<postcode>/widget", postcode_widget),
    Route("/areas/ward/<code>/widget", ward_widget),
    Route("/areas/authority/<code>/widget", authority_widget),
    Route("/areas/circle/<centre>/<radius>/widget", circle_widget),
    Route("/areas/shape/<name>/widget", shape_widget),
    Route("/areas/constraint/<code>/widget", constraint_widget),
    Route("/embed", embed),
)
