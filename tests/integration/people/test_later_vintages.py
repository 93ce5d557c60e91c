"""Vintages that come in another order than their years: what is older lies beside, the rest of it is taken as ever."""

import pytest

from alerts.db import boundaries
from alerts.db.session import Database
from alerts.services.taking_boundaries import take_boundaries
from geo.boundaries import Boundary, BoundaryKind
from tests.factories import CAMDEN, ISLINGTON, NOW
from tests.integration.people.wards import AFTER, BEFORE, CRESCENT, HILL, OAK, TOWN, strip, ward, watch

HILLRISE, MILDMAY, TOLLINGTON = "E05000009", "E05000010", "E05000011"
ALICE = "alice@example.com"
BARNSBURY = "E09000099"
"""A council that is no more."""
PARK = "E26000001"


@pytest.fixture
def both(database: Database) -> Database:
    """The wards of two councils in 2025."""
    islington = [
        ward(HILLRISE, "Hillrise", strip(3, 4), 2025, ISLINGTON),
        ward(MILDMAY, "Mildmay", strip(4, 5), 2025, ISLINGTON),
    ]
    take_boundaries(database, [*BEFORE, *islington], (), NOW)
    return database


COUNTRY = [
    *AFTER,
    ward(TOLLINGTON, "Tollington", strip(3, 4), 2026, ISLINGTON),
    ward(MILDMAY, "Mildmay", strip(4, 5), 2026, ISLINGTON),
]


def council(code: str, vintage: int, west: float, east: float) -> Boundary:
    return Boundary(BoundaryKind.AUTHORITY, code, code, None, vintage, strip(west, east))


def in_use(database: Database, kind: BoundaryKind = BoundaryKind.WARD) -> list[tuple[str, int]]:
    with database.reading() as session:
        return [(each.code, each.vintage) for each in boundaries.in_use(session, kind)]


def test_a_council_taken_ahead_of_its_time_hushes_up_no_other(both: Database) -> None:
    watch(both, ALICE, f"ward:{HILLRISE}")
    watch(both, ALICE, f"ward:{OAK}")
    ahead = [ward(each.code, each.name, each.geometry, 2027) for each in AFTER]
    assert take_boundaries(both, ahead, [CAMDEN], NOW).questions == 1
    taken = take_boundaries(both, COUNTRY, (), NOW)
    assert [each.place.code for each in taken.found.abolished] == [HILLRISE]
    assert (taken.found.former, taken.found.count_before, taken.found.count_after) == ((2025,), 2, 2)
    assert taken.questions == 1
    assert in_use(both) == [(TOWN, 2027), (HILL, 2027), (CRESCENT, 2027), (MILDMAY, 2026), (TOLLINGTON, 2026)]
    with both.reading() as session:
        assert boundaries.gone_since(session, BoundaryKind.WARD, HILLRISE) == 2026


def test_who_watches_what_a_later_vintage_has_is_not_asked_by_an_older(both: Database) -> None:
    ahead = [ward(each.code, each.name, each.geometry, 2027) for each in BEFORE]
    take_boundaries(both, ahead, [CAMDEN], NOW)
    watch(both, ALICE, f"ward:{OAK}")
    watch(both, ALICE, f"ward:{TOWN}")
    assert take_boundaries(both, COUNTRY, (), NOW).questions == 0


def test_the_wards_of_a_council_that_is_no_more_stay_history(both: Database) -> None:
    before = in_use(both)
    former = [ward("E05000090", "Holloway", strip(3, 4.5), 2022, BARNSBURY)]
    for authorities in ([BARNSBURY], ()):
        take_boundaries(both, former, authorities, NOW)
        assert in_use(both) == before
    with both.reading() as session:
        assert [each.code for each in boundaries.wards_ever(session, BARNSBURY)] == ["E05000090"]
        assert boundaries.gone_since(session, BoundaryKind.WARD, "E05000090") == 2025


def test_a_council_that_is_no_more_stays_history(database: Database) -> None:
    take_boundaries(database, [council(CAMDEN, 2025, 0, 3)], (), NOW)
    take_boundaries(database, [council("E07000001", 2022, 0, 1.5), council(CAMDEN, 2022, 1.5, 3)], None, NOW)
    assert in_use(database, BoundaryKind.AUTHORITY) == [(CAMDEN, 2025)]


def test_a_park_of_later_years_takes_no_council_s_place(database: Database) -> None:
    take_boundaries(database, [council(PARK, 2026, 0, 3)], None, NOW)
    take_boundaries(database, [council(CAMDEN, 2025, 0, 2)], (), NOW)
    assert in_use(database, BoundaryKind.AUTHORITY) == [(CAMDEN, 2025), (PARK, 2026)]
