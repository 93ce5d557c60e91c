"""One site at a time finds what the rule of one finds: whatever its shape, at the very edge, and once for each area."""

import numpy as np
import pytest
import shapely
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from geo.area import EDGE_TOLERANCE_M, Area, touches
from geo.area_pack import FEW, AreaPack
from geo.pack_block import Block, Places, Rows, block_of
from geo.pack_cores import packed_cores
from geo.pack_cover import cover_of
from geo.pack_decoder import Decoder
from geo.pack_discs import at_least
from geo.pack_one import OneByOne, one_site
from tests.unit.geo.packed import (
    brute_force,
    by_the_rule,
    cores,
    known_after,
    pairs,
    rectangles,
    sites,
    steps,
    town_areas,
    town_sites,
)

stars = st.lists(st.tuples(st.floats(0, 900), st.floats(0, 900)), min_size=40, max_size=50, unique=True).map(
    shapely.Polygon
)


@pytest.mark.fault("G-08")
@settings(max_examples=60, deadline=None)
@given(done=st.lists(steps, min_size=1, max_size=6), asked=st.lists(sites, min_size=1, max_size=4))
def test_each_site_by_itself_finds_what_the_rule_of_one_finds(done, asked):
    pack, known = known_after(AreaPack(fresh=3, tail=6), done)
    for site in asked + asked:
        matches = pack.match([site])
        assert pairs(matches) == by_the_rule(known, [site])
        expected = [shapely.distance(known[match.area_id].core, site) for match in matches]
        assert matches.distance_m.tolist() == pytest.approx(expected, abs=1e-6)
    handful = [*asked, shapely.Point(), *asked][:FEW]
    assert pairs(pack.match(handful)) == by_the_rule(known, handful)


@pytest.mark.fault("G-06", "G-08")
@settings(max_examples=150, deadline=None)
@given(core=st.one_of(cores, stars), site=sites, steps=st.integers(-2, 2))
@example(core=shapely.box(0, 0, 1_500, 900), site=shapely.LineString([(0, -300), (0, -300)]), steps=0)
@example(core=shapely.Point(0, 0).buffer(90), site=shapely.LineString([(0, -300), (0, -300)]), steps=0)
@example(core=shapely.Point(0, 0).buffer(90), site=shapely.Point(0, -300), steps=0)
def test_a_site_at_the_very_edge_is_judged_by_the_rule(core, site, steps):
    margin = float(shapely.distance(core, site)) - EDGE_TOLERANCE_M
    for _ in range(abs(steps)):
        margin = float(np.nextafter(margin, np.inf * steps))
    assume(margin >= 0)
    pack, area = AreaPack(), Area(core, margin)
    pack.put([7], [area])
    # A core of many corners is prepared when it is asked about again.
    assert [len(pack.match([site])) for _ in range(3)] == [int(touches(area, site))] * 3


@pytest.mark.fault("G-08")
@pytest.mark.parametrize("seed", range(2))
def test_a_town_is_found_site_by_site_as_every_pair_is(seed):
    rng = np.random.default_rng(seed)
    areas, asked = town_areas(rng, 800), town_sites(rng, 300)
    pack = AreaPack(fresh=40, tail=200)
    for start in range(0, len(areas), 130):
        pack.put(range(start, min(start + 130, len(areas))), areas[start : start + 130])
    found = [(area_id, n) for n, site in enumerate(asked) for area_id in pack.match([site]).area_id.tolist()]
    assert sorted(found) == brute_force(areas, asked)


@pytest.mark.parametrize("around", [0, 150, 5_000], ids=["a point", "a plot", "a wind farm"])
def test_what_is_put_and_dropped_is_seen_at_the_next_question(around):
    site = shapely.Point(300_000, 200_000)
    site = site.buffer(around) if around else site
    pack = AreaPack()
    pack.put([1, 2], [Area(shapely.Point(300_400, 200_000), 450), Area(site.buffer(10), 0)])
    assert pack.match([site]).area_id.tolist() == [1, 2]
    pack.put([3], [Area(shapely.Point(300_000, 200_300), 350)])
    assert pack.match([site]).area_id.tolist() == [1, 2, 3]
    pack.put([1], [Area(shapely.Point(320_000, 200_000), 450)])
    pack.drop([2])
    assert pack.match([site]).area_id.tolist() == [3]


def test_a_site_in_two_parts_does_not_lie_in_its_middle():
    site = shapely.union(shapely.box(0, 0, 50, 50), shapely.box(1_000, 0, 1_050, 50))
    pack = AreaPack()
    pack.put([1, 2], [Area(shapely.Point(525, 25), margin) for margin in (470, 480)])
    assert pack.match([site]).area_id.tolist() == [2]


def test_what_was_found_before_stays_true_to_its_question():
    pack = AreaPack()
    pack.put([1], [Area(shapely.box(0, 0, 30, 40), 50)])
    matches = pack.match([shapely.Point(60, 80)])
    pack.drop([1])
    assert matches.distance_m.tolist() == [50.0]


def test_a_ward_is_decoded_once_however_many_ask():
    pack = AreaPack()
    pack.put([1], [Area(shapely.Point(0, 0).buffer(900, quad_segs=40), 0)])
    near_the_edge = shapely.points([(897 + n / 10, 30) for n in range(100)])
    found = [len(pack.match([site])) for site in near_the_edge]
    assert 0 < sum(found) < 100
    assert pack.decoded == 1


def _circles(x, y, reach):
    places = Places(x, y, at_least(reach), at_least(reach), reach, np.full(len(x), -1, np.int32))
    return block_of(Rows(np.arange(len(x)), places), packed_cores([]))


def _one_by_one(block: Block):
    return OneByOne(block, Decoder(block))


def test_squares_are_only_laid_out_where_enough_is_asked_to_be_worth_it():
    line = np.arange(20_001) * 10.0
    many, few = (_one_by_one(_circles(line[:n], line[:n], np.full(n, 4.0))) for n in (20_001, 500))
    site = one_site(shapely.Point(1_000, 1_001))
    assert [None if found is None else len(found) for found in map(many.touching, [site] * 4)] == [
        None,
        None,
        1,
        1,
    ]
    assert len(few.touching(site)) == 1


def test_a_site_as_wide_as_a_parish_is_asked_about_as_many_sites_are():
    asked = _one_by_one(_circles(np.zeros(1), np.zeros(1), np.ones(1)))
    assert asked.touching(one_site(shapely.box(0, 0, 1_900, 10))).tolist() == [0]
    assert asked.touching(one_site(shapely.box(0, 0, 10, 2_100))) is None


odd = st.one_of(
    st.sampled_from((0.0, -0.0, 511.99, 512.0, 4_096.0, 2.0**21, -(2.0**21), 9e6)), st.floats(-9e3, 9e3)
)
reaches = st.sampled_from((0.1, 300.0, 363.0, 725.0, 2_000.1, 9_000.0, 60_000.0, 3e6, 1e38))


@settings(max_examples=100, deadline=None)
@given(discs=st.lists(st.tuples(odd, odd, reaches), min_size=1, max_size=40), box=rectangles)
def test_every_disc_that_reaches_into_a_box_is_found_once(discs, box):
    x, y, reach = np.array(discs).T
    found = cover_of(x, y, reach.astype(np.float32)).near(*box.bounds).tolist()
    west, south, east, north = box.bounds
    apart = np.hypot(
        np.maximum(np.maximum(west - x, x - east), 0), np.maximum(np.maximum(south - y, y - north), 0)
    )
    assert len(set(found)) == len(found)
    assert set(np.flatnonzero(apart <= reach).tolist()) <= set(found)


def test_few_discs_are_found_that_do_not_reach_a_place():
    rng = np.random.default_rng(1)
    x, y = rng.uniform(0, 50_000, (2, 20_000))
    reach = rng.choice([300.0, 500.0, 800.0, 2_000.0], 20_000)
    cover = cover_of(x, y, reach.astype(np.float32))
    asked = rng.uniform(5_000, 45_000, (50, 2)).tolist()
    found = sum(len(cover.near(e, n, e, n)) for e, n in asked)
    meeting = sum(int((np.hypot(x - e, y - n) <= reach).sum()) for e, n in asked)
    assert meeting < found < 4 * meeting
