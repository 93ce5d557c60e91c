"""Takes out of a text what tells of a person or opens a door: addresses, sealed tokens, secrets. Pure.

It is the last line of defence of logs and of reports of errors: what is written there should hold none of it already.
"""

import re
from collections.abc import Iterable

from alerts.domain.links import Purpose

ADDRESS, TOKEN, SECRET = "(address)", "(token)", "(secret)"
SHORTEST_MASKED = 8
"""A shorter secret would take words out of every sentence; it is no secret either."""

_LOCAL_FIRST, _LOCAL = r"[^\s<>()\[\]{}\"',;|@]", r"[^\s<>()\[\]{}\",;|@]"
_DOMAIN = r"(?:\[[^\]\s]{,64}\]|[^\s<>()\[\]{}\"',;|]*[^\s<>()\[\]{}\"',;|.:!?])"
_ADDRESS = re.compile(
    rf"(?P<address>(?:\"[^\"\n]*\"|{_LOCAL_FIRST}{_LOCAL}*?)(?:@|%40){_DOMAIN})|{_LOCAL_FIRST}{_LOCAL}*",
    re.IGNORECASE,
)
"""Anything round an @, also as an address of a page writes it; rather a word too much than an address too little.
A word that is none is taken whole: looked for anew from each of its letters, a long one would stop the log for minutes.
"""

_LINK = re.compile(rf"(/(?:{'|'.join(Purpose)})/)[A-Za-z0-9_-]{{6,}}")
_SEALED = re.compile(
    r"(?<![A-Za-z0-9_-])(?=[A-Z0-9_-]*[a-z])(?=[a-z0-9_-]*[A-Z])(?=[A-Za-z_-]*[0-9])[A-Za-z0-9_-]{40,}"
)
"""As long as our seals, and of letters of both cases and digits: no word, no name of a file and no digest is."""


class Mask:
    """`mask(text)` is the text without addresses, tokens, and these secrets."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = sorted({each for each in secrets if len(each) >= SHORTEST_MASKED}, key=len, reverse=True)
        self._secrets = re.compile("|".join(map(re.escape, known))) if known else None

    def __call__(self, text: str) -> str:
        if self._secrets is not None:
            text = self._secrets.sub(SECRET, text)
        if "@" in text or "%40" in text:
            text = _ADDRESS.sub(lambda found: ADDRESS if found["address"] else found[0], text)
        text = _LINK.sub(rf"\1{TOKEN}", text)
        return _SEALED.sub(TOKEN, text)
