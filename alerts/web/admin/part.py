"""The operators' part of the site, put together."""

from flask import Blueprint

from alerts.web.admin import overview
from alerts.web.admin.routing import add_admin_routes
from alerts.web.context import SiteContext

ROUTES = (*overview.ROUTES,)
"""Every route that asks who it is; signing in stands apart."""


def admin_part(context: SiteContext) -> Blueprint:
    part = Blueprint("admin", __name__)
    add_admin_routes(part, context, ROUTES)
    return part
