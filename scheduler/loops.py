"""Notices that a feed leads a poll in a circle: pure, told of every request and every page of one poll."""

from collections import Counter
from hashlib import blake2b
from typing import NamedTuple

from scheduler.page import PageUnreadable
from scheduler.request import Request

ASKED_AT_MOST = 2
"""A kind may start over once, where the feed moved under its poll, and then asks the same again."""


class _Question(NamedTuple):
    """What the server is asked. Not the cursor, which is ours: it may count on while the server sees no change."""

    method: str
    url: str
    params: tuple[tuple[str, str], ...]
    body: bytes | None
    step: str


class LoopGuard:
    """What one poll has asked and read so far. It keeps digests, so that 2,000 pages cost little.

    A kind whose questions rightly overlap, so that two of them may be given the same page, tells them apart by `step`.
    """

    def __init__(self) -> None:
        self._asked: Counter[bytes] = Counter()
        self._exactly_asked: set[bytes] = set()
        self._questions_by_page: dict[bytes, bytes] = {}

    def seen(self, request: Request) -> None:
        """Note a request about to be made; PageUnreadable if this poll has made it before."""
        question = _digest(_question(request))
        exactly = _digest((question, request.cursor))
        self._asked[question] += 1
        if exactly in self._exactly_asked or self._asked[question] > ASKED_AT_MOST:
            raise PageUnreadable(
                "page-loop", "the feed led back to a page that this poll had asked for already"
            )
        self._exactly_asked.add(exactly)

    def read(self, request: Request, body: bytes, had_records: bool) -> None:
        """Note the answer to a request; PageUnreadable if another request was given the very same records.

        A body without records may repeat: an empty page, or the same count before and after.
        """
        if not had_records:
            return
        question = _digest(_question(request))
        first = self._questions_by_page.setdefault(_digest((request.step, blake2b(body).digest())), question)
        if first != question:
            raise PageUnreadable(
                "page-loop", "the feed gave the same page again although the next was asked for"
            )


def _question(request: Request) -> _Question:
    return _Question(request.method, request.url, request.params, request.body, request.step)


def _digest(value: object) -> bytes:
    return blake2b(repr(value).encode("utf-8", "backslashreplace"), digest_size=16).digest()
