"""`/admin/places`: boundaries and postcodes by vintage, what a new one would change, and reports of wrong places."""

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from alerts.db import place_reports, vintages
from alerts.domain.errors import DecidedAlready
from alerts.domain.new_vintage import NewBoundaries, counted
from alerts.services.boundary_status import boundary_status
from alerts.services.reporting import reports
from alerts.web.admin.actions import LOOK
from alerts.web.admin.feed_actions import CLOSE_REPORT
from alerts.web.admin.routing import AdminRoute, NavEntry, Visit
from alerts.web.admin.telling import done, once, shown
from geo.errors import GazetteerMissing

PATH, REPORTS = "/admin/places", "/admin/places/reports"
_MOST_LISTED = 50


def places_page(visit: Visit) -> ResponseReturnValue:
    with visit.context.database.reading() as session:
        standing = boundary_status(session, visit.now)
        compared = vintages.compared(session)
        waiting = len(reports(session))
    return shown(
        visit,
        "places.html",
        standing=standing,
        postcodes=_postcodes(visit),
        waiting=[each for each in compared if each.taken_at is None],
        taken=[each for each in compared if each.taken_at is not None],
        is_boundaries=lambda found: isinstance(found, NewBoundaries),
        counted=counted,
        most=_MOST_LISTED,
        reports=waiting,
    )


def _postcodes(visit: Visit) -> dict[str, Any] | None:
    """What the gazetteer knows; None where there is none."""
    gazetteer = visit.context.places.gazetteer
    try:
        return {
            "vintage": gazetteer.vintage,
            "counts": gazetteer.counts()._asdict(),
            "licence_lines": gazetteer.licence_lines,
        }
    except GazetteerMissing:
        return None


def reports_page(visit: Visit) -> ResponseReturnValue:
    with_closed = request.args.get("all") == "yes"
    with visit.context.database.reading() as session:
        found = reports(session, open_only=not with_closed)
    return shown(visit, "reports.html", reports=found, with_closed=with_closed)


@once
def close_report(visit: Visit, number: int) -> ResponseReturnValue:
    with visit.acting(f"report:{number}") as session:
        if not place_reports.close(session, [number], visit.now):
            raise DecidedAlready("This report is closed already, or there is none. Nothing was changed.")
    return done(REPORTS, "closed")


ROUTES = (
    AdminRoute(PATH, places_page, LOOK),
    AdminRoute(REPORTS, reports_page, LOOK),
    AdminRoute(f"{REPORTS}/<int(max=2147483647):number>/close", close_report, CLOSE_REPORT, ("POST",)),
)
NAV = (NavEntry(PATH, "Places", LOOK),)
