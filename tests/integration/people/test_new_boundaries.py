"""What a vintage of boundaries would change, told before it is taken: places, watch areas and people."""

import pytest

from alerts.db import boundaries
from alerts.db.session import Database
from alerts.domain.new_vintage import (
    Abolished,
    NewBoundaries,
    Place,
    Redrawn,
    Renamed,
    Successor,
    Touched,
    as_stored,
    boundaries_from_stored,
)
from alerts.services.new_boundaries import compare_boundaries
from geo.boundaries import Boundary, BoundaryKind
from tests.factories import CAMDEN, ISLINGTON, all_of, subscribe
from tests.integration.people.wards import AFTER, BEFORE, HILL, OAK, TOWN, strip, ward, watch


@pytest.fixture
def camden(database: Database) -> Database:
    with database.writing() as session:
        boundaries.replace(session, BEFORE)
    return database


def compared(database: Database, found: list[Boundary], *authorities: str) -> NewBoundaries:
    with database.reading() as session:
        return compare_boundaries(session, found, authorities)


def test_a_new_vintage_says_what_comes_goes_moves_and_is_renamed(camden: Database) -> None:
    found = compared(camden, AFTER)
    crescent = Place("E05000004", "Queen's Crescent", CAMDEN)
    town = Place(TOWN, "Kentish Town", CAMDEN)
    assert found == NewBoundaries(
        kind="ward",
        vintage=2026,
        authorities=(),
        former=(2025,),
        count_before=3,
        count_after=3,
        added=(crescent,),
        abolished=(
            Abolished(Place(OAK, "Gospel Oak", CAMDEN), (Successor(crescent, 0.62), Successor(town, 0.38))),
        ),
        redrawn=(Redrawn(town, 0.0, 0.2754),),
        renamed=(Renamed(Place(HILL, "Dartmouth Park", CAMDEN), "Highgate"),),
        unmoved=1,
        touched=Touched(0, 0),
    )


def test_only_confirmed_watchers_of_what_is_gone_or_moved_are_touched(camden: Database) -> None:
    for email, name in (
        ("alice@example.com", f"ward:{OAK}"),
        ("alice@example.com", f"ward:{TOWN}"),
        ("dora@example.com", f"ward:{TOWN}"),
        ("erin@example.com", f"ward:{HILL}"),
    ):
        watch(camden, email, name)
    watch(camden, "bob@example.com", f"ward:{OAK}", "pending")
    watch(camden, "charlie@example.com", f"ward:{OAK}", "ended")
    assert compared(camden, AFTER).touched == Touched(areas=None, people=None)


def test_few_people_are_not_counted_for_whoever_reads(camden: Database) -> None:
    watch(camden, "alice@example.com", f"ward:{OAK}")
    assert compared(camden, AFTER).touched.words == "fewer than 5 areas of fewer than 5 people"
    for number in range(5):
        watch(camden, f"person{number}@example.com", f"ward:{OAK}")
    assert compared(camden, AFTER).touched.words == "fewer than 5 areas of 6 people"
    assert Touched(0, 0).words == "0 areas of 0 people"


def test_one_authoritys_wards_leave_the_others_alone(camden: Database) -> None:
    with camden.writing() as session:
        boundaries.replace(session, [ward("E05000009", "Hillrise", strip(3, 4), 2025, ISLINGTON)])
    watch(camden, "alice@example.com", "ward:E05000009")
    found = compared(camden, AFTER, CAMDEN)
    assert (found.count_before, [each.place.code for each in found.abolished]) == (3, [OAK])
    assert found.touched == Touched(0, 0)
    assert [each.place.code for each in compared(camden, AFTER).abolished] == [OAK, "E05000009"]
    assert compared(camden, AFTER).touched == Touched(None, None)


def test_who_watches_an_older_boundary_is_compared_with_their_own(camden: Database) -> None:
    watch(camden, "alice@example.com", f"ward:{TOWN}")
    with camden.writing() as session:
        boundaries.replace(session, AFTER)
    watch(camden, "bob@example.com", f"ward:{TOWN}")
    later = [ward(each.code, each.name, each.geometry, 2027) for each in AFTER]
    assert compared(camden, later).redrawn == ()
    assert compared(camden, later).touched == Touched(None, None)


def test_a_council_that_is_abolished_touches_its_watchers_and_one_redrawn_does_not(camden: Database) -> None:
    both = [
        Boundary(BoundaryKind.AUTHORITY, CAMDEN, "Camden", None, 2025, strip(0, 3)),
        Boundary(BoundaryKind.AUTHORITY, ISLINGTON, "Islington", None, 2025, strip(3, 5)),
    ]
    with camden.writing() as session:
        boundaries.replace(session, both)
        subscribe(session, "alice@example.com", all_of(CAMDEN))
        subscribe(session, "bob@example.com", all_of(ISLINGTON, "Islington"))
    joined = [Boundary(BoundaryKind.AUTHORITY, CAMDEN, "Camden", None, 2026, strip(0, 5))]
    found = compared(camden, joined)
    assert [each.place.code for each in found.abolished] == [ISLINGTON]
    assert found.touched == Touched(None, None)


@pytest.mark.parametrize(("left", "is_too_few"), [(3, False), (2, True)])
def test_a_vintage_with_a_third_fewer_wards_is_not_to_be_believed(
    camden: Database, left: int, is_too_few: bool
) -> None:
    assert compared(camden, AFTER[:left]).is_too_few is is_too_few


def test_what_is_found_is_the_same_after_it_was_kept(camden: Database) -> None:
    watch(camden, "alice@example.com", f"ward:{OAK}")
    found = compared(camden, AFTER)
    assert boundaries_from_stored(as_stored(found)) == found
