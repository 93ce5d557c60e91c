"""The last days to comment in an area as a calendar to subscribe to (RFC 5545, RFC 7986)."""

from datetime import timedelta

from alerts.language import _
from alerts.syndication.area_document import REFRESH_MINUTES, AreaDocument, Publication
from alerts.syndication.ical import Dated, calendar_to_follow


def write_calendar(document: AreaDocument, publication: Publication) -> str:
    """An event for each application with a last day; once comments no longer count it is cancelled."""
    dated = (
        Dated(
            each.application,
            each.story.application_id,
            each.page,
            each.story.times_changed,
            each.story.changed_at,
        )
        for each in document.entries
    )
    what = _("last days to comment")
    return calendar_to_follow(
        name=f"{document.title}: {what}",
        page=document.page,
        address=publication.address,
        refresh=timedelta(minutes=4 * REFRESH_MINUTES),
        dated=dated,
    )
