"""Links to a council's own pages: absolute http or https with a host, or none at all."""

import re
import unicodedata
from urllib.parse import quote, urlsplit

from scheduler.feeds.reading.record import FieldUnfit

LONGEST_LINK = 2_000

_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?")
# What may stand in an address after its host; all else (spaces, quotes, letters with accents) is percent-encoded.
_SAFE = "!#$%&'()*+,-./:;=?@[]_~"


def read_link(raw: object) -> str:
    """The link in `raw`, fit for a page and an e-mail; FieldUnfit `no-safe-link` for anything doubtful."""
    link = safe_link(raw) if isinstance(raw, str) else None
    if link is None:
        raise FieldUnfit("no-safe-link")
    return link


def safe_link(text: str) -> str | None:
    """An absolute http(s) link with a host, without userinfo or control character; None otherwise.

    A stray semicolon at the end is taken off; characters that an address cannot hold are percent-encoded.
    """
    trimmed = text.strip(" \t\r\n").rstrip(";")
    if len(trimmed) > LONGEST_LINK or any(_is_treacherous(letter) for letter in trimmed):
        return None
    try:
        parts = urlsplit(trimmed)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or _HOST.fullmatch(parts.netloc) is None:
        return None
    rest = trimmed[len(parts.scheme) + len("://") + len(parts.netloc) :]
    return f"{parts.scheme}://{parts.netloc}{quote(rest, safe=_SAFE)}"


def _is_treacherous(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp")
