"""Areas that people draw elsewhere and bring here as GeoJSON."""

import json

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from alerts.domain.errors import AreaRefused
from alerts.domain.paths import area_path
from alerts.domain.personal_data import KEPT
from alerts.language import _
from alerts.services.areas import keep_shape
from alerts.web.addresses import to
from alerts.web.context import SiteContext
from alerts.web.forms import single
from alerts.web.problems import error_page
from alerts.web.routing import Route


def draw_area(_context: SiteContext) -> ResponseReturnValue:
    return render_template("shape.html", kept=KEPT)


def keep_drawn_area(context: SiteContext) -> ResponseReturnValue:
    """Keep the shape of the body, or of the form's field or file, and lead to its page."""
    try:
        drawn = json.loads(_document())
    except (ValueError, RecursionError):
        return error_page(400, _("Paste or upload one GeoJSON polygon."), _("That is not GeoJSON"))
    try:
        with context.database.writing() as session:
            watch = keep_shape(session, drawn, context.places, context.clock())
    except AreaRefused as refused:
        return error_page(400, str(refused), _("We cannot watch that area"))
    return redirect(to(area_path(watch.name)), 303)


def _document() -> bytes | str:
    if request.mimetype in ("application/x-www-form-urlencoded", "multipart/form-data"):
        uploaded = request.files.get("file")
        return (uploaded.read() if uploaded else b"") or single(request.form, "shape")
    return request.get_data()


ROUTES = (
    Route("/areas/shape", draw_area),
    Route("/areas/shape", keep_drawn_area, ("POST",)),
)
