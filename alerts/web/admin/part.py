"""The operators' part of the site, put together."""

from flask import Blueprint

from alerts.web.admin import (
    account,
    audit,
    deliveries,
    feeds,
    holds,
    leaving,
    mail,
    numbers,
    overview,
    people,
    person,
    places,
    proving,
    records,
    signing_in,
    tomorrow,
    words,
)
from alerts.web.admin.audit_words import acts_in_words
from alerts.web.admin.routing import NavEntry, add_admin_routes
from alerts.web.context import SiteContext

PAGES = (
    overview,
    feeds,
    records,
    words,
    holds,
    places,
    deliveries,
    mail,
    tomorrow,
    numbers,
    person,
    people,
    audit,
    account,
    leaving,
)
"""The modules of the pages, in the order in which their entries stand at the top of each. A module lists its `ROUTES`,
and in `NAV` where somebody finds it: an entry, or none.
"""

ROUTES = tuple(route for page in PAGES for route in page.ROUTES)
"""Every route that shows or does something; signing in, and proving who it is, stand apart."""

ACTS = frozenset(route.action.name for route in ROUTES if "POST" in route.methods)
"""What may stand in the audit beside signing in and what is done from the command line."""

NAV: tuple[NavEntry, ...] = tuple(entry for page in PAGES for entry in page.NAV)


def admin_part(context: SiteContext) -> Blueprint:
    part = Blueprint("admin", __name__)
    signing_in.add_routes(part, context)
    add_admin_routes(part, context, (*proving.ROUTES, *ROUTES))
    part.context_processor(lambda: {"admin_nav": NAV, "admin_acts": acts_in_words(ACTS)})
    return part
