"""Postcodes to points, cells and neighbours: reads the gazetteer's file, from any thread, never writes it."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from math import hypot
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from shapely import Polygon

from geo import cells
from geo.errors import PostcodeUnknown
from geo.gazetteer_file import GazetteerFile
from geo.gazetteer_store import licence_lines, window_ranges
from geo.postcode import Postcode

# Further than the emptiest glen is from a postcode; beyond it a point is at sea.
_FARTHEST_NEAREST_M = 40_000.0

_LOCATED = """
SELECT compact, postcode.easting, postcode.northing, gss, is_live, crowded_point.easting IS NOT NULL
FROM postcode
LEFT JOIN authority ON authority.id = postcode.authority
LEFT JOIN crowded_point USING (easting, northing)
"""


class Listing(StrEnum):
    """Whether a postcode is in the live list; `unlisted` has ended or is newer than the list."""

    LIVE = "live"
    UNLISTED = "unlisted"


@dataclass(frozen=True, slots=True)
class Located:
    """A postcode with its grid point (EPSG:27700 metres) and its authority's GSS code, where known.

    `is_po_box_like`: the point is shared by so many postcodes that it is a delivery office and no home.
    """

    postcode: Postcode
    easting: float
    northing: float
    authority: str | None
    listing: Listing
    is_po_box_like: bool


class Neighbour(NamedTuple):
    """A live postcode and its grid point, with its distance in metres from the point asked about."""

    postcode: Postcode
    easting: float
    northing: float
    distance_m: float


class Counts(NamedTuple):
    """How many postcodes the gazetteer holds."""

    live: int
    unlisted: int


def default_path() -> Path:
    """Where an installation keeps its gazetteer: within its own environment, shared by all its configurations."""
    return Path(sys.prefix) / "var" / "planning-alerts" / "postcodes.sqlite"


class Gazetteer:
    """The gazetteer at a path. Raises GazetteerMissing, naming the command that builds it, when first asked.

    Safe to share between threads. A gazetteer that was rebuilt meanwhile is noticed at the next question.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = GazetteerFile(path)

    @property
    def vintage(self) -> str:
        """What the live list is and of when: "Code-Point Open, October 2024"."""
        return self._meta("vintage")

    @property
    def licence_lines(self) -> tuple[str, ...]:
        """The acknowledgements that must stand where postcodes are shown or given on."""
        return licence_lines(self.vintage)

    def counts(self) -> Counts:
        """How many postcodes are live and how many are known but unlisted."""
        return Counts(int(self._meta("live")), int(self._meta("unlisted")))

    def find(self, postcode: Postcode) -> Located:
        """Where a postcode is; PostcodeUnknown if it is in no list."""
        rows = self._file.rows(_LOCATED + "WHERE compact = ?", (postcode.compact,))
        if not rows:
            advice = "Please check it for a typing error."
            raise PostcodeUnknown(postcode.display, f"There is no postcode {postcode} in our lists. {advice}")
        return _located(rows[0])

    def cell(self, postcode: Postcode) -> Polygon:
        """The unit polygon of a postcode (EPSG:27700), within 1 km of its point; PostcodeUnknown as `find`."""
        found = self.find(postcode)
        return self.cell_at(found.easting, found.northing)

    def cell_at(self, easting: float, northing: float) -> Polygon:
        """The cell that a grid point has, or would have, among the live postcodes (EPSG:27700)."""
        return cells.cell_at(easting, northing, self._points_within)

    def neighbours(self, easting: float, northing: float, radius_m: float) -> list[Neighbour]:
        """The live postcodes within `radius_m` metres of a grid point, nearest first."""
        found = (
            Neighbour(Postcode(compact), x, y, distance)
            for x, y, compacts in self._points_with_postcodes(easting, northing, radius_m)
            if (distance := hypot(x - easting, y - northing)) <= radius_m
            for compact in compacts
        )
        return sorted(found, key=lambda neighbour: (neighbour.distance_m, neighbour.postcode))

    def nearest(self, easting: float, northing: float) -> Neighbour | None:
        """The live postcode nearest to a grid point; None far out at sea."""
        radius_m = 250.0
        while radius_m <= _FARTHEST_NEAREST_M:
            near = self.neighbours(easting, northing, radius_m)
            if near:
                return near[0]
            radius_m *= 2
        return None

    def postcodes_of_authority(self, gss: str) -> Iterator[Located]:
        """The live postcodes of an authority, by outward code and in order; none where the code is unknown."""
        outwards = self._file.rows(
            "SELECT outward FROM authority_outward JOIN authority ON authority.id = authority WHERE gss = ?"
            " ORDER BY outward",
            (gss,),
        )
        for (outward,) in outwards:
            for located in self._live_of_outward(outward):
                if located.authority == gss:
                    yield located

    def postcodes_of_sector(self, sector: str) -> Iterator[Located]:
        """The live postcodes of a sector such as "NW5 1", in order."""
        outward, _, digit = sector.partition(" ")
        return self._live_between(f"{outward}{digit}AA", f"{outward}{digit}ZZ")

    def postcodes_of_outward(self, outward: str) -> Iterator[Located]:
        """The live postcodes of an outward code such as "NW5", in order; none where there is no such code."""
        return self._live_of_outward(outward)

    def _live_of_outward(self, outward: str) -> Iterator[Located]:
        # NW1 0AA lies between the ends of NW1 and so does NW10 0AA, which is a letter longer.
        for located in self._live_between(f"{outward}0AA", f"{outward}9ZZ"):
            if located.postcode.outward == outward:
                yield located

    def _live_between(self, first: str, last: str) -> Iterator[Located]:
        where = "WHERE compact BETWEEN ? AND ? AND is_live ORDER BY compact"
        for row in self._file.rows(_LOCATED + where, (first, last)):
            yield _located(row)

    def _points_within(self, easting: float, northing: float, radius_m: float) -> NDArray[np.int32]:
        blobs = [
            points
            for first, last in window_ranges(easting, northing, radius_m)
            for (points,) in self._file.rows(
                "SELECT points FROM square WHERE id BETWEEN ? AND ?", (first, last)
            )
        ]
        return np.frombuffer(b"".join(blobs), dtype="<i4").reshape(-1, 2)

    def _points_with_postcodes(
        self, easting: float, northing: float, radius_m: float
    ) -> Iterator[tuple[int, int, list[str]]]:
        """Every point of the squares within a distance, with the postcodes at it."""
        for first, last in window_ranges(easting, northing, radius_m):
            for points, postcodes in self._file.rows(
                "SELECT points, postcodes FROM square WHERE id BETWEEN ? AND ?", (first, last)
            ):
                pairs = np.frombuffer(points, dtype="<i4").reshape(-1, 2).tolist()
                for (x, y), group in zip(pairs, postcodes.split(" "), strict=True):
                    yield x, y, group.split(",")

    def _meta(self, key: str) -> str:
        ((value,),) = self._file.rows("SELECT value FROM meta WHERE key = ?", (key,))
        return str(value)


def _located(row: tuple[Any, ...]) -> Located:
    compact, easting, northing, gss, is_live, is_crowded = row
    listing = Listing.LIVE if is_live else Listing.UNLISTED
    return Located(Postcode(compact), easting, northing, gss, listing, bool(is_crowded))
