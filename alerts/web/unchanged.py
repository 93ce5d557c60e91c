"""Readers who ask the very same again, and have what they would get, are answered before the site sees the request.

An area's file tells what it found true of a request: that the reader has it already, by which councils and as fresh as
they were then. The same request gets the same answer while that is so and the day is the same: what is looked at here
is all that the file itself looks at. Whatever else is asked for, or is refused, goes on to the site.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from datetime import date
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

from alerts.db.freshness import Freshness
from alerts.db.session import DatabaseUnusable
from alerts.web.lately import Lately

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST_REQUESTS = 10_000
LONGEST_REQUEST = 600
"""Letters of an address and its tags; longer ones are answered as ever. Both bound what is kept to some megabytes."""

_FOUND = "planning_alerts.found_unchanged"
_UNCHANGED = "304 NOT MODIFIED"
_KEYS = ("REQUEST_METHOD", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "HTTP_HOST", "HTTP_IF_NONE_MATCH")
"""All of a request that its answer depends on where that is no page and no refusal."""

_Request = tuple[str, ...]
_Headers = tuple[tuple[str, str], ...]


class Found(NamedTuple):
    """What was true as a reader was told that nothing has changed."""

    authorities: frozenset[str]
    fresh: Freshness
    day: str


class _Answer(NamedTuple):
    found: Found
    tag: tuple[tuple[str, str], ...]
    others: _Headers


def note_unchanged(environ: "WSGIEnvironment", found: Found) -> None:
    """Tell whoever passed the request on that the same may be answered so while this is true."""
    notes = environ.get(_FOUND)
    if notes is not None:
        notes.append(found)


class AnsweringAgain:
    """Remembers which requests were answered by nothing but that nothing has changed, the latest of them only."""

    def __init__(
        self,
        site: "WSGIApplication",
        lately: Lately,
        today: Callable[[], date],
        wait_s: Callable[[str | None], float],
    ) -> None:
        """`wait_s` lets through who asks from an address, or says how long they have to wait, and counts nothing."""
        self._site, self._lately, self._today, self._wait_s = site, lately, today, wait_s
        self._answers: OrderedDict[_Request, _Answer] = OrderedDict()
        self._shapes: dict[_Headers, _Headers] = {}
        self._lock = Lock()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if "HTTP_IF_NONE_MATCH" not in environ or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self._site(environ, start_response)
        asked = tuple([environ.get(key, "") for key in _KEYS])
        answer = self._answers.get(asked)
        if answer is None:
            return self._listen(asked, environ, start_response)
        if not self._holds(answer.found):
            self._forget(asked)
            return self._listen(asked, environ, start_response)
        if self._wait_s(environ.get("REMOTE_ADDR")):
            return self._site(environ, start_response)
        start_response(_UNCHANGED, [*answer.tag, *answer.others])
        return ()

    def _holds(self, found: Found) -> bool:
        if found.day != self._today().isoformat():
            return False
        try:
            return found.fresh == self._lately.of(found.authorities)
        except DatabaseUnusable:
            return False

    def _listen(
        self, asked: _Request, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        if sum(map(len, asked)) > LONGEST_REQUEST or not environ.get("HTTP_HOST"):
            return self._site(environ, start_response)
        notes: list[Found] = []
        environ[_FOUND] = notes

        def heard(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            if notes and status == _UNCHANGED:
                self._remember(asked, notes[-1], headers)
            return start_response(status, headers, *error)

        return self._site(environ, heard)

    def _remember(self, asked: _Request, found: Found, headers: list[tuple[str, str]]) -> None:
        tag = tuple(pair for pair in headers if pair[0] == "ETag")
        others = tuple(pair for pair in headers if pair[0] != "ETag")
        with self._lock:
            # The other headers are the same few for all: kept once, not ten thousand times.
            self._answers[asked] = _Answer(found, tag, self._shapes.setdefault(others, others))
            while len(self._answers) > MOST_REQUESTS:
                self._answers.popitem(last=False)

    def _forget(self, asked: _Request) -> None:
        with self._lock:
            self._answers.pop(asked, None)
