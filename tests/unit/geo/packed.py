"""Watch areas and sites in odd places and in a town, and what the rule says of every pair of them."""

import tempfile
from pathlib import Path

import numpy as np
import shapely
from hypothesis import strategies as st

from geo.area import Area, touches
from geo.area_pack import AreaPack

TOWN_M = 10_000
# Edges of rows and columns of the grid, the origin, and places where no planning register is.
ODD_PLACES = (0.0, -0.0, 0.05, 256.0, 511.9, 512.0, 1_024.1, -733.3, 300_000.5, -(2.0**21), 2.0**21, 3.1e6)

coordinates = st.one_of(
    st.sampled_from(ODD_PLACES), st.integers(-20, 60).map(lambda n: n * 100.0), st.floats(-2_000, 6_000)
)
points = st.builds(shapely.Point, coordinates, coordinates)
sizes = st.sampled_from((0.1, 1.0, 45.0, 100.0, 700.0, 9_000.0))
rectangles = st.builds(
    lambda x, y, w, h: shapely.box(x, y, x + w, y + h), coordinates, coordinates, sizes, sizes
)
discs = st.builds(lambda at, r: at.buffer(r, quad_segs=12), points, sizes)
rings = st.builds(
    lambda at, r: at.buffer(r, quad_segs=4).difference(at.buffer(r * 0.7, quad_segs=4)), points, sizes
)
crescents = st.builds(
    lambda at, r: at.buffer(r).difference(shapely.affinity.translate(at.buffer(r), r * 0.2)), points, sizes
)
several = st.lists(rectangles, min_size=2, max_size=3).map(lambda boxes: shapely.union_all(boxes))
lines = st.lists(st.tuples(coordinates, coordinates), min_size=2, max_size=4).map(shapely.LineString)
places = st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=3).map(shapely.MultiPoint)
tangled = st.lists(st.tuples(coordinates, coordinates), min_size=4, max_size=6).map(shapely.Polygon)
wards = st.sampled_from(
    [shapely.box(0, 0, 1_500, 900), shapely.Point(1_000, 1_000).buffer(900, quad_segs=40)]
)
cores = st.one_of(points, rectangles, wards, discs, rings, crescents, several, lines, tangled)
margins = st.sampled_from((0.0, 0.3, 50.0, 200.0, 500.0, 2_000.0, 20_000.0))
areas = st.builds(Area, cores, margins)
sites = st.one_of(points, rectangles, lines, places, several, discs)
puts = st.lists(st.tuples(st.integers(-3, 12), areas), min_size=1, max_size=8)
steps = st.one_of(puts, st.lists(st.integers(-3, 12), min_size=1, max_size=4), st.just("saved"))


def saved_and_loaded(pack):
    with tempfile.TemporaryDirectory() as folder:
        pack.save(Path(folder) / "pack", b"")
        return AreaPack.load(Path(folder) / "pack")[0]


def known_after(pack, done):
    """The pack and the areas it should hold after some steps."""
    known = {}
    for step in done:
        if step == "saved":
            pack = saved_and_loaded(pack)
        elif isinstance(step[0], tuple):
            pack.put([area_id for area_id, _ in step], [area for _, area in step])
            known.update(step)
        else:
            pack.drop(step)
            for area_id in step:
                known.pop(area_id, None)
    return pack, known


def by_the_rule(known, asked):
    """Ids and positions of all that touch, in order; `known` are areas by id."""
    return [
        (area_id, position)
        for area_id in sorted(known)
        for position, site in enumerate(asked)
        if touches(known[area_id], site)
    ]


def town_areas(rng, count):
    """Circles, small cells with margins, wards, drawn shapes and a council, some of them watched by several."""
    makers = (_circle, _cell, _ward, _drawn, _council)
    areas = [makers[kind](rng) for kind in rng.choice(5, count, p=(0.4, 0.4, 0.1, 0.08, 0.02))]
    return areas + areas[: count // 10]


def _circle(rng):
    return Area(shapely.Point(rng.uniform(0, TOWN_M, 2)), float(rng.choice([0, 200, 500, 800, 2_000])))


def _cell(rng):
    corner = rng.uniform(0, TOWN_M, 2)
    offsets = np.array([(0, 0), (60, -10), (90, 40), (30, 80)])
    return Area(shapely.Polygon(corner + offsets), float(rng.choice([0, 50, 100, 250])))


def _ward(rng):
    # Whole hundreds, so that points on whole hundreds lie on edges and corners.
    west, south = rng.integers(0, TOWN_M // 100, 2) * 100
    return Area(shapely.box(west, south, west + 1_500, south + 900), 0)


def _drawn(rng):
    angles = np.sort(rng.uniform(0, 2 * np.pi, 60))
    radii = rng.uniform(300, 900, 60)
    centre = rng.uniform(0, TOWN_M, 2)
    return Area(shapely.Polygon(centre + (radii * (np.cos(angles), np.sin(angles))).T), 0)


def _council(rng):
    return Area(shapely.Point(rng.uniform(0, TOWN_M, 2)).buffer(3_000, quad_segs=100), 0)


def town_sites(rng, count):
    """Points, points on the hundreds and rectangles."""
    corners = rng.uniform(0, TOWN_M, (count, 2))
    corners[::3] = corners[::3].round(-2)
    sites = shapely.points(corners)
    sizes = rng.uniform(20, 80, (count, 2))
    is_land = rng.random(count) < 0.2
    far_corners = corners + sizes
    sites[is_land] = shapely.box(*corners[is_land].T, *far_corners[is_land].T)
    return list(sites)


def brute_force(areas, sites):
    packed = np.array(sites, dtype=object)
    return [
        (number, int(site))
        for number, area in enumerate(areas)
        for site in np.flatnonzero(shapely.distance(area.core, packed) <= area.margin_m + 0.1)
    ]


def pairs(matches):
    return list(zip(matches.area_id.tolist(), matches.site_position.tolist(), strict=True))
