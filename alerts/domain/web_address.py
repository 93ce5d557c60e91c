"""Addresses of the web: which of a feed's may stand as links (absolute ones, with a host and no tricks), and what in an
operator's own is a key.
"""

import re
from urllib.parse import urlsplit

_NOT_OF_AN_ADDRESS = re.compile(r"[\x00-\x20\x7f-\xa0\\<>\"\u2028\u2029]")

_PASSWORD = re.compile(r"(://[^/?#@:]*:)([^/?#@]+)(?=@)")
_OPENS = r"[\w.$%-]*(?:password|passwd|pwd|secret|token|key|sig|signature|auth)|code"
_KEY = re.compile(rf"([?&;](?:{_OPENS})=)([^&;#]+)", re.IGNORECASE)
"""A field of a query that opens something, by the end of its name."""


def keys_in(address: str) -> tuple[str, ...]:
    """The passwords and keys that stand in an address."""
    return tuple(found[2] for pattern in (_PASSWORD, _KEY) for found in pattern.finditer(address))


def without_keys(address: str) -> str:
    """The address fit to be shown."""
    for pattern in (_PASSWORD, _KEY):
        address = pattern.sub(r"\1***", address)
    return address


def without_path(address: str) -> str:
    """The host alone, for an address whose path is itself the key, as those of many receivers are."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/***"


def host_of(url: str | None) -> str | None:
    """The host that a link leads to; None where it is no address that we would link to.

    Browsers read a backslash as a slash and drop control characters; a name before `@` poses as the host.
    """
    if not url or _NOT_OF_AN_ADDRESS.search(url):
        return None
    try:
        parts = urlsplit(url)
        is_sound = parts.port is None or parts.port > 0
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or not is_sound:
        return None
    return parts.hostname
