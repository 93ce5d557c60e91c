"""A format of files: what it is to those who ask for one, and what writes it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Protocol

from alerts.syndication.text_file import Body, Counted, Records_contra, TextForm, TextWriter, join


class Writer(Protocol[Records_contra]):
    """Writes one file, some records at a time. Closing it tells where they lie in it, if it is a text."""

    def write(self, records: Records_contra, /) -> None: ...

    def close(self) -> Body | None: ...


@dataclass(frozen=True)
class Format(Generic[Records_contra]):
    """By the ending of its files' names. A text has a form; anything else writes and joins its files by itself."""

    ending: str
    title: str
    media_type: str
    form: TextForm[Records_contra] | None = None
    make: Callable[[Counted], Writer[Records_contra]] | None = None
    copy: Callable[[Sequence[Path], Counted], None] | None = None

    def writer(self, out: Counted, *, is_packed: bool = False) -> Writer[Records_contra]:
        if self.form is not None:
            return TextWriter(self.form, out, is_packed=is_packed)
        assert self.make is not None
        return self.make(out)

    def join(
        self, parts: Sequence[tuple[Path, Body | None]], out: Counted, *, is_packed: bool = False
    ) -> Body | None:
        """One file of the records of several of this format."""
        if self.form is not None:
            bodies = [(path, body) for path, body in parts if body is not None]
            return join(self.form, bodies, out, is_packed=is_packed)
        assert self.copy is not None
        self.copy([path for path, _ in parts], out)
        return None
