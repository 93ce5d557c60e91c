"""Under which licence a feed is given."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Licence(NamedTuple):
    """A licence by its name, and where it can be read; that is empty where nobody said."""

    name: str
    url: str = ""


def licences_of(feeds: Sequence[str], licences: Mapping[str, Licence]) -> tuple[str | None, str | None]:
    """Names and addresses of the licences of what several feeds told, each once. A feed for which nobody said one is
    named beside them, and then no address is given: it would be read as that of the whole.
    """
    known = list(dict.fromkeys(licences[feed] for feed in feeds if feed in licences))
    if not known:
        return None, None
    silent = [feed for feed in dict.fromkeys(feeds) if feed not in licences]
    names = [*(each.name for each in known), *(f"not stated for {feed}" for feed in silent)]
    addresses = [each.url for each in known if each.url and not silent]
    return "; ".join(names), " ".join(addresses) or None
