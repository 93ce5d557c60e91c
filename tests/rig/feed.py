"""A feed's web server for tests: real sockets, scripted answers, and a log of what was asked.

    with FeedRig() as rig:
        rig.on("GET", "/applications.json", json_answer([]))
        rig.on("GET", "/flaky", [status(503), json_answer([])])       # in turn; the last one stays
        rig.on("GET", "/page", lambda asked: json_answer(asked.query))  # worked out from the request
        ...
        assert [asked.path for asked in rig.requests] == ["/applications.json"]

Nothing slow outlives the rig: every wait ends when it is closed, and a trickle ends with its reader. What a
script raises is raised again when the rig is closed.
"""

from __future__ import annotations

import ssl
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from socket import socket
from time import monotonic
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.rig.feed_answers import Answer


@dataclass
class Asked:
    """One request as it arrived. Header names are lower-case; times are of the monotonic clock."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    began_at: float
    ended_at: float | None = None
    sent_bytes: int = 0


Handler = Callable[[Asked], Answer]
Script = Answer | Handler | Sequence[Answer]


class FeedRig:
    """The server. `url` ends without a slash; `requests` and `connections` grow as they come in."""

    def __init__(self, certificate: Path | None = None) -> None:
        """Speaks TLS where `certificate` is a PEM file with certificate and key."""
        self.requests: list[Asked] = []
        self.connections = 0
        self.most_at_once = 0
        self.failures: list[BaseException] = []
        self._at_once = 0
        self._scripts: dict[tuple[str, str], Handler] = {}
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _Connection, self, certificate)
        self.host = "127.0.0.1"
        self.port = int(self._server.server_address[1])
        self.netloc = f"{self.host}:{self.port}"
        self.url = f"{'http' if certificate is None else 'https'}://{self.netloc}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> FeedRig:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        if error is None and self.failures:
            raise self.failures[0]

    def on(self, method: str, path: str, script: Script) -> None:
        """Answer this from now on: always the same, by a function, or one after another and then the last."""
        self._scripts[method, path] = _handler_of(script)

    def wait(self, seconds: float) -> None:
        """Pass time as a server would, but no longer than the rig lives."""
        self._closing.wait(seconds)

    def is_closing(self) -> bool:
        return self._closing.is_set()

    def connected(self) -> None:
        with self._lock:
            self.connections += 1

    def answer_to(self, asked: Asked) -> Answer:
        with self._lock:
            self.requests.append(asked)
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        script = self._scripts.get((asked.method, asked.path))
        return Answer(b"the rig has no such page", 404) if script is None else script(asked)

    def ended(self, asked: Asked) -> None:
        with self._lock:
            self._at_once -= 1
        asked.ended_at = monotonic()


def _handler_of(script: Script) -> Handler:
    if isinstance(script, Answer):
        return lambda _asked: script
    if callable(script):
        return script
    answers, turns = list(script), count()
    return lambda _asked: answers[min(next(turns), len(answers) - 1)]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, place: tuple[str, int], handler: Any, rig: FeedRig, certificate: Path | None) -> None:
        super().__init__(place, handler)
        self.rig = rig
        self._tls: ssl.SSLContext | None = None
        if certificate is not None:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._tls.load_cert_chain(certificate)

    def get_request(self) -> tuple[socket, Any]:
        sock, address = super().get_request()
        self.rig.connected()
        if self._tls is not None:
            # The handshake is left to the connection's own thread.
            sock = self._tls.wrap_socket(sock, server_side=True, do_handshake_on_connect=False)
        return sock, address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are what these tests are about; a script that fails is not."""
        error = sys.exception()
        if error is not None and not isinstance(error, OSError):
            self.rig.failures.append(error)


class _Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        asked, rig = self._asked(), self.server.rig
        try:
            self._send(rig.answer_to(asked), asked)
        except OSError:
            self.close_connection = True
        finally:
            rig.ended(asked)

    def do_POST(self) -> None:
        self.do_GET()

    def _asked(self) -> Asked:
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", 0)))
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        return Asked(self.command, parts.path, query, headers, body, monotonic())

    def _send(self, answer: Answer, asked: Asked) -> None:
        self.server.rig.wait(answer.delay_s)
        if answer.breaks or self.server.rig.is_closing():
            self.close_connection = True
            return
        self._write(self._head(answer), answer.head_gap_s, asked)
        for chunk in _chunks_of(answer):
            if self.server.rig.is_closing():
                break
            self._write(chunk, answer.body_gap_s, asked)

    def _head(self, answer: Answer) -> bytes:
        headers = [("Date", self.date_time_string()), *answer.headers]
        length = len(answer.body) if isinstance(answer.body, bytes) else None
        if answer.length is not None:
            length = answer.length
        if answer.is_chunked:
            headers.append(("Transfer-Encoding", "chunked"))
        elif answer.status != 304 and length is not None:
            headers.append(("Content-Length", str(length)))
        if answer.length is not None or (length is None and not answer.is_chunked):
            headers.append(("Connection", "close"))
            self.close_connection = True
        lines = [f"HTTP/1.1 {answer.status} Scripted", *(f"{name}: {value}" for name, value in headers)]
        return "\r\n".join([*lines, "", ""]).encode("latin-1")

    def _write(self, content: bytes, gap_s: float, asked: Asked) -> None:
        """All at once, or byte by byte with a gap before each."""
        pieces = [content] if gap_s == 0 else [content[n : n + 1] for n in range(len(content))]
        for piece in pieces:
            self.server.rig.wait(gap_s)
            if self.server.rig.is_closing():
                return
            self.wfile.write(piece)
            asked.sent_bytes += len(piece)

    def log_message(self, *_: Any) -> None:
        """The rig keeps its own log."""


def _chunks_of(answer: Answer) -> Iterator[bytes]:
    chunks = [answer.body] if isinstance(answer.body, bytes) else answer.body()
    if not answer.is_chunked:
        yield from chunks
        return
    for chunk in chunks:
        if chunk:
            yield b"%x\r\n%b\r\n" % (len(chunk), chunk)
    yield b"0\r\n\r\n"
