"""Packed watch areas against the rule of one, as they are put, dropped, saved and loaded."""

import numpy as np
import pytest
import shapely

from geo.area import Area
from geo.area_pack import AreaPack, Box
from geo.errors import AreaPackUnreadable
from geo.pack_matches import Match


def _pack():
    pack = AreaPack()
    ward = shapely.box(0, 0, 100, 100)
    pack.put([7, 3, 5], [Area(ward, 0), Area(shapely.Point(500, 500), 10), Area(ward, 50)])
    return pack


SITES = [shapely.Point(120, 50), shapely.Point(50, 50), shapely.Point(500, 508)]


def test_pairs_come_by_area_and_site():
    assert list(_pack().match(SITES)) == [
        Match(3, 2, 8.0),
        Match(5, 0, 20.0),
        Match(5, 1, 0.0),
        Match(7, 1, 0.0),
    ]


def test_of_two_areas_with_one_id_the_newer_counts():
    pack = _pack()
    pack.put([7, 7], [Area(shapely.Point(0, 0), 1), Area(shapely.Point(121, 50), 1)])
    assert len(pack) == 3
    assert [match.site_position for match in pack.match(SITES) if match.area_id == 7] == [0]


def test_a_dropped_area_matches_nothing_until_it_is_put_again():
    pack = _pack()
    pack.drop([7, 99])
    assert (len(pack), {match.area_id for match in pack.match(SITES)}) == (2, {3, 5})
    pack.put([7], [Area(shapely.Point(50, 50), 1)])
    assert list(pack.match(SITES))[-1] == Match(7, 1, 0.0)


def test_stored_rows_are_the_areas_they_were():
    pack = AreaPack()
    cores = [shapely.to_wkb(shapely.Point(500, 500)), shapely.to_wkb(shapely.box(0, 0, 100, 100))]
    pack.put_packed(np.array([1, 2]), cores, np.array([10.0, 50.0]))
    assert list(pack.match(SITES)) == [Match(1, 2, 8.0), Match(2, 0, 20.0), Match(2, 1, 0.0)]


def test_a_saved_pack_is_the_same_when_loaded(tmp_path):
    _pack().save(tmp_path / "pack", b"up to 7")
    pack, stamp = AreaPack.load(tmp_path / "pack")
    assert (len(pack), stamp) == (3, b"up to 7")
    assert list(pack.match(SITES)) == list(_pack().match(SITES))
    assert [path.name for path in tmp_path.iterdir()] == ["pack"]


def test_a_shard_holds_only_what_can_touch_its_box(tmp_path):
    _pack().save(tmp_path / "pack", b"")
    pack, _ = AreaPack.load(tmp_path / "pack", within=Box(490, 511, 600, 600))
    assert list(pack.match([shapely.Point(500, 509), shapely.Point(50, 50)])) == []
    pack, _ = AreaPack.load(tmp_path / "pack", within=Box(490, 509, 600, 600))
    assert [match.area_id for match in pack.match([shapely.Point(500, 509)])] == [3]


@pytest.mark.parametrize("content", [b"", b"nothing of the kind", None], ids=["empty", "other", "cut short"])
def test_a_damaged_file_is_an_error_of_its_own(tmp_path, content):
    path = tmp_path / "pack"
    _pack().save(path, b"")
    path.write_bytes(path.read_bytes()[:-40] if content is None else content)
    with pytest.raises(AreaPackUnreadable):
        AreaPack.load(path)


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
def test_the_pack_has_the_tolerance_of_the_rule(area, beyond_m, count):
    pack = AreaPack()
    pack.put([1], [area])
    assert len(pack.match([shapely.Point(500 + beyond_m, 0)])) == count


def test_distances_are_from_edge_to_edge():
    pack = AreaPack()
    pack.put([1, 2], [Area(shapely.Point(0, 0), 100), Area(shapely.box(-10, -10, 10, 10).segmentize(1), 100)])
    matches = pack.match([shapely.Point(30, 40), shapely.box(60, -5, 80, 5)])
    assert matches.distance_m.round(2).tolist() == [50, 60, 36.06, 50]


def test_what_was_found_stays_true_when_an_area_goes():
    pack = _pack()
    matches = pack.match(SITES)
    pack.drop([3, 5, 7])
    assert matches.take(matches.area_id == 5).distance_m.tolist() == [20.0, 0.0]


def test_a_site_that_is_nowhere_matches_nothing():
    pack = AreaPack()
    pack.put([1], [Area(shapely.Point(0, 0), 100)])
    assert list(pack.match([shapely.Point(), shapely.Point(1, 1)]).site_position) == [1]


@pytest.mark.parametrize(
    ("areas", "sites"),
    [([], []), ([], [shapely.Point(0, 0)]), ([Area(shapely.Point(0, 0), 100)], [])],
    ids=["nothing", "no areas", "no sites"],
)
def test_nothing_matches_nothing(areas, sites):
    pack = AreaPack()
    pack.put(range(len(areas)), areas)
    assert list(pack.match(sites)) == []


@pytest.mark.parametrize(
    ("core", "margin_m"),
    [("POINT EMPTY", 1.0), ("POLYGON EMPTY", 1.0), ("POINT (1 1)", -1.0), ("POINT (1 1)", float("nan"))],
)
def test_a_row_that_no_area_can_be_is_refused(core, margin_m):
    stored = shapely.to_wkb(shapely.from_wkt(core))
    with pytest.raises(ValueError, match=r"core that is somewhere|distance in metres"):
        AreaPack().put_packed(np.array([1]), [stored], np.array([margin_m]))


def test_ids_too_large_for_one_number_with_a_site_are_found_all_the_same():
    pack = AreaPack()
    pack.put([2**62, -5], [Area(shapely.Point(0, 0), 100), Area(shapely.Point(0, 0), 50)])
    matches = pack.match([shapely.Point(60, 0), shapely.Point(1, 0)])
    assert list(zip(matches.area_id.tolist(), matches.site_position.tolist(), strict=True)) == [
        (-5, 1),
        (2**62, 0),
        (2**62, 1),
    ]


@pytest.mark.parametrize(
    "part",
    [b"area pack", b"checksum", (7).to_bytes(8, "little"), shapely.to_wkb(shapely.box(0, 0, 100, 100))],
    ids=["version", "header", "id", "core"],
)
def test_one_wrong_bit_is_found(tmp_path, part):
    path = tmp_path / "pack"
    _pack().save(path, b"up to 7")
    content = bytearray(path.read_bytes())
    content[content.index(part)] ^= 1
    path.write_bytes(content)
    with pytest.raises(AreaPackUnreadable):
        AreaPack.load(path)
