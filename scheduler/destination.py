"""Where a request may go: one strict reading of an address, and the rules for it and for each redirect.

Strict, because two programs that read one address differently is how a check is passed by one host and the
connection made to another. Nothing here resolves a name or opens a connection.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import urljoin, urlsplit

from scheduler.errors import FetchFailed, FetchReason

PORTS = {"http": 80, "https": 443}

_NETLOC = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(?P<port>[0-9]{1,5}))?")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_CONTROL_OR_BACKSLASH = re.compile(r"[\x00-\x1f\x7f\\]")
_SHOWN_CHARACTERS = 80


@dataclass(frozen=True)
class Destination:
    """An address taken apart. `host` is a lower-case name or a canonical IP address without brackets."""

    url: str
    scheme: str
    host: str
    port: int

    def is_listed(self, allowed: frozenset[str]) -> bool:
        """Whether an operator named this host, or this host and port, as one that may be private."""
        bracketed = f"[{self.host}]" if ":" in self.host else self.host
        return not allowed.isdisjoint({self.host, bracketed, f"{bracketed}:{self.port}"})

    def shares_origin(self, other: Destination) -> bool:
        """Whether headers meant for `other` may be sent here: the same host and port, or its own https."""
        if self.host != other.host:
            return False
        is_upgrade = (other.scheme, other.port, self.scheme, self.port) == ("http", 80, "https", 443)
        return (self.scheme, self.port) == (other.scheme, other.port) or is_upgrade


def destination_of(url: str, said_by: str = "") -> Destination:
    """Read an absolute http or https address; FetchFailed names the rule that any other breaks.

    `said_by` is the host that sent us there, named where the address has no host of its own to name.
    """
    url = url.strip(" ")
    if _CONTROL_OR_BACKSLASH.search(url):
        raise FetchFailed(FetchReason.BAD_URL, said_by, "an address with a backslash or control character")
    try:
        parts = urlsplit(url)
    except ValueError:
        raise FetchFailed(FetchReason.BAD_URL, said_by, "an address that cannot be read") from None
    if parts.scheme not in PORTS:
        scheme = ascii(parts.scheme)[:_SHOWN_CHARACTERS]
        raise FetchFailed(FetchReason.BAD_SCHEME, said_by, f"only http and https are fetched, not {scheme}")
    if "@" in parts.netloc:
        raise FetchFailed(FetchReason.BAD_URL, said_by, "an address with a user name or password")
    host, port = _place_of(parts.netloc, parts.scheme, said_by)
    netloc = f"[{host}]" if ":" in host else host
    if port != PORTS[parts.scheme]:
        netloc += f":{port}"
    return Destination(parts._replace(netloc=netloc, fragment="").geturl(), parts.scheme, host, port)


def _place_of(netloc: str, scheme: str, said_by: str) -> tuple[str, int]:
    read = _NETLOC.fullmatch(netloc)
    if read is None:
        shown = ascii(netloc)[:_SHOWN_CHARACTERS]
        raise FetchFailed(FetchReason.BAD_URL, said_by, f"{shown} is not a plain host")
    host = _host_of(read["host"].lower(), said_by)
    port = int(read["port"]) if read["port"] else PORTS[scheme]
    if not 0 < port < 65536:
        raise FetchFailed(FetchReason.BAD_URL, host, f"port {port} does not exist")
    return host, port


def _host_of(written: str, said_by: str) -> str:
    try:
        if written.startswith("["):
            return str(IPv6Address(written[1:-1]))
        host = written.removesuffix(".")
        labels = host.split(".")
        if _NUMBER.fullmatch(labels[-1]):
            # 2130706433, 0x7f.1, 0177.0.0.1 and 127.1 are all 127.0.0.1 to the C library.
            return str(IPv4Address(host))
    except ValueError:
        shown = written[:_SHOWN_CHARACTERS]
        raise FetchFailed(FetchReason.REFUSED_ADDRESS, shown, "not an address written in full") from None
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        shown = written[:_SHOWN_CHARACTERS]
        raise FetchFailed(FetchReason.BAD_URL, said_by, f"{shown} is not a host name")
    return host


def first_destination(url: str, configured_url: str, allowed: frozenset[str]) -> Destination:
    """Where a request starts: what the operator configured, or a `next` address under the same rules."""
    configured = destination_of(configured_url)
    there = destination_of(url)
    if there.scheme == "http" and configured.scheme != "http":
        raise FetchFailed(FetchReason.BAD_SCHEME, there.host, "http, where the feed is configured with https")
    _check_place(there, configured, allowed)
    return there


def redirected(here: Destination, location: str, configured_url: str, allowed: frozenset[str]) -> Destination:
    """Where a redirect leads; FetchFailed if it leaves https or what the feed may reach."""
    try:
        # Servers send raw UTF-8 here, which the HTTP library hands over as Latin-1.
        joined = urljoin(here.url, location.encode("latin-1").decode("utf-8", "replace"))
    except ValueError:
        raise FetchFailed(FetchReason.BAD_URL, here.host, "redirected to an unreadable address") from None
    there = destination_of(joined, here.host)
    if there.scheme == "http" and here.scheme != "http":
        raise FetchFailed(FetchReason.BAD_SCHEME, there.host, f"{here.host} redirected from https to http")
    _check_place(there, destination_of(configured_url), allowed)
    return there


def _check_place(there: Destination, configured: Destination, allowed: frozenset[str]) -> None:
    if there.is_listed(allowed):
        # Otherwise any council's feed could send us into the operator's own network.
        if not configured.is_listed(allowed):
            raise FetchFailed(
                FetchReason.REFUSED_ADDRESS, there.host, "is open only to feeds that live there"
            )
        return
    is_configured = (there.host, there.port) == (configured.host, configured.port)
    if there.port not in PORTS.values() and not is_configured:
        raise FetchFailed(
            FetchReason.BAD_URL, there.host, f"port {there.port} is not 80, 443 or the feed's own"
        )
