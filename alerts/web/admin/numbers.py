"""`/admin/people`: subscriptions in numbers, in which nobody is recognised."""

from flask.typing import ResponseReturnValue
from markupsafe import Markup

from alerts.drawing.charts.page import bare_svg
from alerts.drawing.charts.sparkline import draw_sparkline
from alerts.services.people_numbers import people_in_numbers
from alerts.web.admin.actions import LOOK
from alerts.web.admin.routing import AdminRoute, NavEntry, Visit

PEOPLE = "/admin/people"
COUNTED = (
    ("asked", "Asked for"),
    ("confirmed", "Confirmed"),
    ("ended", "Left"),
    ("let_go", "Let go by limits"),
)


def people_numbers(visit: Visit) -> ResponseReturnValue:
    with visit.context.database.reading() as session:
        found = people_in_numbers(session, visit.context.today())
    rows = [
        (
            words,
            _line([getattr(week, name) for week in found.weeks]),
            [getattr(week, name) for week in found.weeks],
        )
        for name, words in COUNTED
    ]
    return visit.page("people.html", found=found, rows=rows)


def _line(values: list[int]) -> Markup:
    return Markup(bare_svg(draw_sparkline(values), "chart--small"))  # noqa: S704 - drawn of numbers alone


ROUTES = (AdminRoute(PEOPLE, people_numbers, LOOK),)
NAV = (NavEntry(PEOPLE, "People", LOOK),)
