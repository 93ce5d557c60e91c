"""`/admin`: what needs a person, the worst first, and how today goes so far."""

from flask.typing import ResponseReturnValue

from alerts.services.daily_figures import figures_of
from alerts.services.daily_needs import needs_of
from alerts.services.feed_overview import overviews, summary_words
from alerts.services.post_overview import post_overview, with_post
from alerts.web.admin.actions import LOOK
from alerts.web.admin.routing import AdminRoute, NavEntry, Visit
from geo.errors import GazetteerMissing


def overview(visit: Visit) -> ResponseReturnValue:
    """The same as the operator's daily letter says, as of now."""
    context = visit.context
    with context.database.reading() as session:
        feeds = overviews(session, visit.now)
        post = post_overview(session, visit.now)
        needs = needs_of(session, visit.now, context.watch, base_url="")
        figures = figures_of(session, context.today(), context.watch, _postcodes(visit))
    summary = with_post(summary_words(feeds), post)
    return visit.page("overview.html", summary=summary, needs=needs, figures=figures)


def _postcodes(visit: Visit) -> str:
    try:
        return visit.context.places.gazetteer.vintage
    except GazetteerMissing as error:
        return str(error)


ROUTES = (AdminRoute("/admin", overview, LOOK),)
NAV = (NavEntry("/admin", "Overview", LOOK),)
