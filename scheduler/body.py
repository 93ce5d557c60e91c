"""The body of an answer, decoded and bounded: never more in memory than the limit and one piece."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from scheduler.errors import FetchFailed, FetchReason

PIECE_BYTES = 65536
_GZIP_MAGIC = b"\x1f\x8b"
_GZIP_WINDOW = 16 + zlib.MAX_WBITS


def read_body(chunks: Iterable[bytes], encoding: str, max_bytes: int, host: str) -> bytes:
    """Join and decode what arrives; FetchFailed once more than `max_bytes` came, on the wire or decoded.

    Only gzip and identity are asked for; anything else, `gzip, gzip` included, is refused unread.
    """
    named = encoding.strip().lower()
    if named not in {"", "identity", "gzip", "x-gzip"}:
        raise FetchFailed(FetchReason.ENCODING, host, "an encoding that was not asked for")
    received = _bounded(chunks, max_bytes, host)
    pieces = _gunzipped(received, host) if "gzip" in named else received
    return b"".join(_bounded(pieces, max_bytes, host))


def _bounded(chunks: Iterable[bytes], max_bytes: int, host: str) -> Iterator[bytes]:
    total = 0
    for chunk in chunks:
        total += len(chunk)
        if total > max_bytes:
            raise FetchFailed(FetchReason.TOO_LARGE, host, f"more than {max_bytes} bytes")
        yield chunk


def _gunzipped(chunks: Iterable[bytes], host: str) -> Iterator[bytes]:
    """Decode member after member, a piece at a time: 1 MB on the wire may be 1 GiB decoded."""
    member: zlib._Decompress | None = None
    for received in chunks:
        chunk = received
        while chunk:
            if member is None or member.eof:
                if member is not None and not chunk.startswith(_GZIP_MAGIC[: len(chunk)]):
                    return  # Padding after the last member, which gzip itself ignores.
                member = zlib.decompressobj(_GZIP_WINDOW)
            yield _decompressed(member, chunk, host)
            chunk = member.unused_data if member.eof else member.unconsumed_tail
    while member is not None and not member.eof:
        piece = _decompressed(member, b"", host)
        if not piece and not member.eof:
            raise FetchFailed(FetchReason.TRUNCATED, host, "the compressed body ends too early")
        yield piece


def _decompressed(member: zlib._Decompress, chunk: bytes, host: str) -> bytes:
    try:
        return member.decompress(chunk, PIECE_BYTES)
    except zlib.error:
        raise FetchFailed(FetchReason.ENCODING, host, "the body is not the gzip it is said to be") from None
