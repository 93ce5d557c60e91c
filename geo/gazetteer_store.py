"""The gazetteer's file: its tables, its squares and its words; neither built nor asked here.

Points lie in `square`, one row for each square of the grid that has a live postcode: `points` is the distinct
points of the square as pairs of little-endian 32-bit metres (easting, northing), in order; `postcodes` is the
postcodes at each of them in the same order, commas within a point and blanks between points. A window is a few
ranges of the primary key, and the points of a window need no decoding.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

# Raised whenever the tables change, so that a gazetteer of another shape is rebuilt and never misread.
SCHEMA_VERSION = 1
APPLICATION_ID = 0x50414761

SQUARE_M = 500
_SQUARES_A_ROW = 2_000

SCHEMA = f"""
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {SCHEMA_VERSION};
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE authority (id INTEGER PRIMARY KEY, gss TEXT NOT NULL UNIQUE);
CREATE TABLE authority_outward (
    authority INTEGER NOT NULL, outward TEXT NOT NULL, PRIMARY KEY (authority, outward)
) WITHOUT ROWID;
CREATE TABLE postcode (
    compact TEXT PRIMARY KEY, easting INTEGER NOT NULL, northing INTEGER NOT NULL,
    authority INTEGER, is_live INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE crowded_point (
    easting INTEGER NOT NULL, northing INTEGER NOT NULL, PRIMARY KEY (easting, northing)
) WITHOUT ROWID;
CREATE TABLE square (id INTEGER PRIMARY KEY, points BLOB NOT NULL, postcodes TEXT NOT NULL);
"""


class PostcodeRow(NamedTuple):
    """One postcode with its grid point in metres."""

    compact: str
    easting: int
    northing: int
    authority: str | None
    is_live: bool


class SquareRow(NamedTuple):
    """One square's distinct points and their postcodes."""

    id: int
    points: bytes
    postcodes: str


def licence_lines(vintage: str) -> tuple[str, ...]:
    """The three acknowledgements that the Open Government Licence asks for; the year is that of the live list."""
    year = re.search(r"[0-9]{4}", vintage)
    copyright_and_right = "copyright and database right" + (f" {year[0]}" if year else "")
    return (
        f"Contains OS data © Crown {copyright_and_right}.",
        f"Contains Royal Mail data © Royal Mail {copyright_and_right}.",
        "Source: Office for National Statistics licensed under the Open Government Licence v.3.0.",
    )


def square_id(easting: float, northing: float) -> int:
    """The square that a grid point lies in."""
    return int(northing // SQUARE_M) * _SQUARES_A_ROW + int(easting // SQUARE_M)


def square_ids(eastings: NDArray[np.int32], northings: NDArray[np.int32]) -> NDArray[np.int32]:
    """The squares that many grid points lie in."""
    return (northings // SQUARE_M) * _SQUARES_A_ROW + eastings // SQUARE_M


def window_ranges(easting: float, northing: float, radius_m: float) -> Iterator[tuple[int, int]]:
    """First and last square of each row of squares within `radius_m` of a grid point, in metres."""
    first_column = min(max(int((easting - radius_m) // SQUARE_M), 0), _SQUARES_A_ROW - 1)
    last_column = min(max(int((easting + radius_m) // SQUARE_M), 0), _SQUARES_A_ROW - 1)
    first_row = max(int((northing - radius_m) // SQUARE_M), 0)
    for row in range(first_row, int((northing + radius_m) // SQUARE_M) + 1):
        yield row * _SQUARES_A_ROW + first_column, row * _SQUARES_A_ROW + last_column


def building_path(path: Path) -> Path:
    """Where a gazetteer is built before it takes its place; always the same, so a dead build leaves one file."""
    return path.with_name(path.name + ".building")
