"""Wards and an outline for the demonstration borough, made of the cells of its postcodes; no real ward is copied."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from geo.boundaries import Boundary, BoundaryKind
from geo.gazetteer import Gazetteer, Located

BOROUGH = "E09000007"
"""The authority whose postcodes the demonstration borrows: Camden."""

# Sectors that lie mostly in the next borough, or are a sorting office, are no wards of their own.
_LEAST_POINTS = 25
# Lines of neighbouring cells are computed apart and meet to a hair: on this grid they meet.
_SNAP_M = 0.01


class _Point(NamedTuple):
    easting: float
    northing: float


def demonstration_boundaries(gazetteer: Gazetteer) -> tuple[Boundary, ...]:
    """A ward for each postcode sector of the borough, then the borough as their union (EPSG:27700 metres).

    Every cell belongs to one ward: where a sector has few points, to that of the nearest point of another. Takes
    about two seconds. GazetteerMissing where there is no gazetteer.
    """
    points = _points_by_sector(gazetteer.postcodes_of_authority(BOROUGH))
    vintage = _year(gazetteer.vintage)
    wards = [
        Boundary(
            kind=BoundaryKind.WARD,
            code=f"DEMO-{sector.replace(' ', '-')}",
            name=f"Demonstration ward {sector}",
            parent=BOROUGH,
            vintage=vintage,
            geometry=_union([gazetteer.cell_at(*point) for point in within]),
        )
        for sector, within in sorted(points.items())
    ]
    whole = _union([ward.geometry for ward in wards])
    borough = Boundary(BoundaryKind.AUTHORITY, BOROUGH, "Demonstration borough", None, vintage, whole)
    return (*wards, borough)


def _points_by_sector(postcodes: Iterable[Located]) -> Mapping[str, list[_Point]]:
    """The points of each sector that is large enough, each point once."""
    sectors: dict[_Point, Counter[str]] = defaultdict(Counter)
    for located in postcodes:
        sectors[_Point(located.easting, located.northing)][located.postcode.sector] += 1
    by_sector: dict[str, list[_Point]] = defaultdict(list)
    for point, counts in sorted(sectors.items()):
        by_sector[counts.most_common(1)[0][0]].append(point)
    return _without_small(by_sector)


def _without_small(by_sector: Mapping[str, list[_Point]]) -> Mapping[str, list[_Point]]:
    large = {sector: list(points) for sector, points in by_sector.items() if len(points) >= _LEAST_POINTS}
    if not large:
        return by_sector
    owners = [(point, sector) for sector, points in large.items() for point in points]
    tree = shapely.STRtree(shapely.points([point for point, _ in owners]))
    for sector, points in by_sector.items():
        if sector not in large:
            for point, nearest in zip(points, tree.nearest(shapely.points(points)).tolist(), strict=True):
                large[owners[nearest][1]].append(point)
    return large


def _union(polygons: list[Polygon | MultiPolygon]) -> Polygon | MultiPolygon:
    whole = shapely.union_all(np.array(polygons, dtype=object), grid_size=_SNAP_M)
    if not isinstance(whole, Polygon | MultiPolygon):
        raise TypeError(f"a union of cells is a {whole.geom_type}")
    return whole


def _year(vintage: str) -> int:
    """The year in "Code-Point Open, October 2024"."""
    found = re.search(r"\b(?:19|20)\d\d\b", vintage)
    return int(found[0]) if found else 0
