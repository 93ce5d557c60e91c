"""What can go wrong between a feed and its page, by host, and what the caller must decide."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Iterator
from enum import StrEnum

# What a server says when it is busy or half awake; 202 is Socrata's "in process".
BUSY_STATUSES = frozenset({202, 429, 500, 502, 503, 504})


class FetchReason(StrEnum):
    """Why a page could not be fetched, as stored and shown to operators."""

    BAD_SCHEME = "bad-scheme"
    BAD_URL = "bad-url"
    BAD_REQUEST = "bad-request"
    REFUSED_ADDRESS = "refused-address"
    CONNECTION = "connection"
    TIMEOUT = "timeout"
    TOO_SLOW = "too-slow"
    TOO_LARGE = "too-large"
    TRUNCATED = "truncated"
    ENCODING = "encoding"
    CERTIFICATE = "certificate"
    HTTP_STATUS = "http-status"
    TOO_MANY_REDIRECTS = "too-many-redirects"
    CIRCUIT_OPEN = "circuit-open"
    HOST_BUSY = "host-busy"


_TEMPORARY = frozenset(
    {FetchReason.CONNECTION, FetchReason.TIMEOUT, FetchReason.TOO_SLOW, FetchReason.TRUNCATED}
)
_NOT_ASKED = frozenset({FetchReason.CIRCUIT_OPEN, FetchReason.HOST_BUSY})


class FetchFailed(Exception):
    """A page could not be fetched. The message names the host, never path or query: they may hold tokens."""

    def __init__(
        self,
        reason: FetchReason,
        host: str,
        explanation: str,
        *,
        status: int | None = None,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(f"{host or 'an address'}: {explanation} ({reason})")
        self.reason = reason
        self.host = host
        self.explanation = explanation
        self.status = status
        self.retry_after_s = retry_after_s

    @property
    def is_temporary(self) -> bool:
        """The same request may well succeed later, without anybody changing anything."""
        return self.reason in _TEMPORARY or self.status in BUSY_STATUSES

    @property
    def was_asked(self) -> bool:
        """False where we kept away from the host: that says nothing against the feed."""
        return self.reason not in _NOT_ASKED


def failure_of(error: Exception, host: str) -> FetchFailed:
    """What an error of the HTTP library comes to, told by what it was raised from."""
    causes = tuple(_causes_of(error))
    named = type(causes[-1]).__name__
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return FetchFailed(FetchReason.CERTIFICATE, host, "its certificate was not accepted")
    if any(isinstance(cause, TimeoutError) for cause in causes):
        return FetchFailed(FetchReason.TIMEOUT, host, "no TLS connection in time")
    if isinstance(error, ValueError):
        return FetchFailed(FetchReason.BAD_REQUEST, host, f"the request cannot be sent, {named}")
    if any(isinstance(cause, http.client.IncompleteRead) for cause in causes):
        return FetchFailed(FetchReason.TRUNCATED, host, "its answer ended too early")
    return FetchFailed(FetchReason.CONNECTION, host, f"the connection broke, {named}")


def _causes_of(error: BaseException) -> Iterator[BaseException]:
    """The error and what it was raised from, the oldest last."""
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__
