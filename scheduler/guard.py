"""Connections that keep a deadline over every byte: TLS handshake, headers and body.

A socket's own timeout begins anew with each byte, so that a server which sends one byte at a time is never
late. Here what remains is set before each read. Works in any thread, needs no signal and no watchdog.
"""

from __future__ import annotations

import http.client
import io
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from scheduler.errors import FetchFailed, FetchReason
from scheduler.wire import Wire

_current: ContextVar[Wire] = ContextVar("wire")


@contextmanager
def using(wire: Wire) -> Iterator[None]:
    """Every guarded connection opened or read in this block, by this thread, is held to `wire`."""
    token = _current.set(wire)
    try:
        yield
    finally:
        _current.reset(token)


class GuardedConnection:
    """Mixed into the HTTP library's connections, before them. Outside of `using` it fails."""

    sock: socket.socket
    port: int
    _dns_host: str

    def _new_conn(self) -> socket.socket:
        return _current.get().connect(self._dns_host, self.port)

    def send(self, message: Any) -> None:
        if self.sock is not None:
            # One call of `sendall` keeps its timeout over all it sends.
            self.sock.settimeout(_current.get().deadline.socket_timeout_s())
        super().send(message)  # type: ignore[misc]

    def response_class(self, sock: socket.socket, *, method: str | None = None) -> http.client.HTTPResponse:
        return http.client.HTTPResponse(_TimedSocket(sock, _current.get()), method=method)  # type: ignore[arg-type]


class _TimedSocket:
    """As much of a socket as `http.client` uses to read an answer."""

    def __init__(self, sock: socket.socket, wire: Wire) -> None:
        self._sock = sock
        self._wire = wire

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_TimedReader(self._sock, self._wire))


class _TimedReader(io.RawIOBase):
    def __init__(self, sock: socket.socket, wire: Wire) -> None:
        self._sock = sock
        self._raw = sock.makefile("rb", buffering=0)
        self._wire = wire
        self._has_begun = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        deadline = self._wire.deadline
        if deadline.remaining_s() <= 0:
            raise self._late()
        self._sock.settimeout(deadline.socket_timeout_s())
        try:
            count = self._raw.readinto(buffer)
        except TimeoutError:
            raise self._late() from None
        self._has_begun = True
        return count

    def close(self) -> None:
        if not self.closed:
            self._raw.close()
        super().close()

    def _late(self) -> FetchFailed:
        host = self._wire.destination.host
        if self._has_begun:
            return FetchFailed(FetchReason.TOO_SLOW, host, "its answer did not end in time")
        return FetchFailed(FetchReason.TIMEOUT, host, "no answer in time")
