"""Areas of people's own shape: drawn, brought as a file, typed, or put together from wards and postcodes."""

import json

from flask import Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from alerts.db import boundaries
from alerts.domain.errors import TooManyAreas
from alerts.domain.paths import area_path
from alerts.domain.personal_data import KEPT
from alerts.domain.watch_area import AreaName
from alerts.services.chosen_areas import councils_like
from alerts.services.searching import Place
from alerts.services.shape_help import councils_within
from alerts.services.shapes import OwnArea, keep, take_turn
from alerts.web.addresses import to
from alerts.web.context import SiteContext
from alerts.web.forms import single
from alerts.web.problems import error_page
from alerts.web.routing import Route
from alerts.web.shape_forms import AreaFormRefused, Brought, brought, own_area

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_AGAIN_AFTER_S = 3_600


def draw_area(context: SiteContext) -> ResponseReturnValue:
    """The page with all the ways; `council` in its address lists that council's wards."""
    given = Brought()
    return _page(context, Brought(typed={**given.typed, "council": single(request.args, "council")}))


def keep_drawn_area(context: SiteContext) -> ResponseReturnValue:
    """Keep the area that a form or a raw body means, and lead to its page, where nobody is subscribed yet."""
    given = _given()
    try:
        with context.database.reading() as session:
            own = own_area(session, context.places, given)
        return redirect(to(area_path(_kept(context, own))), 303)
    except AreaFormRefused as refused:
        return _page(context, given, refused) if _is_form() else _problem(context, refused)
    except TooManyAreas as error:
        page = error_page(429, str(error))
        page.headers["Retry-After"] = str(_AGAIN_AFTER_S)
        return page


def _given() -> Brought:
    if not _is_form():
        return Brought(content=request.get_data())
    uploaded = request.files.get("file")
    return brought(request.form, uploaded.read() if uploaded else b"")


def _is_form() -> bool:
    return request.mimetype in _FORMS


def _kept(context: SiteContext, own: OwnArea | AreaName) -> AreaName:
    if isinstance(own, AreaName):
        return own
    desk = context.desk()
    with context.database.writing() as session:
        take_turn(session, desk, request.remote_addr)
        return keep(session, own, desk.now).name


def _page(
    context: SiteContext, given: Brought, refused: AreaFormRefused | None = None
) -> ResponseReturnValue:
    with context.database.reading() as session:
        councils = councils_like(session, given.typed["council"])
        wards = list(boundaries.wards_of(session, councils[0].code)) if len(councils) == 1 else []
        instead = councils_within(session, refused.shape) if refused and refused.shape else []
    page = render_template(
        "shape.html",
        given=given,
        refused=refused,
        offer=json.dumps(refused.shape.offer) if refused and refused.shape and refused.shape.offer else "",
        reason=str(refused.shape.reason) if refused and refused.shape else "",
        instead=instead,
        councils=councils,
        wards=wards,
        kept=KEPT,
    )
    return page, 400 if refused else 200


def _problem(context: SiteContext, refused: AreaFormRefused) -> Response:
    """The same for a program, as RFC 9457 has it."""
    instead: list[Place] = []
    if refused.shape:
        with context.database.reading() as session:
            instead = councils_within(session, refused.shape)
    shape = refused.shape
    told = {
        "type": "about:blank",
        "title": "This area cannot be watched",
        "status": 400,
        "detail": " ".join(refused.errors.values()),
        "reason": str(shape.reason) if shape else None,
        "near": list(shape.near) if shape and shape.near else None,
        "offer": shape.offer if shape else None,
        "councils": [{"code": place.name.rest, "name": place.label} for place in instead] or None,
    }
    answer = make_response(
        json.dumps({name: value for name, value in told.items() if value is not None}), 400
    )
    answer.mimetype = "application/problem+json"
    return answer


ROUTES = (
    Route("/areas/shape", draw_area),
    Route("/areas/shape", keep_drawn_area, ("POST",)),
)
