"""Polite, bounded HTTP: one page, or what came of one message; otherwise FetchFailed. The only place that imports
requests and urllib3.

No robots.txt is asked for, because nothing here crawls: what is fetched is the address of a published feed that an
operator configured, and the next page that the feed itself names. No link out of a page is ever followed. A host's
wishes are kept by what it says to programs: Retry-After, and the gap between two requests.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from functools import partial
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from scheduler.backoff import pause_before_retry, pauses_s, retry_after_s
from scheduler.body import PIECE_BYTES, read_body
from scheduler.deadline import Deadline
from scheduler.destination import Destination, destination_of, first_destination, redirected
from scheduler.errors import FetchFailed, FetchReason, failure_of
from scheduler.exchange import (
    MovedTo,
    NotModified,
    Validators,
    Whole,
    address_of,
    check_length,
    headers_for,
    meaning_of,
)
from scheduler.guard import GuardedConnection, using
from scheduler.request import Request, Response, Taken
from scheduler.turns import Hosts, Turn, Turns
from scheduler.wire import Dial, Resolve, Wire, dial_tcp, resolve_tcp

_LONGEST_ASKED_S = 86_400.0


@dataclass(frozen=True)
class FetchLimits:
    """What one page may cost. `total_s` is by the wall clock, over redirects, retries, headers and body.

    `longest_pause_s` is the longest Retry-After waited for here; `gap_s` lies between two pages of a host, or what
    the request itself asks for if that is longer. `turn_s` is the longest wait for a host's turn, of other feeds'
    making: shorter than the lease of the poll that waits.
    """

    connect_s: float = 10
    total_s: float = 60
    max_bytes: int = 15 * 2**20
    redirects: int = 3
    retries: int = 3
    retry_after_cap_s: float = 86400
    longest_pause_s: float = 30
    gap_s: float = 0
    turn_s: float = 180


@dataclass(frozen=True)
class PostLimits:
    """What one message may cost: `total_s` by the wall clock from the name's look-up on; of the answer no more than
    `max_bytes` is read.
    """

    connect_s: float = 8
    total_s: float = 20
    max_bytes: int = 2_000


@dataclass(frozen=True)
class _Errand:
    """What stays the same over all redirects and retries of one fetch."""

    request: Request
    held: Validators
    first: Destination
    configured_url: str
    gap_s: float

    def is_own_host(self, there: Destination) -> bool:
        """Whether this is the host that the operator configured, and not one that its feed leads to."""
        return there.host == destination_of(self.configured_url).host


class Fetcher:
    """Fetches pages over one session, from any thread; a context manager that closes its connections.

    `allow_private_hosts` names hosts (`name`, `address`, either with `:port`) that may be private, plain http
    and on any port. `ca_file` takes the place of the public certificate authorities. `hosts` keeps the turns; by
    default they are this fetcher's own.
    """

    def __init__(
        self,
        limits: FetchLimits,
        user_agent: str,
        allow_private_hosts: frozenset[str] = frozenset(),
        *,
        ca_file: Path | None = None,
        hosts: Hosts | None = None,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
        jitter: Callable[[], float] = random.random,
        resolve: Resolve = resolve_tcp,
        dial: Dial = dial_tcp,
    ) -> None:
        self._limits = limits
        self._allowed = frozenset(host.lower() for host in allow_private_hosts)
        self._sleep = sleep
        self._monotonic = monotonic
        self._jitter = jitter
        self._resolve = resolve
        self._dial = dial
        self._hosts = hosts or Turns(sleep, monotonic)
        self._new_session = partial(_session, user_agent, ca_file)
        self._session = self._new_session()

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._session.close()

    def fetch(
        self,
        request: Request,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        configured_url: str | None = None,
    ) -> Response:
        """Fetch one page. Give `configured_url` where `request.url` came from the feed itself (a `next`)."""
        configured = configured_url or request.url
        there = first_destination(address_of(request), configured, self._allowed)
        gap_s = max(request.gap_s, self._limits.gap_s)
        errand = _Errand(request, Validators.of(etag, last_modified), there, configured, gap_s)
        pauses = pauses_s(self._limits.retries, self._jitter, gap_s)
        deadline, asked = None, set[str]()
        for _ in range(self._limits.redirects + 1):
            with self._turn(errand, there, asked, deadline) as turn:
                # Waiting for another feed's request is not this server's doing: time starts here.
                deadline = deadline or Deadline.after(self._limits.total_s, self._monotonic)
                answer = self._ask(errand, there, deadline, iter(()) if turn.is_probe else pauses)
            if isinstance(answer, Response):
                return answer
            there = answer
        explanation = f"redirected more than {self._limits.redirects} times"
        raise FetchFailed(FetchReason.TOO_MANY_REDIRECTS, errand.first.host, explanation)

    def post(
        self, url: str, headers: Mapping[str, str], body: bytes, limits: PostLimits, method: str = "POST"
    ) -> Taken:
        """Send one message to where an operator said, once; any status is an answer, a redirect is not followed."""
        there = first_destination(url, url, self._allowed)
        deadline = Deadline.after(limits.total_s, self._monotonic)
        is_private_allowed = there.is_listed(self._allowed)
        wire = Wire(there, is_private_allowed, deadline, limits.connect_s, self._resolve, self._dial)
        # What comes back is read plain and short, and no further than that.
        plain = {**headers, "Accept-Encoding": "identity", "Connection": "close"}
        asked = requests.Request(method, there.url, headers=plain, data=body)
        try:
            # A session of its own: a connection kept from the last message may be closed by now, and cost a try.
            with self._new_session() as session, using(wire):
                prepared = session.prepare_request(asked)
                with session.send(prepared, stream=True, timeout=limits.total_s) as answer:
                    beginning = _beginning(answer, limits.max_bytes)
                    return Taken(answer.status_code, beginning, _retry_after_s(answer))
        except (requests.RequestException, HTTPError, UnicodeError) as error:
            raise failure_of(error, there.host) from None

    def _turn(
        self, errand: _Errand, there: Destination, asked: set[str], deadline: Deadline | None
    ) -> AbstractContextManager[Turn]:
        """The turn at a host; where its own redirect leads us back, that belongs to the page already waited for."""
        host = f"[{there.host}]:{there.port}" if ":" in there.host else f"{there.host}:{there.port}"
        gap_s = 0.0 if host in asked else errand.gap_s
        asked.add(host)
        until = deadline or Deadline.after(self._limits.turn_s, self._monotonic)
        return self._hosts.turn(host, gap_s, until, is_own=errand.is_own_host(there))

    def _ask(
        self, errand: _Errand, there: Destination, deadline: Deadline, pauses: Iterator[float]
    ) -> Response | Destination:
        """The page, or where it is instead; asked again after a pause where that may help."""
        while True:
            try:
                return self._ask_once(errand, there, deadline)
            except FetchFailed as failure:
                longest_s = self._limits.longest_pause_s
                pause_s = pause_before_retry(failure, next(pauses, None), deadline.remaining_s(), longest_s)
                if pause_s is None:
                    raise
            self._sleep(pause_s)

    def _ask_once(self, errand: _Errand, there: Destination, deadline: Deadline) -> Response | Destination:
        is_private_allowed = there.is_listed(self._allowed)
        wire = Wire(there, is_private_allowed, deadline, self._limits.connect_s, self._resolve, self._dial)
        is_own_host = there.shares_origin(errand.first)
        asked = requests.Request(
            errand.request.method,
            there.url,
            headers=headers_for(errand.request, errand.held, is_own_host=is_own_host),
            data=errand.request.body,
        )
        try:
            prepared = self._session.prepare_request(asked)
            # The wire keeps the real deadline; without a number here the library's own would be none.
            timeout_s = self._limits.total_s
            with using(wire), self._session.send(prepared, stream=True, timeout=timeout_s) as answer:
                return self._read(errand, there, answer)
        except (requests.RequestException, HTTPError, UnicodeError) as error:
            # Not chained: the library's messages hold the whole address, tokens in its query included.
            raise failure_of(error, there.host) from None

    def _read(self, errand: _Errand, there: Destination, answer: requests.Response) -> Response | Destination:
        status, headers, host = answer.status_code, answer.headers, there.host
        cap_s = self._limits.retry_after_cap_s
        meaning = meaning_of(
            status, headers, request=errand.request, held=errand.held, host=host, cap_s=cap_s
        )
        match meaning:
            case MovedTo(location):
                return redirected(there, location, errand.configured_url, self._allowed)
            case NotModified(held):
                return Response(304, b"", held.etag, held.last_modified, there.url, not_modified=True)
            case Whole(shown, encoding, answered):
                check_length(headers, self._limits.max_bytes, host)
                # `read1` gives control back at each arrival; `iter_content` waits for a full piece.
                chunks = iter(lambda: answer.raw.read1(PIECE_BYTES, decode_content=False), b"")
                body = read_body(chunks, encoding, self._limits.max_bytes, host)
                return Response(
                    answered, body, shown.etag, shown.last_modified, there.url, not_modified=False
                )


def _beginning(answer: requests.Response, max_bytes: int) -> bytes:
    """The first bytes of an answer whose status has come: that a body breaks off or drips takes nothing back."""
    pieces, left = [], max_bytes
    with suppress(FetchFailed, HTTPError, OSError):
        while left > 0 and (piece := answer.raw.read1(left, decode_content=False)):
            pieces.append(piece)
            left -= len(piece)
    return b"".join(pieces)


def _retry_after_s(answer: requests.Response) -> float | None:
    return retry_after_s(answer.headers.get("Retry-After"), answer.headers.get("Date"), _LONGEST_ASKED_S)


def _session(user_agent: str, ca_file: Path | None) -> requests.Session:
    session = _Session()
    # No proxy, no .netrc and no certificate bundle out of the environment.
    session.trust_env = False
    session.verify = True if ca_file is None else str(ca_file)
    session.headers.update({"User-Agent": user_agent, "Accept-Encoding": "gzip, identity"})
    # One session serves all feeds; none is to see another's cookies, or its own of last week.
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.mount("http://", _Adapter(pool_maxsize=1))
    session.mount("https://", _Adapter(pool_maxsize=1))
    return session


class _Session(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> None:
        """None: we follow redirects. The library would first read the whole body of one, unbounded."""


# `response_class` is declared as a class there; it is only ever called, and ours is a method.
class _GuardedHTTP(GuardedConnection, HTTPConnection):  # type: ignore[misc]
    pass


class _GuardedHTTPS(GuardedConnection, HTTPSConnection):  # type: ignore[misc]
    pass


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _GuardedHTTP


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _GuardedHTTPS


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _HTTPPool, "https": _HTTPSPool}
