"""A mail server that keeps nothing but a note of each e-mail: quick, in a process of its own, and it looks.

Each must have a Message-ID, be addressed to whom it is handed over for, and that must be one of the people. What is
noted (person, simulated time, digest of the Message-ID) is counted at the end.
"""

import asyncio
import hashlib
import threading
from array import array
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.rehearsal.processes import messages
from benchmarks.rehearsal.simulated_clock import SimulatedClock

DOMAIN = "people.example"
_REPLIES = {
    b"EHLO": b"250-sink.example\r\n250-8BITMIME\r\n250 SIZE 50000000\r\n",
    b"HELO": b"250 sink.example\r\n",
    b"MAIL": b"250 ok\r\n",
    b"RSET": b"250 ok\r\n",
    b"NOOP": b"250 ok\r\n",
}
_END = b"\r\n.\r\n"


def address_of(person: int) -> str:
    return f"p{person}@{DOMAIN}"


class Received(NamedTuple):
    """The e-mails that came, in their order, and how many of them were not as they have to be."""

    person: np.ndarray
    at: np.ndarray
    message_id: np.ndarray
    faults: int
    bytes: int


class _Book:
    """Notes of e-mails; one thread writes, another copies."""

    def __init__(self, people: int, clock: SimulatedClock) -> None:
        self._people, self._clock = people, clock
        self._person, self._at, self._id = array("i"), array("d"), array("Q")
        self.faults = self.bytes = 0

    def note(self, recipient: bytes, letter: bytes) -> None:
        head = letter[: letter.find(b"\r\n\r\n")]
        to, message_id = _header(head, b"to"), _header(head, b"message-id")
        local, _, domain = recipient.decode("ascii", "replace").partition("@")
        number = int(local[1:]) if local[:1] == "p" and local[1:].isdigit() else -1
        is_known = domain == DOMAIN and 0 <= number < self._people
        if not (is_known and message_id and recipient in to):
            self.faults += 1
        self._person.append(number)
        self._at.append(self._clock.timestamp())
        self._id.append(digest(message_id))
        self.bytes += len(letter)

    def received(self) -> Received:
        columns = (np.array(each) for each in (self._person, self._at, self._id))
        return Received(*columns, self.faults, self.bytes)

    def __len__(self) -> int:
        return len(self._id)


def digest(message_id: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(message_id, digest_size=8).digest(), "big")


def _header(head: bytes, name: bytes) -> bytes:
    """A header's value as it stands, its further lines with it."""
    at = (b"\r\n" + head.lower()).find(b"\r\n" + name + b":")
    if at < 0:
        return b""
    value = head[at + len(name) + 1 :]
    end = value.find(b"\r\n")
    while end >= 0 and value[end + 2 : end + 3] in (b" ", b"\t"):
        end = value.find(b"\r\n", end + 2)
    return (value if end < 0 else value[:end]).strip()


class _Session(asyncio.Protocol):
    def __init__(self, book: _Book) -> None:
        self._book = book
        self._held = bytearray()
        self._recipient = b""
        self._is_reading = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._say(b"220 sink.example\r\n")

    def data_received(self, data: bytes) -> None:
        looked = max(0, len(self._held) - len(_END))
        self._held += data
        while (end := self._held.find(_END if self._is_reading else b"\r\n", looked)) >= 0:
            looked = 0
            piece = bytes(self._held[:end])
            del self._held[: end + (len(_END) if self._is_reading else 2)]
            self._letter(piece) if self._is_reading else self._command(piece)

    def _letter(self, letter: bytes) -> None:
        self._is_reading = False
        self._book.note(self._recipient, letter)
        self._say(b"250 noted\r\n")

    def _command(self, line: bytes) -> None:
        verb = line[:4].upper()
        if verb == b"RCPT":
            self._recipient = line.partition(b"<")[2].partition(b">")[0]
            self._say(b"250 ok\r\n")
        elif verb == b"DATA":
            self._is_reading = True
            self._say(b"354 go on\r\n")
        elif verb == b"QUIT":
            self._say(b"221 bye\r\n")
            self._transport.close()
        else:
            self._say(_REPLIES.get(verb, b"500 what\r\n"))

    def _say(self, answer: bytes) -> None:
        self._transport.write(answer)  # type: ignore[attr-defined]


def receive(connection: Connection, people: int, clock: Path) -> None:
    """Take mail until told None; tells its port first, then counts ("count") or all that came ("all")."""
    book = _Book(people, SimulatedClock(clock))
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(loop.create_server(lambda: _Session(book), "127.0.0.1", 0, backlog=128))
    threading.Thread(target=loop.run_forever, daemon=True).start()
    connection.send(server.sockets[0].getsockname()[1])
    for asked in messages(connection):
        connection.send(book.received() if asked == "all" else len(book))
    loop.call_soon_threadsafe(loop.stop)
