"""What a feed asks for and what it is given: plain values between the feed kinds and the fetcher."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Request:
    """One page to fetch. `step` and `cursor` are the feed kind's own notes; the fetcher never reads them.

    `tells_all` says that an unchanged answer to this request means an unchanged feed, so that it may be asked
    conditionally. `gap_s` is the least time between two such requests to one host, where its owner asks for one. `part`
    asks for some bytes of a file, from its first to its last: what comes is those, or the whole file.
    """

    url: str
    params: tuple[tuple[str, str], ...] = ()
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    step: str = ""
    cursor: str = ""
    tells_all: bool = False
    gap_s: float = 0.0
    part: tuple[int, int] | None = None


@dataclass(frozen=True)
class Response:
    """One page as it came: `body` is decoded (no gzip left), `url` is where the last redirect led. Its status is 206
    where it is the part that was asked for.

    `not_modified` means the server confirmed what we hold by 304; `body` is then empty.
    """

    status: int
    body: bytes
    etag: str | None
    last_modified: str | None
    url: str
    not_modified: bool


@dataclass(frozen=True)
class Taken:
    """What a message was answered with: the status, the beginning of the body, and how long to leave it alone."""

    status: int
    beginning: bytes
    retry_after_s: float | None
