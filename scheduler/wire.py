"""The connection beneath one request: where it really goes.

A name is resolved here and the connection made to the address that was checked, so that an answer which
changes between check and connect changes nothing. Knows sockets, not the HTTP library above.
"""

from __future__ import annotations

import queue
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from scheduler.addresses import is_public_address
from scheduler.deadline import Deadline
from scheduler.destination import Destination
from scheduler.errors import FetchFailed, FetchReason

_ADDRESSES_TRIED = 4

# Answers as `socket.getaddrinfo` does: tuples whose fifth item begins with an address.
Answers = Sequence[tuple[Any, ...]]
Resolve = Callable[[str, int], Answers]
# Address, port, seconds → a connected socket.
Dial = Callable[[str, int, float], socket.socket]


def resolve_tcp(host: str, port: int) -> Answers:
    """Ask the system's resolver, IPv4 and IPv6; OSError if it knows no such name."""
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


def dial_tcp(address: str, port: int, timeout_s: float) -> socket.socket:
    """Connect to an IP address; OSError if that fails."""
    sock = socket.create_connection((address, port), timeout_s)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


@dataclass(frozen=True)
class Wire:
    """What one request may connect to and until when. `is_private_allowed` lifts the check of addresses."""

    destination: Destination
    is_private_allowed: bool
    deadline: Deadline
    connect_s: float
    resolve: Resolve
    dial: Dial

    def connect(self, host: str, port: int) -> socket.socket:
        """Connect for the HTTP library, which has read the same address itself and must have read it alike.

        The socket's timeout is what remains for connecting, so that a TLS handshake on it ends in time.
        """
        there = self.destination
        if (host.strip("[]").rstrip(".").lower(), port) != (there.host, there.port):
            raise FetchFailed(FetchReason.BAD_URL, there.host, "the address can be read in two ways")
        until = self.deadline.within(self.connect_s)
        addresses = self._addresses(until)
        for address in addresses:
            if not (self.is_private_allowed or is_public_address(address)):
                raise FetchFailed(FetchReason.REFUSED_ADDRESS, there.host, f"{address} is not public")
        sock = self._dial_first(addresses[:_ADDRESSES_TRIED], until)
        sock.settimeout(until.socket_timeout_s())
        return sock

    def _addresses(self, until: Deadline) -> list[str]:
        there = self.destination
        if ":" in there.host or there.host.rpartition(".")[2].isdigit():
            return [there.host]
        answers = _answer_in_time(self.resolve, there, until)
        if answers is None:
            raise FetchFailed(FetchReason.TIMEOUT, there.host, "its name was not resolved in time")
        if not answers:
            raise FetchFailed(FetchReason.CONNECTION, there.host, "its name has no address")
        return list(dict.fromkeys(str(answer[4][0]) for answer in answers))

    def _dial_first(self, addresses: list[str], until: Deadline) -> socket.socket:
        failure: OSError = TimeoutError()
        for tried, address in enumerate(addresses):
            # A share each, so that a dead first address leaves time for the second.
            share_s = until.socket_timeout_s() / (len(addresses) - tried)
            try:
                return self.dial(address, self.destination.port, share_s)
            except OSError as error:
                failure = error
        reason = FetchReason.TIMEOUT if isinstance(failure, TimeoutError) else FetchReason.CONNECTION
        raise FetchFailed(reason, self.destination.host, f"no connection, {type(failure).__name__}")


def _answer_in_time(resolve: Resolve, there: Destination, until: Deadline) -> Answers | None:
    """What the resolver answers, empty if it fails, None if not in time: its own patience has no setting."""
    answer: queue.SimpleQueue[Answers] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answer.put(resolve(there.host, there.port))
        except (OSError, UnicodeError):
            answer.put(())

    threading.Thread(target=ask, name="resolve", daemon=True).start()
    try:
        return answer.get(timeout=until.socket_timeout_s())
    except queue.Empty:
        return None
