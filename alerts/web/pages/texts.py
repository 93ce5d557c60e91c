"""Pages that only say something: about, privacy, accessibility, and the two files for robots and researchers."""

from datetime import timedelta

from flask import Response, make_response, render_template
from flask.typing import ResponseReturnValue

from alerts.services.retention import Lifetimes
from alerts.web.context import SiteContext
from alerts.web.maps import licence_lines
from alerts.web.routing import Route

_UNVISITED = ("/confirm/", "/manage/", "/unsubscribe/", "/follow/", "/mute/", "/outbox", "/search", "/links")
_CONTACT_GOOD_FOR = timedelta(days=180)


def about(context: SiteContext) -> ResponseReturnValue:
    return render_template("about.html", licence=licence_lines(context))


def privacy(_context: SiteContext) -> ResponseReturnValue:
    return render_template("privacy.html", kept=Lifetimes())


def accessibility(_context: SiteContext) -> ResponseReturnValue:
    return render_template("accessibility.html")


def robots(_context: SiteContext) -> ResponseReturnValue:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _UNVISITED)]
    return _plain("\n".join(lines) + "\n")


def security_contact(context: SiteContext) -> ResponseReturnValue:
    """Whom to tell of a hole, as RFC 9116 has it."""
    expires = (context.clock() + _CONTACT_GOOD_FOR).replace(hour=0, minute=0, second=0, microsecond=0)
    return _plain(
        f"Contact: mailto:{context.site.contact_email}\n"
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}\n"
        "Preferred-Languages: en\n"
        f"Canonical: {context.site.base_url}/.well-known/security.txt\n"
    )


def _plain(text: str) -> Response:
    answer = make_response(text)
    answer.mimetype = "text/plain"
    return answer


ROUTES = (
    Route("/about", about),
    Route("/privacy", privacy),
    Route("/accessibility", accessibility),
    Route("/robots.txt", robots),
    Route("/.well-known/security.txt", security_contact),
)
