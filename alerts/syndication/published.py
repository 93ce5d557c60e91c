"""Records on their way into files: rows in the order of the columns, and their places in degrees, many at a time."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from alerts.syndication.columns import ALL
from geo.grid import Floats, arrays_to_lonlat

DECIMALS = 6
NAMES = tuple(column.name for column in ALL)
Cell = str | bool | float | date | None
Geometries = NDArray[np.object_]


@dataclass(frozen=True)
class Places:
    """Geometries in degrees (WGS84, longitude first, 6 decimals, outer rings anticlockwise), None where there is none,
    and their centres, NaN where there is none.
    """

    geometries: Geometries
    longitudes: Floats
    latitudes: Floats

    @cached_property
    def as_geojson(self) -> list[str]:
        """Each geometry as GeoJSON, `null` where there is none."""
        return [text or "null" for text in shapely.to_geojson(self.geometries)]


@dataclass(frozen=True)
class Batch:
    """Some records: `keys` names each (`E09000007/2026/0123/P`), `rows` has the values of `columns.ALL`."""

    keys: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    places: Places

    def __len__(self) -> int:
        return len(self.keys)

    @cached_property
    def as_json(self) -> list[str]:
        """Each record as a JSON object of its columns."""
        return [
            json.dumps(dict(zip(NAMES, map(plain, row), strict=True)), ensure_ascii=False)
            for row in self.rows
        ]


def plain(value: Cell) -> str | bool | float | None:
    """A cell as JSON has it: days and moments as ISO 8601 writes them."""
    return text_of(value) if isinstance(value, date) else value


def text_of(value: str | date | None) -> str | None:
    """The same of what is no number and no yes or no."""
    return value.isoformat() if isinstance(value, date) else value


def places_of(shapes: Geometries, centres: Geometries) -> Places:
    """The places of sites with their centres, both in grid metres. What has no answer in degrees has no place."""
    flat: Geometries = shapely.force_2d(shapes)
    vertices, owners = shapely.get_coordinates(flat, return_index=True)
    lons, lats = arrays_to_lonlat(vertices[:, 0], vertices[:, 1])
    lost = np.unique(owners[~(np.isfinite(lons) & np.isfinite(lats))])
    kept = ~np.isin(owners, lost)
    flat[lost] = None
    moved = np.round(np.column_stack((lons, lats))[kept], DECIMALS)
    in_degrees = shapely.orient_polygons(shapely.set_coordinates(flat, moved))
    xs, ys = shapely.get_x(centres), shapely.get_y(centres)
    xs[lost] = np.nan
    return Places(in_degrees, *_in_degrees(xs, ys))


def _in_degrees(eastings: Floats, northings: Floats) -> tuple[Floats, Floats]:
    """Rounded; NaN where there is nothing."""
    known = np.isfinite(eastings)
    lons, lats = np.full(known.shape, np.nan), np.full(known.shape, np.nan)
    lons[known], lats[known] = arrays_to_lonlat(eastings[known], northings[known])
    return np.round(lons, DECIMALS), np.round(lats, DECIMALS)
