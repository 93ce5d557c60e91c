"""The mail of an installation that keeps it in a folder, to be read in a browser."""

import re
from pathlib import Path

from flask import abort, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape

from alerts.mail.outbox_folder import OutboxLetter, outbox_letter, outbox_letters
from alerts.web.context import SiteContext
from alerts.web.letter_frame import LETTER_POLICY, framed
from alerts.web.routing import Route

_ADDRESS = re.compile(r"https?://[^\s<>]+")
_SHOWN_HEADERS = ("From", "To", "Date", "Reply-To", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post")


def letters(context: SiteContext) -> ResponseReturnValue:
    return render_template("outbox.html", letters=outbox_letters(_folder(context)))


def letter(context: SiteContext, name: str) -> ResponseReturnValue:
    found = _letter(context, name)
    headers = [(header, value) for header, value in found.headers if header in _SHOWN_HEADERS]
    return render_template("letter.html", letter=found, headers=headers, text=_with_links(found.text))


def letter_as_sent(context: SiteContext, name: str) -> ResponseReturnValue:
    """The HTML part by itself, for the frame in its page; its links open in the whole window."""
    found = _letter(context, name)
    html = found.html.replace("<head>", '<head><base target="_top">', 1)
    return framed(html, [(picture.cid, picture.content) for picture in found.pictures], LETTER_POLICY)


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
