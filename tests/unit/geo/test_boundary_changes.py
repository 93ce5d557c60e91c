"""What a new vintage of boundaries changes: who comes, who goes and to whom, who moved, who is renamed."""

import pytest
from shapely import affinity, box

from geo.boundaries import Boundary, BoundaryKind
from geo.boundary_changes import compare, heirs_of, shares

SQUARE = box(529_000, 185_000, 530_000, 186_000)


def ward(code, ground=SQUARE, name=None, vintage=2026):
    return Boundary(BoundaryKind.WARD, code, name or f"Ward {code[-1]}", "E09000007", vintage, ground)


def part(west, east):
    """The strip of the square between two shares of its width."""
    return box(529_000 + 1_000 * west, 185_000, 529_000 + 1_000 * east, 186_000)


def test_the_same_boundaries_change_nothing():
    changes = compare([ward("E05000001")], [ward("E05000001", vintage=2027)])
    assert (changes.added, changes.gone, changes.moved, changes.renamed) == ((), (), (), ())
    assert changes.kept == 1


def test_a_divided_ward_is_gone_and_its_successors_have_their_shares():
    changes = compare(
        [ward("E05000001")], [ward("E05000003", part(0.62, 1)), ward("E05000002", part(0, 0.62))]
    )
    (gone,) = changes.gone
    assert gone.place.code == "E05000001"
    assert [(heir.place.code, round(heir.share, 3)) for heir in gone.heirs] == [
        ("E05000002", 0.62),
        ("E05000003", 0.38),
    ]
    assert [each.code for each in changes.added] == ["E05000002", "E05000003"]
    assert changes.kept == 0


def test_a_neighbour_that_only_touches_is_no_successor():
    beside = box(530_000, 185_000, 531_000, 186_000)
    overlapping_a_little = box(529_995, 185_000, 531_000, 186_000)
    assert heirs_of(SQUARE, [ward("E05000002", beside), ward("E05000003", overlapping_a_little)]) == ()


def test_a_moved_boundary_says_what_was_lost_and_what_is_new():
    changes = compare(
        [ward("E05000001")], [ward("E05000001", box(529_100, 185_000, 530_500, 186_000), vintage=2027)]
    )
    (moved,) = changes.moved
    assert (round(moved.lost, 3), round(moved.gained, 3)) == (0.1, 0.357)
    assert changes.kept == 0


@pytest.mark.parametrize("metres", [1, 12, 24])
def test_a_line_drawn_anew_within_the_tolerance_has_not_moved(metres):
    narrow = box(529_000, 185_000, 529_400, 186_000)
    assert not compare(
        [ward("E05000001", narrow)], [ward("E05000001", affinity.translate(narrow, metres))]
    ).moved


@pytest.mark.parametrize(("metres", "has_moved"), [(20, False), (30, True)])
def test_a_line_that_moved_by_more_than_the_tolerance_has_moved(metres, has_moved):
    narrow = box(529_000, 185_000, 529_400, 186_000)
    changes = compare([ward("E05000001", narrow)], [ward("E05000001", affinity.translate(narrow, metres))])
    assert bool(changes.moved) is has_moved


def test_a_broad_piece_of_less_than_two_per_cent_is_not_material():
    without_a_corner = SQUARE.difference(box(529_000, 185_000, 529_130, 185_130))
    assert not compare([ward("E05000001")], [ward("E05000001", without_a_corner)]).moved
    without_a_larger = SQUARE.difference(box(529_000, 185_000, 529_160, 185_160))
    assert compare([ward("E05000001")], [ward("E05000001", without_a_larger)]).moved


def test_a_ward_that_grew_fourfold_has_lost_nothing():
    assert shares(SQUARE, box(529_000, 185_000, 531_000, 187_000)) == (0.0, pytest.approx(0.75, abs=0.001))


def test_another_name_is_told_also_of_a_ward_that_moved():
    changes = compare(
        [ward("E05000001", name="Gospel Oak")], [ward("E05000001", part(0, 0.5), name="South Oak")]
    )
    assert [(before.name, after.name) for before, after in changes.renamed] == [("Gospel Oak", "South Oak")]
    assert len(changes.moved) == 1


def test_a_park_among_districts_is_not_abolished_by_a_list_without_parks():
    park = Boundary(BoundaryKind.AUTHORITY, "E26000001", "A park", None, 2022, SQUARE)
    camden = Boundary(BoundaryKind.AUTHORITY, "E09000007", "Camden", None, 2026, SQUARE)
    changes = compare([park, camden], [camden])
    assert changes.gone == ()
    assert changes.kept == 2
