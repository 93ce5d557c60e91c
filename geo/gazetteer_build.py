"""Builds the gazetteer's file, aside and whole: a reader sees the old one or the new one."""

import os
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from geo.errors import PostcodeFilesUnreadable
from geo.gazetteer_sources import (
    LETTERS,
    PACKAGED_VINTAGE,
    PostcodeList,
    Row,
    ZippedCodePoint,
    packaged_code_point,
    packaged_directory,
)
from geo.gazetteer_squares import crowded_points, square_rows
from geo.gazetteer_store import SCHEMA, PostcodeRow, building_path
from geo.postcode import FULL_POSTCODE, NOT_COVERED

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build took in; `left_out` counts rows without coordinates, of places not covered, or of no form."""

    path: Path
    vintage: str
    live: int
    unlisted: int
    left_out: int


def build(path: Path, progress: Progress | None = None) -> BuildReport:
    """Build the gazetteer from the packaged files; PostcodeFilesUnreadable where they are not installed.

    Takes about a minute. A second build at the same time waits for the first and then builds again.
    """
    return build_from_lists(packaged_code_point(), packaged_directory(), path, PACKAGED_VINTAGE, progress)


def build_from_codepoint_zip(
    zip_path: Path,
    path: Path,
    vintage: str,
    progress: Progress | None = None,
    directory: PostcodeList | None = None,
) -> BuildReport:
    """Build the gazetteer from Code-Point Open as Ordnance Survey ships it.

    `vintage` is in words ("Code-Point Open, November 2026"). What is in no live list comes from `directory`, the
    packaged ONS Postcode Directory by default. PostcodeFilesUnreadable where the zip is not Code-Point Open; the
    gazetteer that was there stays.
    """
    known = packaged_directory() if directory is None else directory
    return build_from_lists(ZippedCodePoint(zip_path), known, path, vintage, progress)


def build_from_lists(
    live: PostcodeList, directory: PostcodeList, path: Path, vintage: str, progress: Progress | None = None
) -> BuildReport:
    """Build the gazetteer from a live list and a directory of all postcodes there ever were."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_name(path.name + ".lock")):
        aside = building_path(path)
        aside.unlink(missing_ok=True)
        with closing(sqlite3.connect(aside, isolation_level=None)) as store:
            writer = _Writer(store)
            for done, letter in enumerate(LETTERS):
                _tell(progress, done)
                writer.write(live.rows(letter), directory.rows(letter))
            _tell(progress, len(LETTERS))
            writer.finish(vintage)
        put_in_place(aside, path)
    _tell(progress, len(LETTERS) + 1)
    return BuildReport(path, vintage, writer.live, writer.unlisted, writer.left_out)


class _Writer:
    """Fills the tables, a letter at a time and in order, in one transaction."""

    def __init__(self, store: sqlite3.Connection) -> None:
        self.live = self.unlisted = self.left_out = 0
        self._store = store
        self._authorities: dict[str, int] = {}
        self._compacts: list[NDArray[np.bytes_]] = []
        self._points: list[NDArray[np.int32]] = []
        # Nobody reads this file before it is whole, so it needs no journal; it is synced once, at the end.
        store.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + SCHEMA)
        store.execute("BEGIN")

    def write(self, live: Iterable[Row], directory: Iterable[Row]) -> None:
        """Write the postcodes of one letter, from its live list and from the directory."""
        rows, left_out = merged(live, directory)
        listed = [row for row in rows if row.is_live]
        self.live += len(listed)
        self.unlisted += len(rows) - len(listed)
        self.left_out += left_out
        self._compacts.append(np.array([row.compact for row in listed], dtype="S7"))
        points = [(row.easting, row.northing) for row in listed]
        self._points.append(np.array(points, dtype=np.int32).reshape(-1, 2))
        self._store.executemany(
            "INSERT INTO postcode VALUES (?, ?, ?, ?, ?)",
            ((*row[:3], self._authority_id(row.authority), row.is_live) for row in rows),
        )
        outwards = {(self._authority_id(row.authority), row.compact[:-3]) for row in rows if row.authority}
        self._store.executemany("INSERT INTO authority_outward VALUES (?, ?)", sorted(outwards))

    def finish(self, vintage: str) -> None:
        """Write the squares and what is said of the whole; PostcodeFilesUnreadable where there was no postcode."""
        if not self.live:
            raise PostcodeFilesUnreadable(
                "There is no postcode in these files: they are not Code-Point Open."
            )
        compacts, points = np.concatenate(self._compacts), np.concatenate(self._points)
        self._store.executemany("INSERT INTO square VALUES (?, ?, ?)", square_rows(compacts, points))
        self._store.executemany("INSERT INTO crowded_point VALUES (?, ?)", crowded_points(compacts, points))
        authorities = [(number, gss) for gss, number in self._authorities.items()]
        self._store.executemany("INSERT INTO authority VALUES (?, ?)", authorities)
        meta = [("live", str(self.live)), ("unlisted", str(self.unlisted)), ("vintage", vintage)]
        self._store.executemany("INSERT INTO meta VALUES (?, ?)", meta)
        self._store.execute("COMMIT")

    def _authority_id(self, gss: str | None) -> int | None:
        return None if gss is None else self._authorities.setdefault(gss, len(self._authorities) + 1)


def merged(live: Iterable[Row], directory: Iterable[Row]) -> tuple[list[PostcodeRow], int]:
    """One letter's postcodes in order, and how many rows were left out.

    The live list says where a live postcode is, the directory whose it is unless the list does. A postcode that
    is in the directory alone has ended, or is newer than the list.
    """
    kept: dict[str, PostcodeRow] = {}
    left_out: set[str] = set()
    for row in live:
        if row.point is None or not _is_covered(row.compact):
            left_out.add(row.compact)
        else:
            kept[row.compact] = PostcodeRow(row.compact, *row.point, row.authority, True)
    for row in directory:
        listed = kept.get(row.compact)
        if listed is not None:
            kept[row.compact] = listed._replace(authority=listed.authority or row.authority)
        elif row.point is None or not _is_covered(row.compact):
            left_out.add(row.compact)
        else:
            kept[row.compact] = PostcodeRow(row.compact, *row.point, row.authority, False)
    return [kept[compact] for compact in sorted(kept)], len(left_out - kept.keys())


def _is_covered(compact: str) -> bool:
    """Not Northern Ireland (another grid and licence), the islands, nor forms long ended such as NPT 0AA."""
    return compact[:2] not in NOT_COVERED and FULL_POSTCODE.fullmatch(compact) is not None


def put_in_place(aside: Path, path: Path) -> None:
    """Let a gazetteer that is whole take the name of another: a reader sees the old one or the new one."""
    # On disk before it has the name, and the name on disk before anybody is told: else a power cut could leave
    # the name of a gazetteer on an empty file.
    _sync(aside)
    os.replace(aside, path)
    _sync(path.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _tell(progress: Progress | None, done: int) -> None:
    if progress is not None:
        progress(done, len(LETTERS) + 1)
