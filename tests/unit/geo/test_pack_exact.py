"""Packed watch areas find what asking every pair finds, whatever is put, dropped, saved and loaded in between."""

import tempfile
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.area import Area
from geo.area_pack import FEW, AreaPack, Box
from tests.unit.geo.packed import (
    TOWN_M,
    areas,
    brute_force,
    by_the_rule,
    known_after,
    pairs,
    rectangles,
    sites,
    steps,
    town_areas,
    town_sites,
)

# With these, which are nowhere, sites are too many to be asked about one by one.
MANY = [shapely.Point()] * FEW


@pytest.mark.fault("G-08")
@settings(max_examples=80, deadline=None)
@given(done=st.lists(steps, min_size=1, max_size=6), asked=st.lists(sites, min_size=1, max_size=6))
def test_the_pack_finds_what_the_rule_of_one_finds(done, asked):
    pack, known = known_after(AreaPack(fresh=3, tail=6), done)
    matches = pack.match(asked + MANY)
    assert pairs(matches) == by_the_rule(known, asked)
    assert len(pack) == len(known)
    expected = [shapely.distance(known[match.area_id].core, asked[match.site_position]) for match in matches]
    assert matches.distance_m.tolist() == pytest.approx(expected, abs=1e-6)


@settings(max_examples=50, deadline=None)
@given(
    watched=st.lists(areas, min_size=1, max_size=10),
    asked=st.lists(sites, min_size=1, max_size=5),
    box=rectangles,
)
def test_a_shard_finds_all_that_lies_in_its_box(watched, asked, box):
    pack = AreaPack()
    pack.put(range(len(watched)), watched)
    with tempfile.TemporaryDirectory() as folder:
        pack.save(Path(folder) / "pack", b"")
        shard = AreaPack.load(Path(folder) / "pack", within=Box(*box.bounds))[0]
    inside = [site for site in asked if box.covers(site)]
    found, whole = shard.match(inside + MANY), pack.match(inside + MANY)
    assert found.area_id.tolist() == whole.area_id.tolist()
    assert found.site_position.tolist() == whole.site_position.tolist()


@pytest.mark.fault("G-08")
@pytest.mark.parametrize("seed", range(3))
def test_a_town_is_found_as_every_pair_is(seed):
    rng = np.random.default_rng(seed)
    areas, sites = town_areas(rng, 800), town_sites(rng, 1_200)
    pack = AreaPack(fresh=40, tail=200)
    for start in range(0, len(areas), 130):
        pack.put(range(start, min(start + 130, len(areas))), areas[start : start + 130])
    assert pairs(pack.match(sites)) == brute_force(areas, sites)


@pytest.mark.slow
@pytest.mark.fault("G-08")
def test_ten_thousand_areas_and_ten_thousand_sites_match_as_every_pair_does():
    rng = np.random.default_rng(8)
    areas, sites = town_areas(rng, 10_000), town_sites(rng, 10_000)
    pack = AreaPack()
    pack.put(range(len(areas)), areas)
    assert pairs(pack.match(sites)) == brute_force(areas, sites)


def test_few_pairs_come_to_geos():
    """Of thousands of pairs the centres settle most, the edges of small polygons nearly all others."""
    rng = np.random.default_rng(3)
    places = rng.uniform(0, TOWN_M, (2_000, 2))
    areas = [
        Area(shapely.Point(at) if number % 2 else shapely.box(*at, *(at + 90)), 500.0)
        for number, at in enumerate(places)
    ]
    pack = AreaPack()
    pack.put(range(len(areas)), areas)
    before = pack.decoded
    matches = pack.match(shapely.points(rng.uniform(0, TOWN_M, (2_000, 2))).tolist())
    assert len(matches) > 20_000
    assert pack.decoded == before


def test_a_ward_watched_by_hundreds_is_decoded_once():
    ward = shapely.Point(0, 0).buffer(900, quad_segs=40)
    pack = AreaPack()
    pack.put(range(400), [Area(ward, 0)] * 400)
    near_the_edge = shapely.points([(897 + n / 10, 30) for n in range(100)]).tolist()
    assert len(pack.match(near_the_edge)) > 400
    assert pack.decoded <= 1
