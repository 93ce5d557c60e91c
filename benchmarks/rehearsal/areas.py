"""The watch areas of all people, each once, as rows of their table: what signing up a million times would have left."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from alerts.db.mapping import watch_area_columns
from alerts.domain.authorities import authority_by_code
from alerts.domain.watch_area import AreaKind, AreaName, WatchArea
from benchmarks.rehearsal.cells import Cells
from benchmarks.rehearsal.country import Country, wards
from benchmarks.rehearsal.people import AUTHORITY, CIRCLE, POSTCODE, WARD, People
from geo.area import Area
from geo.grid import arrays_to_grid, arrays_to_lonlat
from geo.postcode import Postcode

_INVENTED = "invented for a rehearsal"


@dataclass(frozen=True)
class Areas:
    """`of` is the number (from 1) of each subscription's area; `first` a subscription that has each area."""

    of: NDArray[np.int64]
    first: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.first)


def distinct(people: People, country: Country, ward: NDArray[np.int32]) -> Areas:
    """Those who ask for the same place share its area, as they do in earnest."""
    inner = np.choose(
        people.kind,
        (
            people.place.astype(np.int64) * 1_000 + people.radius_m,
            np.arange(len(people), dtype=np.int64),
            ward[people.place].astype(np.int64),
            country.authority[people.place].astype(np.int64),
        ),
    )
    _, first, of = np.unique(inner * 4 + people.kind, return_index=True, return_inverse=True)
    return Areas(of + 1, first)


def points_of(people: People, country: Country) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """The distinct points of the postcodes that somebody watches, and the position of each place among them."""
    watched = np.unique(people.place[people.kind == POSTCODE])
    pairs = np.column_stack((country.x[watched], country.y[watched])).astype(np.int32)
    points, position = np.unique(pairs, axis=0, return_inverse=True)
    at = np.full(len(country.x), -1, dtype=np.int64)
    at[watched] = position.ravel()
    return points, at


def area_rows(
    people: People,
    country: Country,
    areas: Areas,
    cells: Cells,
    at: NDArray[np.int64],
    made_at: datetime,
    vintage: str,
) -> Iterator[dict[str, Any]]:
    """The rows in the order of their numbers."""
    ward, boxes = wards(country)
    lons, lats = (each.round(6) for each in arrays_to_lonlat(people.x, people.y))
    x, y = arrays_to_grid(lons, lats)
    for number, one in enumerate(areas.first.tolist(), start=1):
        place, kind, radius_m = int(people.place[one]), int(people.kind[one]), int(people.radius_m[one])
        code = str(country.codes[country.authority[place]])
        if kind == POSTCODE:
            core = shapely.from_wkb(cells[int(at[place])])
            watch = _postcode(str(country.postcodes[place]), core, radius_m, code, vintage)
        elif kind == CIRCLE:
            watch = _circle(float(lats[one]), float(lons[one]), shapely.Point(x[one], y[one]), radius_m)
        elif kind == WARD:
            watch = _ward(int(ward[place]), shapely.box(*boxes[ward[place]]), code)
        else:
            assert kind == AUTHORITY
            watch = _authority(code)
        yield {"id": number, **watch_area_columns(watch), "created_at": made_at}


def _postcode(compact: str, core: shapely.Polygon, radius_m: int, code: str, vintage: str) -> WatchArea:
    postcode = str(Postcode(compact))
    return WatchArea(
        name=AreaName(AreaKind.POSTCODE, f"{compact}:{radius_m}"),
        label=f"within {radius_m:,} m of {postcode}",
        area=Area(core, float(radius_m)),
        postcode=postcode,
        authorities=frozenset({code}),
        vintage=vintage,
    )


def _circle(lat: float, lon: float, centre: shapely.Point, radius_m: int) -> WatchArea:
    return WatchArea(
        name=AreaName(AreaKind.CIRCLE, f"{_degrees(lat)},{_degrees(lon)}:{radius_m}"),
        label=f"within {radius_m:,} m of {lat:.5f}, {lon:.5f}",
        area=Area(centre, float(radius_m)),
    )


def _degrees(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")


def _ward(number: int, box: shapely.Polygon, code: str) -> WatchArea:
    return WatchArea(
        name=AreaName(AreaKind.WARD, f"E05{number:06}"),
        label=f"Ward {number} ({_INVENTED})",
        area=Area(box, 0.0),
        authorities=frozenset({code}),
        vintage=_INVENTED,
    )


def _authority(code: str) -> WatchArea:
    known = authority_by_code(code)
    return WatchArea(
        name=AreaName(AreaKind.AUTHORITY, code),
        label=known.name if known else code,
        authority=code,
        authorities=frozenset({code}),
    )
