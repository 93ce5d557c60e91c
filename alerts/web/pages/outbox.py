"""The mail of an installation that keeps it in a folder, to be read in a browser."""

import base64
import re
from pathlib import Path

from flask import abort, make_response, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape

from alerts.mail.outbox_folder import OutboxLetter, outbox_letter, outbox_letters
from alerts.web.context import SiteContext
from alerts.web.routing import Route

_ADDRESS = re.compile(r"https?://[^\s<>]+")
_PICTURE = re.compile(r'src="cid:([^"\s]+)"')
_SHOWN_HEADERS = ("From", "To", "Date", "Reply-To", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post")

LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'self'; sandbox allow-popups allow-top-navigation-by-user-activation"
)
"""A letter brings its own style attributes and may do nothing but look and lead elsewhere."""


def letters(context: SiteContext) -> ResponseReturnValue:
    return render_template("outbox.html", letters=outbox_letters(_folder(context)))


def letter(context: SiteContext, name: str) -> ResponseReturnValue:
    found = _letter(context, name)
    headers = [(header, value) for header, value in found.headers if header in _SHOWN_HEADERS]
    return render_template("letter.html", letter=found, headers=headers, text=_with_links(found.text))


def letter_as_sent(context: SiteContext, name: str) -> ResponseReturnValue:
    """The HTML part by itself, for the frame in its page; its links open in the whole window."""
    found = _letter(context, name)
    html = _with_pictures(found).replace("<head>", '<head><base target="_top">', 1)
    answer = make_response(html)
    answer.headers["Content-Security-Policy"] = LETTER_POLICY
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    return answer


def _with_pictures(found: OutboxLetter) -> str:
    """The HTML with its pictures within it, as a browser does not look for them in the rest of an e-mail."""
    contents = {picture.cid: base64.b64encode(picture.content).decode() for picture in found.pictures}

    def within(called: re.Match[str]) -> str:
        content = contents.get(called[1])
        return called[0] if content is None else f'src="data:image/png;base64,{content}"'

    return _PICTURE.sub(within, found.html)


def _folder(context: SiteContext) -> Path:
    return context.outbox_dir or abort(404)


def _letter(context: SiteContext, name: str) -> OutboxLetter:
    return outbox_letter(_folder(context), name) or abort(404)


def _with_links(text: str) -> Markup:
    """The text with its addresses made links, everything else escaped."""
    parts, at = [], 0
    for found in _ADDRESS.finditer(text):
        address = found[0].rstrip(".,;)")
        parts.append(escape(text[at : found.start()]))
        parts.append(Markup('<a href="{0}">{0}</a>').format(address))
        at = found.start() + len(address)
    return Markup("").join((*parts, escape(text[at:])))


ROUTES = (
    Route("/outbox", letters),
    Route("/outbox/<name>", letter),
    Route("/outbox/<name>/html", letter_as_sent),
)
