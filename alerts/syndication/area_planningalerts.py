"""An area's list as a PlanningAlerts file, the format of mySociety and OpenAustralia, so that others can take from us.

A file is of one council: `authority_name` and `authority_short_name` say which, and applications that another decides
are left out. No element says more than the format has: status and decision are for the other formats.
"""

from collections.abc import Iterator
from xml.sax.saxutils import escape

from alerts.domain.application import Application
from alerts.domain.wording import council_name
from alerts.syndication.area_document import AreaDocument, Publication
from alerts.syndication.item_words import council_link
from alerts.syndication.record import centre
from alerts.syndication.xml_text import legal

_CARRIAGE_RETURN = {"\r": "&#13;"}
"""Left as it is, a reader of XML takes it for the end of a line."""


def write_planningalerts(document: AreaDocument, _publication: Publication) -> str:
    """The file of the one council that decides in the area, or else of the one that decides the first application."""
    found = sorted(document.authorities) or [each.application.authority for each in document.entries]
    authority = found[0] if found else ""
    theirs = [each.application for each in document.entries if each.application.authority == authority]
    name = council_name(authority) if authority else document.title
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        "<planning>",
        _element("authority_name", name),
        _element("authority_short_name", name),
        "<applications>",
        *(_application(each) for each in theirs),
        "</applications>",
        "</planning>",
    ]
    return "\n".join(lines) + "\n"


def _application(application: Application) -> str:
    inner = "".join(_element(name, value) for name, value in _values(application))
    return f"<application>{inner}</application>"


def _values(application: Application) -> Iterator[tuple[str, str]]:
    """The elements in the order of the format's own examples; nothing is an empty one."""
    lon, lat = centre(application) or ("", "")
    link = council_link(application)
    yield "council_reference", application.reference
    yield "address", application.address or ""
    yield "postcode", application.postcode or ""
    yield "description", application.description
    yield "info_url", link
    yield "comment_url", link
    yield "date_received", str(application.received_date or "")
    yield "on_notice_from", str(application.consultation_start_date or "")
    yield "on_notice_to", str(application.consultation_end_date or "")
    yield "lat", str(lat)
    yield "lng", str(lon)


def _element(name: str, value: str) -> str:
    return f"<{name}>{escape(legal(value), _CARRIAGE_RETURN)}</{name}>"
