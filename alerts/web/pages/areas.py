"""Pages of areas: a map, the applications in it, how much mail to expect and the form to subscribe."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from alerts.domain.errors import NotFound
from alerts.domain.watch_area import AreaKind, AreaName, WatchArea
from alerts.services.areas import watch_area
from alerts.web.area_page import area_page
from alerts.web.context import SiteContext
from alerts.web.forms import FormRefused, Typed, single
from alerts.web.maps import licence_lines
from alerts.web.routing import Route


def postcode_area(context: SiteContext, postcode: str) -> ResponseReturnValue:
    radius = single(request.args, "radius")
    if ":" in postcode:
        raise NotFound("A postcode has no colon. Please check the address.")
    return shown(context, AreaName(AreaKind.POSTCODE, f"{postcode}:{radius}" if radius else postcode))


def ward_area(context: SiteContext, code: str) -> ResponseReturnValue:
    return shown(context, AreaName(AreaKind.WARD, code.upper()))


def authority_area(context: SiteContext, code: str) -> ResponseReturnValue:
    return shown(context, AreaName(AreaKind.AUTHORITY, code.upper()))


def circle_area(context: SiteContext, centre: str, radius: str) -> ResponseReturnValue:
    return shown(context, AreaName(AreaKind.CIRCLE, f"{centre}:{radius}"))


def shape_area(context: SiteContext, name: str) -> ResponseReturnValue:
    return shown(context, AreaName(AreaKind.SHAPE, name))


def constraint_area(context: SiteContext, code: str) -> ResponseReturnValue:
    return shown(context, AreaName(AreaKind.CONSTRAINT, code))


def shown(context: SiteContext, name: AreaName) -> ResponseReturnValue:
    """The page of an area by its name."""
    with context.database.reading() as session:
        watch = watch_area(session, context.places, name)
    return area_form_page(context, watch, Typed())


def area_form_page(
    context: SiteContext, watch: WatchArea, typed: Typed, refused: FormRefused | None = None
) -> ResponseReturnValue:
    """The page of an area with its form as somebody filled it in."""
    with context.database.reading() as session:
        page = area_page(session, context, watch)
    shown_page = render_template(
        "area.html",
        page=page,
        area=str(watch.name),
        typed=typed,
        refused=refused,
        licence=licence_lines(context),
    )
    return shown_page, 400 if refused else 200


ROUTES = (
    Route("/areas/postcode/<postcode>", postcode_area),
    Route("/areas/ward/<code>", ward_area),
    Route("/areas/authority/<code>", authority_area),
    Route("/areas/circle/<centre>/<radius>", circle_area),
    Route("/areas/shape/<name>", shape_area),
    Route("/areas/constraint/<code>", constraint_area),
)
