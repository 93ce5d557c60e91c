"""Pages of areas: a map, the applications in it, how much mail to expect and the form to subscribe."""

from collections.abc import Callable
from functools import partial
from urllib.parse import urlencode

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from alerts.domain.errors import NotFound
from alerts.domain.paths import area_path
from alerts.domain.watch_area import AreaKind, AreaName, WatchArea, read_radius
from alerts.language import _
from alerts.services.areas import watch_area
from alerts.syndication.area_formats import AREA_FORMATS
from alerts.web.addresses import to
from alerts.web.area_files import area_file
from alerts.web.area_ground import ground_file
from alerts.web.area_page import area_page
from alerts.web.area_query import AreaQuery, area_query
from alerts.web.context import SiteContext
from alerts.web.forms import FormRefused, Typed, single
from alerts.web.maps import licence_lines
from alerts.web.routing import Route

_GROUND = "/ground.geojson"


def postcode_area(context: SiteContext, postcode: str) -> ResponseReturnValue:
    return _page_or_file(context, postcode, postcode_name)


def ward_area(context: SiteContext, code: str) -> ResponseReturnValue:
    return _page_or_file(context, code, ward_name)


def authority_area(context: SiteContext, code: str) -> ResponseReturnValue:
    return _page_or_file(context, code, authority_name)


def circle_area(context: SiteContext, centre: str, radius: str) -> ResponseReturnValue:
    other = None if "." in radius else _other_circle(centre)
    return other or _page_or_file(context, radius, partial(circle_name, centre))


def shape_area(context: SiteContext, name: str) -> ResponseReturnValue:
    return _page_or_file(context, name, shape_name)


def constraint_area(context: SiteContext, code: str) -> ResponseReturnValue:
    return _page_or_file(context, code, constraint_name)


def postcode_ground(context: SiteContext, postcode: str) -> ResponseReturnValue:
    return ground_file(context, postcode_name(postcode))


def ward_ground(context: SiteContext, code: str) -> ResponseReturnValue:
    return ground_file(context, ward_name(code))


def authority_ground(context: SiteContext, code: str) -> ResponseReturnValue:
    return ground_file(context, authority_name(code))


def circle_ground(context: SiteContext, centre: str, radius: str) -> ResponseReturnValue:
    return ground_file(context, circle_name(centre, radius))


def shape_ground(context: SiteContext, name: str) -> ResponseReturnValue:
    return ground_file(context, shape_name(name))


def constraint_ground(context: SiteContext, code: str) -> ResponseReturnValue:
    return ground_file(context, constraint_name(code))


def postcode_name(postcode: str) -> AreaName:
    """A postcode with the distance that the query gives."""
    radius = single(request.args, "radius").strip()
    if ":" in postcode:
        raise NotFound(_("A postcode has no colon. Please check the address."))
    return AreaName(AreaKind.POSTCODE, f"{postcode}:{radius}" if radius else postcode)


def ward_name(code: str) -> AreaName:
    return AreaName(AreaKind.WARD, code.upper())


def authority_name(code: str) -> AreaName:
    return AreaName(AreaKind.AUTHORITY, code.upper())


def circle_name(centre: str, radius: str) -> AreaName:
    return AreaName(AreaKind.CIRCLE, f"{centre}:{radius}")


def shape_name(name: str) -> AreaName:
    return AreaName(AreaKind.SHAPE, name)


def constraint_name(code: str) -> AreaName:
    return AreaName(AreaKind.CONSTRAINT, code)


def _page_or_file(context: SiteContext, last: str, named: Callable[[str], AreaName]) -> ResponseReturnValue:
    """The page of an area, or with the ending of a format behind the last part of its address the file."""
    place, _dot, ending = last.rpartition(".")
    if place and ending in AREA_FORMATS:
        return area_file(context, named(place), ending)
    if place and not ending.isdigit():
        raise _no_such_file(context, named(place), ending)
    return shown(context, named(last))


def _no_such_file(context: SiteContext, name: AreaName, ending: str) -> NotFound:
    """Which files there are of an area; what is wrong with the area itself is told as on its page."""
    with context.database.reading() as session:
        watch_area(session, context.places, name)
    words = _("No file of this area ends in .{ending}. There are {endings}.")
    return NotFound(words.format(ending=ending[:20], endings=", ".join(f".{each}" for each in AREA_FORMATS)))


def _other_circle(centre: str) -> ResponseReturnValue | None:
    """The way to the circle of another distance, which a form can only give in its query."""
    radius = single(request.args, "radius").strip()
    if not radius:
        return None
    others = [(name, value) for name, value in request.args.items(multi=True) if name != "radius"]
    path = to(area_path(circle_name(centre, str(read_radius(radius)))))
    return redirect(f"{path}?{urlencode(others)}" if others else path)


def shown(context: SiteContext, name: AreaName) -> ResponseReturnValue:
    """The page of an area by its name, as its address asks for it."""
    query = area_query(request.args)
    with context.database.reading() as session:
        watch = watch_area(session, context.places, name)
    return _answer(context, watch, query, query.typed, None)


def area_form_page(
    context: SiteContext, watch: WatchArea, typed: Typed, refused: FormRefused | None = None
) -> ResponseReturnValue:
    """The page of an area with its form as somebody filled it in."""
    return _answer(context, watch, area_query(MultiDict()), typed, refused)


def _answer(
    context: SiteContext, watch: WatchArea, query: AreaQuery, typed: Typed, refused: FormRefused | None
) -> ResponseReturnValue:
    with context.database.reading() as session:
        page = area_page(session, context, watch, query)
    shown_page = render_template(
        "area.html",
        page=page,
        area=str(watch.name),
        typed=typed,
        refused=refused,
        licence=licence_lines(context),
    )
    return shown_page, 400 if refused or query.errors else 200


ROUTES = (
    Route("/areas/postcode/<postcode>", postcode_area),
    Route("/areas/ward/<code>", ward_area),
    Route("/areas/authority/<code>", authority_area),
    Route("/areas/circle/<centre>/<radius>", circle_area),
    Route("/areas/shape/<name>", shape_area),
    Route("/areas/constraint/<code>", constraint_area),
    Route(f"/areas/postcode/<postcode>{_GROUND}", postcode_ground),
    Route(f"/areas/ward/<code>{_GROUND}", ward_ground),
    Route(f"/areas/authority/<code>{_GROUND}", authority_ground),
    Route(f"/areas/circle/<centre>/<radius>{_GROUND}", circle_ground),
    Route(f"/areas/shape/<name>{_GROUND}", shape_ground),
    Route(f"/areas/constraint/<code>{_GROUND}", constraint_ground),
)
