"""The site's own web server: waitress, but that a request has to arrive whole within a minute.

Waitress waits for the next byte of a request, not for its end: a client that sends one every few seconds would keep
its connection, one of a hundred, for good.
"""

import threading
import time
from collections.abc import Callable
from typing import Any
from wsgiref.types import WSGIApplication

from waitress.channel import HTTPChannel
from waitress.server import MultiSocketServer, create_server

from alerts.mail.returned.bounds import LARGEST

ARRIVES_WITHIN_S = 60.0
LONGEST_HEADER = 32 * 1024
_THREADS = 8


def server_of(app: WSGIApplication, host: str, port: int, arrives_within_s: float = ARRIVES_WITHIN_S) -> Any:
    """A server that listens; `run` serves. What is larger than any part of the site takes is refused unread."""
    server = create_server(
        app,
        host=host,
        port=port,
        threads=_THREADS,
        ident="",
        max_request_body_size=LARGEST + 1,
        max_request_header_size=LONGEST_HEADER,
        # Whose word is believed is decided in the application alone, by `trusted_proxies`: waitress would take it away.
        clear_untrusted_proxy_headers=False,
    )
    each = server.map.values() if isinstance(server, MultiSocketServer) else [server]
    for listening in each:
        listening.channel_class = _channels(arrives_within_s)
    return server


def serve(server: Any, closing: threading.Event) -> None:
    """Serve until the server is closed by another thread, which says so first: that takes its sockets away from under
    the loop, and the loop may find them gone while it waits for them.
    """
    try:
        server.run()
    except (OSError, ValueError):
        if not closing.is_set():
            raise


def _channels(arrives_within_s: float) -> Callable[..., HTTPChannel]:
    """The kind of connection that closes where a request takes longer than this to arrive."""

    class Channel(HTTPChannel):  # type: ignore[misc]
        begun_at: float | None = None

        def received(self, data: bytes) -> Any:
            taken = super().received(data)
            if self.request is None:
                self.begun_at = None
            elif self.begun_at is None:
                self.begun_at = time.monotonic()
            return taken

        def readable(self) -> Any:
            """Asked about once a second."""
            if self.begun_at is not None and time.monotonic() - self.begun_at > arrives_within_s:
                self.will_close = True
            return super().readable()

    return Channel
