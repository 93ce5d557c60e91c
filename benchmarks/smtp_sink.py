"""A mail server that takes every letter as fast as it comes and forgets it, in a process of its own."""

import multiprocessing
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

_END = b"\r\n.\r\n"


@contextmanager
def sink(round_trip_s: float = 0.0) -> Iterator[int]:
    """Its port, while the block lasts; each answer comes after `round_trip_s`."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=64)
    process = multiprocessing.get_context("fork").Process(
        target=_serve, args=(listening, round_trip_s), daemon=True
    )
    process.start()
    try:
        yield listening.getsockname()[1]
    finally:
        process.terminate()
        process.join()
        listening.close()


def _serve(listening: socket.socket, round_trip_s: float) -> None:
    while True:
        connection, _ = listening.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=_take_all, args=(connection, round_trip_s), daemon=True).start()


def _take_all(connection: socket.socket, round_trip_s: float) -> None:
    connection.sendall(b"220 sink\r\n")
    while line := _until(connection, b"\r\n"):
        verb = line[:4].upper()
        _say(
            connection,
            {b"DATA": b"354 go\r\n", b"QUIT": b"221 bye\r\n"}.get(verb, b"250 ok\r\n"),
            round_trip_s,
        )
        if verb == b"DATA":
            _until(connection, _END)
            _say(connection, b"250 taken\r\n", round_trip_s)
    connection.close()


def _say(connection: socket.socket, answer: bytes, round_trip_s: float) -> None:
    if round_trip_s:
        time.sleep(round_trip_s)
    connection.sendall(answer)


def _until(connection: socket.socket, end: bytes) -> bytes:
    """All that comes up to this end, which no client of ours sends anything after; empty once it has hung up."""
    received = b""
    while not received.endswith(end):
        piece = connection.recv(262_144)
        if not piece:
            return b""
        received += piece
    return received
