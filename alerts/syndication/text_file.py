"""Files of text, written a batch at a time: what stands before, between and after the records, and where they lie.

Files of one form can be joined without reading a record: a file is `before`, its records, `after`. A packed file has
each of the three in a gzip member of its own, so that packed records can be joined as they are.
"""

import gzip
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Generic, NamedTuple, TypeVar

Records_contra = TypeVar("Records_contra", contravariant=True)

_CHUNK = 1 << 20
_LEVEL = 6


class Body(NamedTuple):
    """Where the records of a file lie in it, in bytes."""

    start: int
    end: int


@dataclass(frozen=True)
class TextForm(Generic[Records_contra]):
    """A form of file; `lines` puts some records into text, each by itself."""

    before: str
    between: str
    after: str
    lines: Callable[[Records_contra], Iterable[str]]


class Counted:
    """A file being written whose bytes are counted and summed up as they go by."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._sum = hashlib.sha256()
        self.size = 0
        self.closed = False

    def abandon(self) -> None:
        """Take no more: what a library writes while it is being thrown away goes nowhere."""
        self.closed = True

    def write(self, data: bytes) -> int:
        if self.closed:
            return len(data)
        self._sum.update(data)
        self.size += memoryview(data).nbytes
        return self._out.write(data)

    def tell(self) -> int:
        return self.size

    def flush(self) -> None:
        self._out.flush()

    @property
    def sha256(self) -> str:
        return self._sum.hexdigest()


class TextWriter(Generic[Records_contra]):
    """Writes one file of a form, packed or not."""

    def __init__(self, form: TextForm[Records_contra], out: Counted, *, is_packed: bool = False) -> None:
        self._form = form
        self._out = out
        self._is_packed = is_packed
        self._write_apart(form.before)
        self._start = out.size
        self._packer = self._new_packer() if is_packed else None
        self._is_first = True

    def write(self, records: Records_contra) -> None:
        text = self._form.between.join(self._form.lines(records))
        if text:
            data = (text if self._is_first else self._form.between + text).encode()
            (self._packer or self._out).write(data)
            self._is_first = False

    def close(self) -> Body:
        """End the file, and tell where its records lie."""
        if self._packer:
            self._packer.close()
        body = Body(self._start, self._out.size)
        self._write_apart(self._form.after)
        return body

    def _write_apart(self, text: str) -> None:
        if text:
            self._out.write(packed(text.encode()) if self._is_packed else text.encode())

    def _new_packer(self) -> gzip.GzipFile:
        return gzip.GzipFile(filename="", mode="wb", compresslevel=_LEVEL, fileobj=self._out, mtime=0)


def packed(data: bytes) -> bytes:
    return gzip.compress(data, _LEVEL, mtime=0)


def join(
    form: TextForm[Records_contra],
    parts: Sequence[tuple[Path, Body]],
    out: Counted,
    *,
    is_packed: bool = False,
) -> Body:
    """One file of the records of several; where they lie in it."""
    seams = [text.encode() for text in (form.before, form.between, form.after)]
    before, between, after = [packed(seam) if is_packed and seam else seam for seam in seams]
    out.write(before)
    start = out.size
    filled = [(path, body) for path, body in parts if body.end > body.start]
    for number, (path, body) in enumerate(filled):
        if number:
            out.write(between)
        _copy(path, body, out)
    end = out.size
    out.write(after)
    if is_packed and not out.size:  # nothing at all is no packed file
        out.write(packed(b""))
    return Body(start, end)


def _copy(path: Path, body: Body, out: Counted) -> None:
    with path.open("rb") as file:
        file.seek(body.start)
        left = body.end - body.start
        while left:
            chunk = file.read(min(_CHUNK, left))
            if not chunk:
                raise OSError(f"{path} is shorter than it was")
            out.write(chunk)
            left -= len(chunk)
