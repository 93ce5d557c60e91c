"""Where people live: the real live postcodes of some authorities, and invented wards over them."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alerts.domain.authorities import authority_by_code
from geo.gazetteer import default_path
from geo.gazetteer_build import build
from geo.grid import arrays_to_grid, arrays_to_lonlat

POSTCODES_A_WARD = 213
"""So many make an invented ward at most, which gives about as many wards as there are: 8,400."""

_ROW = [("postcode", "U7"), ("x", "i4"), ("y", "i4"), ("authority", "i4")]
_AUTHORITIES = "SELECT id, gss FROM authority ORDER BY gss"
_POSTCODES = "SELECT compact, easting, northing, authority FROM postcode WHERE is_live AND authority IN ({}) ORDER BY 1"


@dataclass(frozen=True)
class Country:
    """Postcodes with their points (EPSG:27700 metres), each in the authority `codes[authority]`."""

    codes: NDArray[np.str_]
    postcodes: NDArray[np.str_]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    authority: NDArray[np.int32]

    def save(self, path: Path) -> None:
        np.savez(path, **self.__dict__)


def load(path: Path) -> Country:
    with np.load(path) as stored:
        return Country(**stored)


def read_country(authorities: int, seed: int) -> Country:
    """The whole of it, or so many authorities drawn at random. Postcodes are the gazetteer's own, built if missing."""
    if not default_path().exists():
        build(default_path())
    with sqlite3.connect(f"file:{default_path()}?mode=ro", uri=True) as connection:
        known = [row for row in connection.execute(_AUTHORITIES) if authority_by_code(row[1])]
        drawn = np.random.default_rng(seed).permutation(len(known))[:authorities]
        chosen = [known[position] for position in sorted(drawn)]
        rows = connection.execute(_POSTCODES.format(",".join(str(row[0]) for row in chosen)))
        read = np.fromiter(rows, dtype=_ROW)
    read = read[_has_degrees(read["x"], read["y"])]
    position = np.zeros(max(row[0] for row in chosen) + 1, dtype=np.int32)
    position[[row[0] for row in chosen]] = np.arange(len(chosen))
    return Country(
        codes=np.array([row[1] for row in chosen]),
        postcodes=read["postcode"],
        x=read["x"].astype(float),
        y=read["y"].astype(float),
        authority=position[read["authority"]],
    )


def near(
    country: Country, place: NDArray[np.int32], east_m: NDArray[np.float64], north_m: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Grid points so far from their postcodes; the postcode's own point where there the projection has no answer."""
    x, y = country.x[place] + east_m, country.y[place] + north_m
    is_known = _has_degrees(x, y)
    return np.where(is_known, x, country.x[place]), np.where(is_known, y, country.y[place])


def _has_degrees(x: NDArray[Any], y: NDArray[Any]) -> NDArray[np.bool_]:
    """Where the projection has an answer there and back: not out at sea, and not on a few isles of Scilly."""
    lons, lats = arrays_to_lonlat(x, y)
    back_x, back_y = arrays_to_grid(np.nan_to_num(lons).round(6), np.nan_to_num(lats).round(6))
    return np.isfinite(lons) & np.isfinite(lats) & np.isfinite(back_x) & np.isfinite(back_y)


def wards(country: Country) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Invented wards: rectangles of about as many postcodes each, halved in turn from west to east and south to north.

    Gives the ward of each postcode and each ward's box (west, south, east, north).
    """
    ward = np.zeros(len(country.x), dtype=np.int32)
    boxes: list[tuple[float, float, float, float]] = []
    waiting = [np.arange(len(country.x))]
    while waiting:
        inside = waiting.pop()
        x, y = country.x[inside], country.y[inside]
        if len(inside) <= POSTCODES_A_WARD:
            ward[inside] = len(boxes)
            boxes.append((x.min() - 1, y.min() - 1, x.max() + 1, y.max() + 1))
            continue
        order = np.argsort(x if np.ptp(x) > np.ptp(y) else y, kind="stable")
        half = len(order) // 2
        waiting += [inside[order[:half]], inside[order[half:]]]
    return ward, np.array(boxes)
