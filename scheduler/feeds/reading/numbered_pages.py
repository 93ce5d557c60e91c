"""Pages asked for by their number: how many there may be, and whether the same one came again."""

from collections.abc import Iterable
from hashlib import blake2b

from scheduler.page import PageUnreadable

MOST_PAGES = 1_000
"""No poll of a council's register needs more; a server that says so counts without end."""


def mark_of(keys: Iterable[str]) -> str:
    """What a page is known again by: a digest of its records' keys in their order; empty if it has none."""
    known = [key for key in keys if key]
    text = "\n".join(known).encode("utf-8", "backslashreplace")
    return blake2b(text, digest_size=8).hexdigest() if known else ""


def refuse_same(mark: str, before: str, page: int) -> None:
    """PageUnreadable `page-loop` where a page holds what the one before it held."""
    if mark and mark == before:
        raise PageUnreadable("page-loop", f"page {page} holds the same records as the page before it")


def page_after(page: int) -> int:
    """The number of the next page; PageUnreadable `too-many-pages` where there is no end to them."""
    if page >= MOST_PAGES:
        raise PageUnreadable(
            "too-many-pages", f"there are more than {MOST_PAGES} pages: set a shorter history for this feed"
        )
    return page + 1
