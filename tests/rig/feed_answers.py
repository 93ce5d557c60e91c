"""What the feed rig may answer: plain, slow, endless, lying, compressed. One value an answer."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

Chunks = Callable[[], Iterable[bytes]]


@dataclass(frozen=True)
class Answer:
    """One scripted answer.

    `body` is bytes, or a function that gives chunks for as long as it likes. `length` is the Content-Length to
    claim: None for the true one (none at all for chunks, whose end is the connection's). `is_chunked` frames the
    body as HTTP chunks instead. `delay_s` passes before the first byte; `head_gap_s` and `body_gap_s` pass before
    each single byte of headers and of body. `breaks` closes the connection where the answer would begin.
    """

    body: bytes | Chunks = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    length: int | None = None
    is_chunked: bool = False
    delay_s: float = 0
    head_gap_s: float = 0
    body_gap_s: float = 0
    breaks: bool = False


def json_answer(value: Any, *headers: tuple[str, str]) -> Answer:
    return Answer(json.dumps(value).encode(), headers=(("Content-Type", "application/json"), *headers))


def status(code: int, *headers: tuple[str, str]) -> Answer:
    return Answer(b"", code, headers)


def redirect(location: str, code: int = 302) -> Answer:
    return Answer(b"", code, (("Location", location),))


def gzipped(body: bytes) -> Answer:
    return Answer(gzip.compress(body), headers=(("Content-Encoding", "gzip"),))


def gzip_bomb(decoded_bytes: int) -> Answer:
    """Zeros, about a thousand times smaller on the wire, made as they are sent."""

    def chunks() -> Iterator[bytes]:
        packer = zlib.compressobj(9, wbits=31)
        zeros = bytes(2**20)
        for _ in range(decoded_bytes // len(zeros)):
            yield packer.compress(zeros)
        yield packer.flush()

    return Answer(chunks, headers=(("Content-Encoding", "gzip"),))


def endless(chunk: bytes = b"x" * 65536) -> Answer:
    """A body without length and without end."""

    def chunks() -> Iterator[bytes]:
        while True:
            yield chunk

    return Answer(chunks)


def silent(seconds: float = 300) -> Answer:
    """Takes the request and says nothing."""
    return Answer(delay_s=seconds)
