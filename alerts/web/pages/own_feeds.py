"""The feeds of a person's own areas, as a list for their feed reader."""

from flask import Response
from flask.typing import ResponseReturnValue

from alerts.domain.links import Purpose
from alerts.domain.paths import area_file_path, area_path
from alerts.domain.showing import Showing
from alerts.domain.watch_area import AreaKind
from alerts.language import _
from alerts.services.subscribing import person_of
from alerts.syndication.opml import Outline, write_opml
from alerts.web.area_documents import area_heading, whole
from alerts.web.area_query import showing_address
from alerts.web.context import SiteContext
from alerts.web.held import HeldArea, held_areas
from alerts.web.routing import Route


def own_feeds(context: SiteContext, token: str) -> ResponseReturnValue:
    """Each area with what its wishes leave out, as a feed can: an application that is followed alone has none. The
    addresses are those that anybody has; neither the person nor their link is in them.
    """
    with context.database.reading() as session:
        person, _claim = person_of(session, token, Purpose.MANAGE, context.desk())
        held = held_areas(session, person.id, "confirmed")
    outlines = [_outline(context, each) for each in held if each.watch.name.kind is not AreaKind.APPLICATION]
    return Response(
        write_opml(_("Planning applications"), outlines),
        content_type="text/x-opml; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="planning-alerts.opml"'},
    )


def _outline(context: SiteContext, held: HeldArea) -> Outline:
    wishes, name = held.wishes, held.watch.name
    showing = Showing(
        types=wishes.types,
        include=wishes.include,
        exclude=wishes.exclude,
        only_major=wishes.only_major,
        constraints=wishes.constraints,
    )
    feed, page = (showing_address(path, showing) for path in (area_file_path(name, "rss"), area_path(name)))
    return Outline(area_heading(held.watch), whole(context, feed), whole(context, page))


ROUTES = (Route("/manage/<token>/areas.opml", own_feeds),)
