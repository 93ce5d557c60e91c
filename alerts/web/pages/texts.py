"""Pages that only say something: about, privacy, accessibility, security, and the files for robots and researchers."""

from datetime import timedelta

from flask import render_template
from flask.typing import ResponseReturnValue

from alerts.domain.personal_data import HELD
from alerts.web.context import SiteContext
from alerts.web.guards import READ_BY_PROGRAMS, UNINDEXED_PATHS
from alerts.web.languages import PREFIXED
from alerts.web.maps import licence_lines
from alerts.web.plain_text import plain_text
from alerts.web.routing import Route

_CONTACT_GOOD_FOR = timedelta(days=180)


def about(context: SiteContext) -> ResponseReturnValue:
    return render_template("about.html", licence=licence_lines(context))


def privacy(_context: SiteContext) -> ResponseReturnValue:
    return render_template("privacy.html", held=HELD)


def accessibility(_context: SiteContext) -> ResponseReturnValue:
    return render_template("accessibility.html")


def security(_context: SiteContext) -> ResponseReturnValue:
    return render_template("security.html")


def robots(_context: SiteContext) -> ResponseReturnValue:
    prefixes = ("", *(f"/{language}" for language in PREFIXED))
    paths = sorted({*UNINDEXED_PATHS, READ_BY_PROGRAMS.removeprefix("/")})
    lines = [
        "User-agent: *",
        *(f"Disallow: {prefix}/{path}" for path in paths for prefix in prefixes),
    ]
    return plain_text("\n".join(lines) + "\n")


def security_contact(context: SiteContext) -> ResponseReturnValue:
    """Whom to tell of a hole, as RFC 9116 has it. It never runs out: each answer is good for half a year from then."""
    expires = (context.clock() + _CONTACT_GOOD_FOR).replace(hour=0, minute=0, second=0, microsecond=0)
    return plain_text(
        f"Contact: mailto:{context.site.contact_email}\n"
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}\n"
        "Preferred-Languages: en\n"
        f"Canonical: {context.site.base_url}/.well-known/security.txt\n"
        f"Policy: {context.site.base_url}/security\n"
    )


ROUTES = (
    Route("/about", about),
    Route("/privacy", privacy),
    Route("/accessibility", accessibility),
    Route("/security", security),
    Route("/robots.txt", robots),
    Route("/.well-known/security.txt", security_contact),
)
