"""The shipped server: nobody holds a connection by sending slowly, and what is too large is refused unread."""

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask, request

from alerts.cli.serving import LONGEST_HEADER, serve, server_of


def echo() -> Flask:
    app = Flask(__name__)
    app.add_url_rule("/", "size", lambda: str(len(request.get_data())), methods=["GET", "POST"])
    return app


@contextmanager
def serving(arrives_within_s: float) -> Iterator[int]:
    server = server_of(echo(), "127.0.0.1", 0, arrives_within_s)
    closing = threading.Event()
    thread = threading.Thread(target=serve, args=(server, closing))
    thread.start()
    yield server.effective_port
    server.task_dispatcher.shutdown(timeout=5)
    closing.set()
    server.close()
    thread.join(5)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serving(1.0) as port:
        yield port


def answer(port: int, sent: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(sent)
        return connection.recv(4096)


def is_closed_within(port: int, pieces: Iterator[bytes], seconds: float) -> bool:
    """Send pieces a fifth of a second apart until the server hangs up."""
    begun = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=0.2) as connection:
        while time.monotonic() - begun < seconds:
            try:
                connection.sendall(next(pieces))
                if connection.recv(100) == b"":
                    return True
            except TimeoutError:
                continue
            except OSError:
                return True
    return False


def dripping(first: bytes) -> Iterator[bytes]:
    yield first
    while True:
        yield b"a"


@pytest.mark.fault("W-15")
@pytest.mark.parametrize(
    "first",
    [
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n",
    ],
)
def test_a_request_that_comes_a_byte_at_a_time_is_dropped(port: int, first: bytes) -> None:
    assert is_closed_within(port, dripping(first), 6)


@pytest.mark.fault("W-15")
def test_one_that_comes_whole_is_answered_however_often_the_connection_is_used(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.connect()
    own = connection.sock
    for _ in range(3):
        connection.request("POST", "/", body=b"abc")
        assert connection.getresponse().read() == b"3"
        assert connection.sock is own
        time.sleep(0.6)
    connection.close()


@pytest.mark.fault("W-15")
def test_what_is_too_large_is_refused_before_it_is_sent(port: int) -> None:
    large = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 30000000\r\n\r\n"
    assert answer(port, large).startswith(b"HTTP/1.1 413")
    header = b"GET / HTTP/1.1\r\nHost: x\r\nX-Large: " + b"a" * 3 * LONGEST_HEADER + b"\r\n\r\n"
    assert answer(port, header).startswith(b"HTTP/1.0 431")
    assert answer(port, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").startswith(b"HTTP/1.1 200")


class SocketGone:
    """A server whose socket is closed while it waits for it."""

    def run(self) -> None:
        raise OSError(9, "Bad file descriptor")


def test_a_socket_that_is_gone_is_no_trouble_while_we_close_and_trouble_before() -> None:
    closing = threading.Event()
    with pytest.raises(OSError, match="Bad file descriptor"):
        serve(SocketGone(), closing)
    closing.set()
    serve(SocketGone(), closing)
