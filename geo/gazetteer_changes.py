"""What one gazetteer has that another has not: live postcodes that are new, ended, or somewhere else."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from math import hypot
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from shapely import Point
from shapely.geometry.base import BaseGeometry

from geo.errors import PostcodeUnknown
from geo.gazetteer import Gazetteer, Listing, Located
from geo.postcode import Postcode

MOVED_M = 100.0
_LEAST_OVERLAP = 0.5
_SAME_GROUND = 0.95

_ADDED = """
SELECT count(*) FROM postcode AS now LEFT JOIN before.postcode AS was USING (compact)
WHERE now.is_live AND (was.compact IS NULL OR NOT was.is_live)
"""
_ENDED = """
SELECT count(*) FROM before.postcode AS was LEFT JOIN postcode AS now USING (compact)
WHERE was.is_live AND (now.compact IS NULL OR NOT now.is_live)
"""
_MOVED = """
SELECT count(*) FROM postcode AS now JOIN before.postcode AS was USING (compact)
WHERE now.is_live AND was.is_live
AND (now.easting - was.easting) * (now.easting - was.easting)
  + (now.northing - was.northing) * (now.northing - was.northing) > ?
"""


class PostcodeChanges(NamedTuple):
    """How many live postcodes are new, have ended, and lie more than 100 m from where they were."""

    added: int
    ended: int
    moved: int


class Fate(NamedTuple):
    """What became of one postcode: whether it ended, or how far it moved, and to where (EPSG:27700), where that matters
    to who watches it.
    """

    has_ended: bool
    metres: int = 0
    at: tuple[int, int] | None = None


def changes(before: Path, after: Path) -> PostcodeChanges:
    """What differs between two gazetteers' files; both are only read."""
    with closing(sqlite3.connect(_read_only(after), uri=True)) as store:
        store.execute("ATTACH ? AS before", (_read_only(before),))
        (added,), (ended,), (moved,) = (
            store.execute(sql, given).fetchone()
            for sql, given in ((_ADDED, ()), (_ENDED, ()), (_MOVED, (MOVED_M**2,)))
        )
    return PostcodeChanges(added, ended, moved)


def fate_of(
    postcode: Postcode, ground: Callable[[], BaseGeometry | None], before: Gazetteer, after: Gazetteer
) -> Fate | None:
    """What became of a postcode that is watched as `ground()` (its cell as it was asked for, EPSG:27700); None where
    nothing did, or where it was no live one before. It moved if its point did by more than 100 m, or if it moved at
    all and its cell now covers less than half of that ground: a cell that neighbours made smaller has not moved. Who
    watches it where it is now, though the list before is an older one, need not be told either.
    """
    was = _find(before, postcode)
    if was is None or was.listing is not Listing.LIVE:
        return None
    now = _find(after, postcode)
    if now is None or now.listing is not Listing.LIVE:
        return Fate(has_ended=True)
    metres = hypot(now.easting - was.easting, now.northing - was.northing)
    is_moved = metres > MOVED_M or (metres >= 1 and _overlap(ground(), now, after) < _LEAST_OVERLAP)
    if not is_moved or _is_there_already(ground(), was, now, after):
        return None
    return Fate(has_ended=False, metres=round(metres), at=(round(now.easting), round(now.northing)))


def is_live(gazetteer: Gazetteer, postcode: Postcode) -> bool:
    found = _find(gazetteer, postcode)
    return found is not None and found.listing is Listing.LIVE


def _is_there_already(ground: BaseGeometry | None, was: Located, now: Located, after: Gazetteer) -> bool:
    if ground is None:
        return False
    has_now, had_before = (ground.covers(Point(each.easting, each.northing)) for each in (now, was))
    if has_now != had_before:
        return bool(has_now)
    cell = after.cell_at(now.easting, now.northing)
    return bool(ground.intersection(cell).area >= _SAME_GROUND * ground.union(cell).area)


def _overlap(ground: BaseGeometry | None, now: Located, after: Gazetteer) -> float:
    if ground is None or not ground.area:
        return 1.0
    cell = after.cell_at(now.easting, now.northing)
    return float(ground.intersection(cell).area / ground.area)


def _find(gazetteer: Gazetteer, postcode: Postcode) -> Located | None:
    try:
        return gazetteer.find(postcode)
    except PostcodeUnknown:
        return None


def _read_only(path: Path) -> str:
    return f"file:{quote(str(path))}?mode=ro&immutable=1"
