"""What a request says and what an answer means, before any byte of its body is read: pure rules of HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from scheduler.backoff import retry_after_s
from scheduler.errors import FetchFailed, FetchReason
from scheduler.request import Request

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_BODY_KEPT_BY = frozenset({307, 308})
_KEPT_FOR_STRANGERS = frozenset({"accept", "content-type"})
_ALWAYS_OURS = frozenset({"accept-encoding", "connection", "content-length", "host", "user-agent"})
_VALIDATOR_CHARACTERS = 512


@dataclass(frozen=True)
class Validators:
    """What names the copy that we hold (RFC 9110, 8.8): sent back verbatim, a weak ETag as it is."""

    etag: str | None = None
    last_modified: str | None = None

    @classmethod
    def of(cls, etag: str | None, last_modified: str | None) -> Validators:
        """Leave out what is no plain short line: it comes from a server and goes into a header."""
        return cls(_plain(etag), _plain(last_modified))

    def headers(self) -> dict[str, str]:
        said = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in said.items() if value is not None}


def _plain(value: str | None) -> str | None:
    if value is None or not 0 < len(value) <= _VALIDATOR_CHARACTERS:
        return None
    return value if value.isascii() and value.isprintable() and value == value.strip() else None


def address_of(request: Request) -> str:
    """The request's address with its parameters added to what its query already holds."""
    if not request.params:
        return request.url
    bare, _, _ = request.url.partition("#")
    return f"{bare}{'&' if '?' in bare else '?'}{urlencode(request.params)}"


def headers_for(request: Request, held: Validators, *, is_own_host: bool) -> dict[str, str]:
    """The headers to send. A host that the feed was not meant for gets none that could hold a key."""
    asked = {
        name: value
        for name, value in request.headers
        if name.lower() not in _ALWAYS_OURS and (is_own_host or name.lower() in _KEPT_FOR_STRANGERS)
    }
    part = {"Range": f"bytes={request.part[0]}-{request.part[1]}"} if request.part else {}
    return asked | held.headers() | part


@dataclass(frozen=True)
class MovedTo:
    location: str


@dataclass(frozen=True)
class NotModified:
    held: Validators


@dataclass(frozen=True)
class Whole:
    """A page whose body is worth reading, in `encoding`; the part that was asked for where its status is 206."""

    validators: Validators
    encoding: str
    status: int = 200


Meaning = MovedTo | NotModified | Whole


def meaning_of(
    status: int, headers: Mapping[str, str], *, request: Request, held: Validators, host: str, cap_s: float
) -> Meaning:
    """Where to go, that nothing changed, or a body to read; FetchFailed for any other answer.

    `headers` is read by names as HTTP writes them and must not mind their case.
    """
    location = headers.get("Location")
    if status in _REDIRECTS and location is not None:
        if request.method != "GET" and status not in _BODY_KEPT_BY:
            explanation = f"redirected a {request.method} by {status}, which would drop what it asks"
            raise FetchFailed(FetchReason.HTTP_STATUS, host, explanation, status=status)
        return MovedTo(location)
    validators = Validators.of(headers.get("ETag"), headers.get("Last-Modified"))
    if status == 304 and held.headers():
        return NotModified(
            Validators(validators.etag or held.etag, validators.last_modified or held.last_modified)
        )
    if status != 200 and not _is_part(status, headers, request):
        wait_s = retry_after_s(headers.get("Retry-After"), headers.get("Date"), cap_s)
        raise FetchFailed(
            FetchReason.HTTP_STATUS, host, f"answered {status}", status=status, retry_after_s=wait_s
        )
    if headers.get("Transfer-Encoding", "chunked").strip().lower() != "chunked":
        raise FetchFailed(FetchReason.ENCODING, host, "a transfer encoding that was not asked for")
    return Whole(validators, headers.get("Content-Encoding", ""), status)


def _is_part(status: int, headers: Mapping[str, str], request: Request) -> bool:
    """Whether this is the part that was asked for, as its bytes are: of what is packed, a part cannot be unpacked."""
    if status != 206 or request.part is None:
        return False
    is_plain = headers.get("Content-Encoding", "identity").strip().lower() == "identity"
    return is_plain and headers.get("Content-Range", "").startswith(f"bytes {request.part[0]}-")


def check_length(headers: Mapping[str, str], max_bytes: int, host: str) -> None:
    """FetchFailed if the answer says that it is too long; what it does not say is found in reading."""
    length = headers.get("Content-Length", "")
    if length.isascii() and length.isdigit() and (len(length) > 15 or int(length) > max_bytes):
        raise FetchFailed(FetchReason.TOO_LARGE, host, f"more than {max_bytes} bytes")
