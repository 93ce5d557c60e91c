"""Which addresses that a feed gives may stand as links: absolute ones of the web, with a host and no tricks."""

import re
from urllib.parse import urlsplit

_NOT_OF_AN_ADDRESS = re.compile(r"[\x00-\x20\x7f-\xa0\\<>\"\u2028\u2029]")


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
