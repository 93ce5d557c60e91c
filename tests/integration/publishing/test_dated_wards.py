"""The ward of an application is that of its time: new boundaries move nothing that was received before them."""

from datetime import UTC, date, datetime

import pytest
import shapely

from alerts.db.session import Database
from alerts.domain.watch_area import parse_area_name
from alerts.services.areas import watch_area
from alerts.services.listing import applications_in
from alerts.services.taking_boundaries import take_boundaries
from geo.boundaries import Boundary, BoundaryKind
from tests.factories import CAMDEN, NW5_1TL, an_application, stored
from tests.integration.people.wards import PLACES
from tests.integration.publishing.conftest import Works

OLD, NEW, NOW = "E05000001", "E05000002", datetime(2026, 6, 10, tzinfo=UTC)
GROUND = shapely.box(NW5_1TL[0] - 500, NW5_1TL[1] - 500, NW5_1TL[0] + 500, NW5_1TL[1] + 500)
BEFORE_THE_ELECTION, AFTER_IT = date(2026, 5, 6), date(2026, 5, 7)


def take(database: Database, code: str, vintage: int) -> None:
    take_boundaries(database, [Boundary(BoundaryKind.WARD, code, "A ward", CAMDEN, vintage, GROUND)], (), NOW)


def receive(database: Database, number: int, received: date | None, valid: date | None = None) -> None:
    with database.writing() as session:
        stored(session, an_application(number, received_date=received, valid_date=valid))


def wards(works: Works) -> dict[str, tuple[str, str]]:
    works.make()
    rows = works.csv("applications.csv")
    return {row["reference"]: (row["ward_code"], row["ward_vintage"]) for row in rows}


@pytest.fixture
def known(database: Database) -> Database:
    take(database, OLD, 2025)
    receive(database, 1, BEFORE_THE_ELECTION)
    receive(database, 2, date(2019, 3, 1))
    receive(database, 3, None, date(2026, 1, 2))
    return database


def test_a_new_vintage_moves_no_application_received_before_it(known: Database, works: Works) -> None:
    before = wards(works)
    assert before == {
        "2026/0001/P": (OLD, "2025"),
        "2026/0002/P": (OLD, "2025"),
        "2026/0003/P": (OLD, "2025"),
    }
    take(known, NEW, 2026)
    assert wards(works) == before


def test_a_new_application_has_the_new_ward(known: Database, works: Works) -> None:
    take(known, NEW, 2026)
    receive(known, 4, AFTER_IT)
    receive(known, 5, None, AFTER_IT)
    found = wards(works)
    assert (found["2026/0004/P"], found["2026/0005/P"]) == ((NEW, "2026"), (NEW, "2026"))
    assert found["2026/0001/P"] == (OLD, "2025")


def test_a_vintage_taken_late_dates_what_was_received_since_its_election(
    known: Database, works: Works
) -> None:
    receive(known, 4, AFTER_IT)
    assert wards(works)["2026/0004/P"] == (OLD, "2025")
    take(known, NEW, 2026)
    assert wards(works)["2026/0004/P"] == (NEW, "2026")


def test_what_is_known_of_an_older_year_dates_what_was_received_then(known: Database, works: Works) -> None:
    take(known, "E05000000", 2018)
    assert wards(works)["2026/0002/P"] == ("E05000000", "2018")


def test_a_ward_gone_within_its_own_year_dates_nothing(known: Database, works: Works) -> None:
    take(known, NEW, 2026)
    take(known, "E05000003", 2026)
    receive(known, 4, AFTER_IT)
    assert wards(works)["2026/0004/P"] == ("E05000003", "2026")


def test_an_application_is_found_in_the_ground_of_both_wards(known: Database) -> None:
    """Lists and alerts go by the ground of a ward's newest boundary, whenever an application was received."""
    take(known, NEW, 2026)
    with known.reading() as session:
        for code in (OLD, NEW):
            found = applications_in(session, watch_area(session, PLACES, parse_area_name(f"ward:{code}")))
            assert len(found) == 3
