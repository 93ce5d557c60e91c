"""One postcode's cell on demand beside the whole Voronoi diagram of GEOS: `python -m benchmarks.cells`."""

from statistics import median, quantiles
from time import perf_counter

import shapely

from geo.gazetteer import Gazetteer, Located, default_path
from geo.gazetteer_build import build

CAMDEN = "E09000007"
# What a 1 km cell at the edge can depend on, and half as much again.
COLLAR_M = 3_000
ROUNDS = 5


def main() -> None:
    """Print the times of both, round by round in turn, and their ratio."""
    if not default_path().exists():
        build(default_path())
    gazetteer = Gazetteer(default_path())
    located = list(gazetteer.postcodes_of_authority(CAMDEN))
    points = _points_with_collar(gazetteer, located)
    lazy, whole = [], []
    for _ in range(ROUNDS):
        lazy += [_seconds(lambda found=found: gazetteer.cell(found.postcode)) for found in located[:2_000]]
        whole.append(_seconds(lambda: shapely.voronoi_polygons(points, ordered=True)))
    cell_ms, diagram_ms = 1_000 * median(lazy), 1_000 * median(whole)
    needed = len({(found.easting, found.northing) for found in located})
    print(
        f"Camden: {len(located):,} live postcodes at {needed:,} points, {len(points.geoms):,} with a collar"
    )
    print(f"{'one cell on demand, median':<44}{cell_ms:>12.3f} ms")
    print(f"{'one cell on demand, 99th in 100':<44}{1_000 * quantiles(lazy, n=100)[98]:>12.3f} ms")
    print(f"{'the whole diagram (shapely.voronoi_polygons)':<44}{diagram_ms:>12.3f} ms")
    print(f"{'  shared over the cells of the borough':<44}{diagram_ms / needed:>12.3f} ms")
    print(f"One answer comes {diagram_ms / cell_ms:,.0f} times sooner;", end=" ")
    print(f"the diagram pays from {diagram_ms / cell_ms / needed:.0%} of its cells on, and has to be kept.")


def _points_with_collar(gazetteer: Gazetteer, located: list[Located]) -> shapely.MultiPoint:
    box = shapely.MultiPoint([(found.easting, found.northing) for found in located]).envelope
    middle, reach = box.centroid, box.length / 4 + COLLAR_M
    near = gazetteer.neighbours(middle.x, middle.y, reach)
    return shapely.MultiPoint(sorted({(neighbour.easting, neighbour.northing) for neighbour in near}))


def _seconds(act) -> float:
    started = perf_counter()
    act()
    return perf_counter() - started


if __name__ == "__main__":
    main()
