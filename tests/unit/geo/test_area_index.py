"""Bulk matching against the same question asked of every pair."""

import numpy as np
import pytest
import shapely

from geo.area import Area, touches
from geo.area_index import AreaIndex, Match

TOWN_M = 10_000


def _areas(rng, count):
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


def _sites(rng, count):
    """Points, points on the hundreds and rectangles."""
    corners = rng.uniform(0, TOWN_M, (count, 2))
    corners[::3] = corners[::3].round(-2)
    sites = shapely.points(corners)
    sizes = rng.uniform(20, 80, (count, 2))
    is_land = rng.random(count) < 0.2
    far_corners = corners + sizes
    sites[is_land] = shapely.box(*corners[is_land].T, *far_corners[is_land].T)
    return list(sites)


def _brute_force(areas, sites):
    packed = np.array(sites, dtype=object)
    return {
        (position, int(site))
        for position, area in enumerate(areas)
        for site in np.flatnonzero(shapely.distance(area.core, packed) <= area.margin_m + 0.1)
    }


def _pairs(matches):
    return set(zip(matches.area_position.tolist(), matches.site_position.tolist(), strict=True))


@pytest.mark.fault("G-08")
@pytest.mark.parametrize("seed", range(5))
def test_the_index_finds_what_asking_every_pair_finds(seed):
    rng = np.random.default_rng(seed)
    areas, sites = _areas(rng, 500), _sites(rng, 400)
    matches = AreaIndex(areas).match(sites)
    assert _pairs(matches) == _brute_force(areas, sites)
    assert len(matches) > 1_000


@pytest.mark.slow
@pytest.mark.fault("G-08")
def test_ten_thousand_areas_and_ten_thousand_sites_match_as_every_pair_does():
    rng = np.random.default_rng(8)
    areas, sites = _areas(rng, 10_000), _sites(rng, 10_000)
    assert _pairs(AreaIndex(areas).match(sites)) == _brute_force(areas, sites)


def test_the_index_agrees_with_the_rule_of_one():
    rng = np.random.default_rng(99)
    areas, sites = _areas(rng, 60), _sites(rng, 60)
    expected = {(a, s) for a, area in enumerate(areas) for s, site in enumerate(sites) if touches(area, site)}
    assert _pairs(AreaIndex(areas).match(sites)) == expected


@pytest.mark.fault("G-06")
@pytest.mark.parametrize(("beyond_m", "count"), [(-0.05, 1), (0.05, 1), (0.15, 0)])
@pytest.mark.parametrize(
    "area",
    [
        Area(shapely.Point(0, 0), 500),
        Area(shapely.box(-10, -10, 0, 10), 500),
        Area(shapely.box(-10, -10, 500, 10).segmentize(5), 0),
    ],
    ids=["circle", "cell", "detailed"],
)
def test_the_index_has_the_tolerance_of_the_rule(area, beyond_m, count):
    assert len(AreaIndex([area]).match([shapely.Point(500 + beyond_m, 0)])) == count


def test_an_area_watched_by_several_is_a_match_for_each():
    ward = shapely.box(0, 0, 100, 100)
    areas = [Area(ward, 0), Area(shapely.Point(500, 500), 10), Area(ward, 0), Area(ward, 50)]
    sites = [shapely.Point(120, 50), shapely.Point(50, 50)]
    assert list(AreaIndex(areas).match(sites)) == [
        Match(0, 1, 0.0),
        Match(2, 1, 0.0),
        Match(3, 0, 20.0),
        Match(3, 1, 0.0),
    ]


def test_distances_are_from_edge_to_edge():
    areas = [Area(shapely.Point(0, 0), 100), Area(shapely.box(-10, -10, 10, 10).segmentize(1), 100)]
    matches = AreaIndex(areas).match([shapely.Point(30, 40), shapely.box(60, -5, 80, 5)])
    assert matches.distance_m.round(2).tolist() == [50, 60, 36.06, 50]


def test_a_site_that_is_nowhere_matches_nothing():
    matches = AreaIndex([Area(shapely.Point(0, 0), 100)]).match([shapely.Point(), shapely.Point(1, 1)])
    assert list(matches.site_position) == [1]


@pytest.mark.parametrize(
    ("areas", "sites"),
    [([], []), ([], [shapely.Point(0, 0)]), ([Area(shapely.Point(0, 0), 100)], [])],
    ids=["nothing", "no areas", "no sites"],
)
def test_nothing_matches_nothing(areas, sites):
    assert list(AreaIndex(areas).match(sites)) == []
