"""`/admin`: what needs a person, at a glance."""

from flask.typing import ResponseReturnValue

from alerts.services.feed_overview import is_well, overviews, summary_words
from alerts.services.post_overview import post_overview, with_post
from alerts.web.admin.actions import LOOK
from alerts.web.admin.routing import AdminRoute, NavEntry, Visit


def overview(visit: Visit) -> ResponseReturnValue:
    context = visit.context
    with context.database.reading() as session:
        feeds = overviews(session, visit.now)
        post = post_overview(session, visit.now)
    return visit.page(
        "overview.html",
        summary=with_post(summary_words(feeds), post),
        is_well=is_well(feeds) and post.trouble is None,
    )


ROUTES = (AdminRoute("/admin", overview, LOOK),)
NAV = (NavEntry("/admin", "Overview", LOOK),)
