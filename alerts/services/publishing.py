"""Makes the files of open data: every format for each authority and for all, and the log of changes by month.

One read of the database, at one moment, writes all formats at once. An authority of which nothing changed keeps its
files, and the files of all are put together from those of each. How a night takes its place: `publishing_folder`.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from alerts.db import change_log, published
from alerts.db.published import Stand
from alerts.db.session import Database
from alerts.domain.errors import FilesNotMade
from alerts.services.publishing_changes import Seen, change_batches, months_between
from alerts.services.publishing_folder import alone, keep, night, read_manifest
from alerts.services.publishing_rows import Origin, ReceivedDays, batches
from alerts.services.publishing_writing import About, Records, Sealed, join_together, span_of, write_together
from alerts.syndication import FORMATS
from alerts.syndication.changes_file import CHANGE_FORMATS
from alerts.syndication.format import Format
from alerts.syndication.manifest import APPLICATIONS, CHANGES, FILES_JSON, SUMS, FileEntry, Manifest, sums

_VERSION = "2"
"""Of what is written of a record: another one makes every file anew."""

Progress = Callable[[int, int], None]
"""Told how many rows are done, and of how many."""


def _quietly(_done: int, _total: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True)
class Press:
    """What the files are made of, and where."""

    database: Database
    folder: Path
    origin: Origin
    clock: Callable[[], datetime]
    is_stopping: Callable[[], bool] = lambda: False


def make_files(press: Press, progress: Progress = _quietly) -> Manifest:
    """Make all files and put them in place together. Raises FilesNotMade; the former ones are in use until the end."""
    try:
        with alone(press.folder):
            former = read_manifest(press.folder)
            now = press.clock().astimezone(UTC)
            with night(press.folder, now) as aside:
                return _Night(press, aside, now, former, progress).make()
    except OSError as error:
        raise FilesNotMade(
            f"the files in {press.folder} cannot be made: {error.strerror or error}"
        ) from error


@dataclass
class _Night:
    """One night on its way: where it is written, what was there before, and how many rows are done."""

    press: Press
    aside: Path
    now: datetime
    former: tuple[Path, Manifest] | None
    progress: Progress
    done: int = 0
    total: int = 0
    states: dict[str, str] = field(default_factory=dict)

    def make(self) -> Manifest:
        with self.press.database.one_pass() as session:
            parts = list(self._of_authorities(session))
            months = list(self._of_months(session))
            last_log_no = change_log.last_no(session)
        files = (*self._of_all(APPLICATIONS, FORMATS, parts), *self._of_all(CHANGES, CHANGE_FORMATS, months))
        origin = self.press.origin
        manifest = Manifest(
            self.now, origin.base_url, origin.is_demonstration, last_log_no, files, self.states
        )
        self._write(FILES_JSON, manifest.as_json())
        self._write(SUMS, sums(files))
        return manifest

    def _of_authorities(self, session: Session) -> Iterator[FileEntry]:
        """The files of each authority: those of before where nothing has changed."""
        stands, wards = published.stands(session), published.ward_stands(session)
        self.total = sum(stand.rows for stand in stands.values())
        for authority, stand in stands.items():
            self.states[authority] = self._state_of(stand, wards.get(authority))
            files = self._kept(authority) or self._written(session, authority, stand)
            yield from files
            self.done += stand.rows
            self.progress(self.done, self.total)

    def _state_of(self, *known: object) -> str:
        """All that an authority's files depend on, in a word."""
        origin = self.press.origin
        licences = sorted(origin.licences.items())
        said = repr((_VERSION, origin.base_url, origin.is_demonstration, licences, *known))
        return hashlib.sha256(said.encode()).hexdigest()[:32]

    def _kept(self, authority: str) -> list[FileEntry]:
        if self.former is None or self.former[1].states.get(authority) != self.states[authority]:
            return []
        folder, manifest = self.former
        files = list(manifest.of_authority(authority))
        if not all((folder / each.name).exists() for each in files):
            return []
        for each in files:
            keep(folder / each.name, self.aside / each.name)
        return files

    def _written(self, session: Session, authority: str, stand: Stand) -> list[FileEntry]:
        about = About(f"{authority}/{APPLICATIONS}", self.now, authority)
        days = ReceivedDays()
        records = self._unless_stopped(batches(session, self.press.origin, authority))
        rows, sealed = write_together(self.aside, about, FORMATS, days.watching(records))
        if not rows:  # all are held back
            return self._taken_away(sealed)
        return [each.entry(about, rows, stand.changed_at, days.span()) for each in sealed]

    def _of_months(self, session: Session) -> Iterator[FileEntry]:
        """The log of changes month by month. A month whose content is what it was keeps its files."""
        for month in months_between(published.noticed_between(session)):
            about = About(f"{CHANGES}/{month.name}", self.now, month=month.name)
            records = self._unless_stopped(change_batches(session, self.press.origin, month))
            seen = Seen()
            rows, sealed = write_together(self.aside, about, CHANGE_FORMATS, seen.watching(records))
            made = (
                [each.entry(about, rows, seen.at, seen.span()) for each in sealed]
                if rows
                else self._taken_away(sealed)
            )
            yield from map(self._kept_if_same, made)

    def _kept_if_same(self, made: FileEntry) -> FileEntry:
        before = self.former and self.former[1].named(made.name)
        if not self.former or not before or before.sha256 != made.sha256:
            return made
        (self.aside / made.name).unlink()
        keep(self.former[0] / made.name, self.aside / made.name)
        return made._replace(made_at=before.made_at)

    def _of_all(
        self, stem: str, formats: Mapping[str, Format[Records]], parts: Sequence[FileEntry]
    ) -> Iterator[FileEntry]:
        """The files of all together, then those they are made of."""
        about = About(stem, self.now)
        some = next(iter(formats))
        rows = sum(each.rows for each in parts if each.format == some and not each.is_packed)
        span = span_of(day for each in parts for day in (each.first_day, each.last_day))
        newest = max((each.changed_at for each in parts if each.changed_at), default=None)
        for sealed in join_together(self.aside, about, formats, parts, self._check):
            yield sealed.entry(about, rows, newest, span)
        yield from parts

    def _unless_stopped(self, records: Iterable[Records]) -> Iterator[Records]:
        for each in records:
            self._check()
            yield each

    def _check(self) -> None:
        if self.press.is_stopping():
            raise FilesNotMade("the service is being stopped: the files are made when it runs again")

    def _taken_away(self, sealed: Iterable[Sealed]) -> list[FileEntry]:
        for each in sealed:
            (self.aside / each.name).unlink()
        return []

    def _write(self, name: str, text: str) -> None:
        (self.aside / name).write_text(text, encoding="utf-8")
