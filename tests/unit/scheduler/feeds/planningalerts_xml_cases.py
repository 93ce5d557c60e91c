"""A council's PlanningAlerts feeds, and files made of applications given by element."""

from collections.abc import Iterable
from typing import Any
from xml.sax.saxutils import escape

from scheduler.feeds import planningalerts_xml
from scheduler.feeds.kind import Feed
from scheduler.feeds.planningalerts_xml_settings import PlanningAlertsXmlSettings

GOOD = {
    "council_reference": "26/1/FUL",
    "address": "1 The Row",
    "postcode": "NW5 2AA",
    "description": "A shed.",
    "info_url": "https://council.example/1",
    "comment_url": "https://council.example/1/comment",
    "date_received": "2026-06-01",
    "on_notice_from": "2026-06-02",
    "on_notice_to": "2026-06-30",
    "lat": "51.550012",
    "lng": "-0.140445",
}


def somewhere(
    url: str = "https://council.example/planning.xml", **settings: Any
) -> Feed[PlanningAlertsXmlSettings]:
    return Feed(
        "somewhere", planningalerts_xml.name, url, "E09000022", 400, PlanningAlertsXmlSettings(**settings)
    )


def by_day(**settings: Any) -> Feed[PlanningAlertsXmlSettings]:
    return somewhere("https://council.example/rss?year={year}&month={month}&day={day}", **settings)


def application(fields: dict[str, str]) -> str:
    """One application; a value that begins with "<" is taken for markup."""
    inner = (
        f"<{name}>{text if text.startswith('<') else escape(text)}</{name}>" for name, text in fields.items()
    )
    return f"<application>{''.join(inner)}</application>"


def wrapped(applications: Iterable[str]) -> bytes:
    """A file as a council would send it."""
    return f"<planning><applications>{''.join(applications)}</applications></planning>".encode()
