"""Entity tags of an area's files, which tell whether a file is still the same before its area is even looked up.

A tag says which councils the file touches and when anything of theirs last changed. A keyed hash binds it to one
address, language and day, to the settings and to the program that writes: nobody can have us look up what they like,
and no tag holds for another file. The day stands in it because some words and filters depend on it ("closing"), and
because it bounds how long a rare change may go unseen that nothing tells of: the first application in a place of a
council that had none there. So a reader gets each file once a day, changed or not.
"""

import hashlib
import hmac
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from flask import Request

from alerts import syndication
from alerts.db.freshness import Freshness
from alerts.language import spoken
from alerts.web.context import SiteContext

_MOST_TAGS = 4
_HASH_LETTERS = 24


class Asked(NamedTuple):
    """What was asked for, and of which site: everything that a file depends on beside the register."""

    address: str
    language: str
    day: str
    site: str
    program: str


def asked(context: SiteContext, request: Request) -> Asked:
    """The order of a query's names changes nothing; that of one name's values might."""
    query = sorted(request.args.items(multi=True), key=lambda pair: pair[0])
    return Asked(
        address=repr((request.path, query)),
        language=spoken(),
        day=context.today().isoformat(),
        site=repr((context.site, context.hub_url)),
        program=_program(),
    )


def tag_of(context: SiteContext, what: Asked, authorities: Iterable[str], fresh: Freshness) -> str:
    """The tag of a file that was made when the register was so fresh."""
    said = _said(authorities, fresh)
    return f"{said}-{_hash(context, what, said)}"


def _said(authorities: Iterable[str], fresh: Freshness) -> str:
    changed = int(fresh.changed_at.timestamp() * 1_000_000) if fresh.changed_at else 0
    # Both only ever grow: while their sum is the same, so are both.
    return f"{'.'.join(sorted(authorities))}-{changed:x}-{fresh.holds + fresh.imports:x}"


class Current(NamedTuple):
    """A tag that still holds, and what it was compared with."""

    tag: str
    authorities: frozenset[str]
    fresh: Freshness


def current_tag(context: SiteContext, what: Asked, tags: Iterable[str]) -> Current | None:
    """The first of a reader's tags for this very file, if the file is still what it was; None otherwise."""
    own = next((tag for tag in list(tags)[:_MOST_TAGS] if _is_ours(context, what, tag)), None)
    if own is None:
        return None
    authorities = frozenset(code for code in own.partition("-")[0].split(".") if code)
    fresh = context.lately.of(authorities)
    return Current(own, authorities, fresh) if _said(authorities, fresh) == own.rpartition("-")[0] else None


def _is_ours(context: SiteContext, what: Asked, tag: str) -> bool:
    said, _dash, proof = tag.rpartition("-")
    return tag.isascii() and hmac.compare_digest(_hash(context, what, said), proof)


def _hash(context: SiteContext, what: Asked, said: str) -> str:
    words = "\n".join((*what, said)).encode("utf-8", "surrogatepass")
    return hmac.new(context.secret_key.encode(), words, hashlib.sha256).hexdigest()[:_HASH_LETTERS]


@lru_cache(1)
def _program() -> str:
    """The code that writes files: another release of it writes others."""
    folder = Path(str(syndication.__file__)).parent
    content = b"".join(path.read_bytes() for path in sorted(folder.glob("*.py")))
    return hashlib.sha256(content).hexdigest()
