"""An e-mail as somebody else may look at it: the same words, and no link in it that leads or opens anything. Pure."""

import re
from collections.abc import Iterable
from html import escape

from alerts.domain.address import masked
from alerts.domain.links import filled_with

NOT_SHOWN = "(not-shown)"
_LEADS = re.compile(r"""\s(?:href|action|formaction|ping)\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)""", re.IGNORECASE)


def dead_text(text: str, base_url: str, addresses: Iterable[str]) -> str:
    """The stored words; where a person's link stood, what it was for, and these addresses masked."""
    shown = filled_with(text, base_url, lambda _purpose, _subject, _about: NOT_SHOWN)
    for address in sorted(addresses, key=len, reverse=True):
        shown = shown.replace(address, masked(address))
    return shown


def dead_html(html: str, base_url: str, addresses: Iterable[str]) -> str:
    """The same of HTML, whose links lead nowhere; an address stands in it as HTML writes it, too."""
    written = {
        form for each in addresses for form in (each, escape(each), escape(each).replace("&#x27;", "&#39;"))
    }
    return _LEADS.sub("", dead_text(html, base_url, written))
