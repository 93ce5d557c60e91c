"""Bulk matching beside the loops it replaces: `python -m benchmarks.area_index`."""

from statistics import median
from time import perf_counter

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.area import Area, touches
from geo.area_index import AreaIndex
from geo.gazetteer import Gazetteer, default_path
from geo.gazetteer_build import build

# The boroughs of London.
BOROUGHS = [f"E090000{number:02}" for number in range(1, 34)]
ROUNDS = 5
SIZES = ((500, 500), (5_000, 2_000), (20_000, 2_000), (20_000, 20_000))
# Every pair, one by one, is left out where it would take minutes.
MOST_PAIRS_OF_THE_LOOP = 1_000_000

Positions = tuple[np.ndarray, np.ndarray]


def main() -> None:
    """Print a line for each size: median seconds of each way, taken in turn; stop where their pairs differ."""
    if not default_path().exists():
        build(default_path())
    gazetteer = Gazetteer(default_path())
    located = [found for borough in BOROUGHS for found in gazetteer.postcodes_of_authority(borough)]
    points = np.array([(found.easting, found.northing) for found in located])
    print(f"{'areas':>8}{'sites':>8}{'pairs':>11}", *(f"{name + ' s':>18}" for name in WAYS))
    for area_count, site_count in SIZES:
        rng = np.random.default_rng(area_count + site_count)
        areas, sites = _areas(gazetteer, points, rng, area_count), _sites(points, rng, site_count)
        seconds, pairs = _compared(areas, sites)
        times = (f"{median(taken):>18.3f}" if taken else f"{'-':>18}" for taken in seconds.values())
        print(f"{area_count:>8,}{site_count:>8,}{pairs:>11,}", *times)


def _compared(areas: list[Area], sites: list[BaseGeometry]) -> tuple[dict[str, list[float]], int]:
    seconds: dict[str, list[float]] = {name: [] for name in WAYS}
    expected = _sorted_pairs(_one_call(areas, sites), len(sites))
    for _ in range(ROUNDS):
        for name, way in WAYS.items():
            if name == "every pair" and len(areas) * len(sites) > MOST_PAIRS_OF_THE_LOOP:
                continue
            started = perf_counter()
            found = way(areas, sites)
            seconds[name].append(perf_counter() - started)
            if not np.array_equal(_sorted_pairs(found, len(sites)), expected):
                raise SystemExit(f"“{name}” finds other pairs than “one call”.")
    return seconds, len(expected)


def _indexed(areas: list[Area], sites: list[BaseGeometry]) -> Positions:
    """Ours, with the building of the index, the distances and the order."""
    matches = AreaIndex(areas).match(sites)
    return matches.area_position, matches.site_position


def _one_call(areas: list[Area], sites: list[BaseGeometry]) -> Positions:
    """A tree of the sites asked for all areas at once, then the distances."""
    cores, geometries = np.array([area.core for area in areas]), np.array(sites)
    reaches = np.array([area.margin_m + 0.1 for area in areas])
    found = shapely.STRtree(geometries).query(cores, predicate="dwithin", distance=reaches)
    shapely.distance(cores[found[0]], geometries[found[1]])
    return found[0], found[1]


def _tree_an_area(areas: list[Area], sites: list[BaseGeometry]) -> Positions:
    """A tree of the sites asked once for each area, then the distances."""
    geometries = np.array(sites)
    tree = shapely.STRtree(geometries)
    found = [tree.query(area.core, predicate="dwithin", distance=area.margin_m + 0.1) for area in areas]
    for area, near in zip(areas, found, strict=True):
        shapely.distance(area.core, geometries[near])
    return np.repeat(np.arange(len(areas)), [len(near) for near in found]), np.concatenate(found)


def _every_pair(areas: list[Area], sites: list[BaseGeometry]) -> Positions:
    """No index at all."""
    found = [(a, s) for a, area in enumerate(areas) for s, site in enumerate(sites) if touches(area, site)]
    return np.array([a for a, _ in found]), np.array([s for _, s in found])


WAYS = {"index": _indexed, "one call": _one_call, "tree an area": _tree_an_area, "every pair": _every_pair}


def _sorted_pairs(found: Positions, site_count: int) -> np.ndarray:
    return np.sort(found[0] * site_count + found[1])


def _areas(gazetteer: Gazetteer, points: np.ndarray, rng: np.random.Generator, count: int) -> list[Area]:
    """45 % circles, 45 % postcode cells with their margin, 10 % ward-like polygons that many share."""
    places = _places(points, rng, count)
    radii = rng.choice((200.0, 500.0, 800.0, 2_000.0), count).tolist()
    areas = []
    for (x, y), radius_m, kind in zip(places.tolist(), radii, rng.random(count).tolist(), strict=True):
        if kind < 0.45:
            areas.append(Area(shapely.Point(x, y), radius_m))
        elif kind < 0.9:
            areas.append(Area(gazetteer.cell_at(x, y), 100.0))
        else:
            ward = shapely.Point(x // 1_500 * 1_500, y // 1_500 * 1_500).buffer(900, quad_segs=40)
            areas.append(Area(ward, 0.0))
    return areas


def _sites(points: np.ndarray, rng: np.random.Generator, count: int) -> list[BaseGeometry]:
    """Nine points for each rectangle of a plot's size."""
    places = _places(points, rng, count)
    sites = shapely.points(places)
    is_plot = rng.random(count) < 0.1
    far = places + rng.uniform(20, 80, (count, 2))
    sites[is_plot] = shapely.box(*places[is_plot].T, *far[is_plot].T)
    return list(sites)


def _places(points: np.ndarray, rng: np.random.Generator, count: int) -> np.ndarray:
    return points[rng.integers(0, len(points), count)] + rng.uniform(-20, 20, (count, 2))


if __name__ == "__main__":
    main()
