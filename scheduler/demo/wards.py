"""Wards and an outline for the demonstration borough, made of the cells of its postcodes; no real ward is copied."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from math import hypot
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
# Cells at the edge of the borough are cut by neighbours beyond it.
_BEYOND_M = 1_500.0


class _Point(NamedTuple):
    easting: float
    northing: float


def demonstration_boundaries(gazetteer: Gazetteer) -> tuple[Boundary, ...]:
    """A ward for each postcode sector of the borough, then the borough as their union (EPSG:27700 metres).

    Every cell belongs to one ward: where a sector has few points, to that of the nearest point of another. Takes
    about a second. GazetteerMissing where there is no gazetteer.
    """
    sectors = points_by_sector(gazetteer.postcodes_of_authority(BOROUGH))
    cells = _cells(gazetteer, [point for within in sectors.values() for point in within])
    vintage = _year(gazetteer.vintage)
    wards = [
        Boundary(
            kind=BoundaryKind.WARD,
            code=f"DEMO-{sector.replace(' ', '-')}",
            name=f"Demonstration ward {sector}",
            parent=BOROUGH,
            vintage=vintage,
            geometry=_union([cells[point] for point in within]),
        )
        for sector, within in sorted(sectors.items())
    ]
    whole = _union([ward.geometry for ward in wards])
    borough = Boundary(BoundaryKind.AUTHORITY, BOROUGH, "Demonstration borough", None, vintage, whole)
    return (*wards, borough)


def points_by_sector(postcodes: Iterable[Located]) -> Mapping[str, list[_Point]]:
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


def _cells(gazetteer: Gazetteer, wanted: list[_Point]) -> Mapping[_Point, Polygon]:
    """The cells of these points among all postcodes, made in one diagram: computed apart they would meet to a hair."""
    west, south, east, north = shapely.total_bounds(shapely.points(wanted)).tolist()
    reach_m = hypot(east - west, north - south) / 2 + _BEYOND_M
    near = gazetteer.neighbours((west + east) / 2, (south + north) / 2, reach_m)
    points = sorted({_Point(neighbour.easting, neighbour.northing) for neighbour in near})
    diagram = shapely.voronoi_polygons(shapely.MultiPoint(points), ordered=True)
    by_point = dict(zip(points, shapely.get_parts(diagram).tolist(), strict=True))
    return {point: by_point[point] for point in wanted}


def _union(polygons: list[Polygon | MultiPolygon]) -> Polygon | MultiPolygon:
    whole = shapely.coverage_union_all(np.array(polygons, dtype=object))
    if not isinstance(whole, Polygon | MultiPolygon):
        raise TypeError(f"a union of cells is a {whole.geom_type}")
    return whole


def _year(vintage: str) -> int:
    """The year in "Code-Point Open, October 2024"."""
    found = re.search(r"\b(?:19|20)\d\d\b", vintage)
    return int(found[0]) if found else 0
