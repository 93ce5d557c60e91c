"""Writes what belongs together, an authority's applications or a month's changes, in all its formats at once."""

from collections.abc import Callable, Iterable, Mapping, Sequence, Sized
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, TypeVar

from alerts.syndication.format import Format
from alerts.syndication.manifest import PACKED, FileEntry
from alerts.syndication.text_file import Body, Counted

Records = TypeVar("Records", bound=Sized)


class About(NamedTuple):
    """What a set of files is of, and its name without an ending: `E09000007/applications`."""

    stem: str
    made_at: datetime
    authority: str | None = None
    month: str | None = None


class Span(NamedTuple):
    """The first and the last day that records are of, as ISO 8601 writes them."""

    first_day: str | None
    last_day: str | None


NO_SPAN = Span(None, None)


def span_of(days: Iterable[str | None]) -> Span:
    known = sorted(day for day in days if day)
    return Span(known[0], known[-1]) if known else NO_SPAN


class Sealed(NamedTuple):
    """A file that is written: its name, its size, its sum, and where its records lie."""

    name: str
    format: str
    bytes: int
    sha256: str
    body: Body | None

    def entry(self, about: About, rows: int, changed_at: datetime | None, span: Span = NO_SPAN) -> FileEntry:
        return FileEntry(
            self.name,
            self.format,
            about.authority,
            about.month,
            rows,
            self.bytes,
            self.sha256,
            about.made_at,
            changed_at,
            self.body,
            *span,
        )


def variants(formats: Mapping[str, Format[Records]]) -> Iterable[tuple[Format[Records], bool]]:
    """Each format, a text packed too."""
    for each in formats.values():
        yield each, False
        if each.form is not None:
            yield each, True


def name_of(stem: str, form: Format[Records], is_packed: bool) -> str:
    return f"{stem}.{form.ending}{PACKED if is_packed else ''}"


def write_together(
    folder: Path, about: About, formats: Mapping[str, Format[Records]], batches: Iterable[Records]
) -> tuple[int, list[Sealed]]:
    """Write some records into a file of each format, and count them."""
    rows = 0
    (folder / about.stem).parent.mkdir(exist_ok=True)
    with ExitStack() as stack:
        open_files = []
        for form, is_packed in variants(formats):
            name = name_of(about.stem, form, is_packed)
            file = stack.enter_context((folder / name).open("xb"))
            out = Counted(file)
            stack.callback(out.abandon)
            open_files.append((name, form, out, form.writer(out, is_packed=is_packed)))
        for records in batches:
            rows += len(records)
            for _name, _form, _out, writer in open_files:
                writer.write(records)
        sealed = []
        for name, form, out, writer in open_files:
            body = writer.close()
            sealed.append(Sealed(name, form.ending, out.size, out.sha256, body))
    return rows, sealed


def join_together(
    folder: Path,
    about: About,
    formats: Mapping[str, Format[Records]],
    parts: Sequence[FileEntry],
    check: Callable[[], None],
) -> list[Sealed]:
    """Put files of the same formats together, without reading a record of a text. `check` is asked before each."""
    sealed = []
    for form, is_packed in variants(formats):
        name = name_of(about.stem, form, is_packed)
        same = [each for each in parts if each.format == form.ending and each.is_packed == is_packed]
        check()
        with (folder / name).open("xb") as file:
            out = Counted(file)
            body = form.join([(folder / each.name, each.body) for each in same], out, is_packed=is_packed)
        sealed.append(Sealed(name, form.ending, out.size, out.sha256, body))
    return sealed
