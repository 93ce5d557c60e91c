"""Every number of a dashboard is exactly what DuckDB counts of an export of the same database, by SQL of its own."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from shapely import Point, box

from alerts.db import applications, boundaries
from alerts.db.change_log import publish
from alerts.db.insight_register import load
from alerts.db.session import Database
from alerts.domain.application import Application, Decision, Site, SitePrecision, Status
from alerts.domain.change import ChangeKind
from alerts.domain.insight.counting import insight_of
from alerts.domain.insight.month import Month
from alerts.domain.insight.result import Ending
from alerts.domain.insight.slice import Place, PlaceKind, Slice
from alerts.domain.insight.topic import Topic
from alerts.services.area_numbers import numbers_of
from geo.area import Area
from geo.boundaries import Boundary, BoundaryKind
from tests.factories import (
    BARNET,
    CAMDEN,
    ISLINGTON,
    NW5_1TL,
    TODAY,
    a_change,
    all_of,
    an_application,
    public_rows,
)
from tests.integration.store.insight_export import truth_of
from tests.integration.store.insight_said import assert_true

EAST, NORTH = NW5_1TL
CARDIFF = "W06000015"
_WORDS = ("a basement", "two extensions", "a loft", "solar panels", "a fence")
_KINDS = ("hh", "full", "outline", "lbc", "prior-approval", "s73", None, "something new")


def ago(days: int) -> date:
    return TODAY - timedelta(days)


def a_grid_of_wards() -> Iterator[Boundary]:
    """Nine squares of 100 m that share their edges, three a council, and one of an older vintage under them all."""
    for number in range(9):
        x, y = EAST + 100 * (number % 3), NORTH + 100 * (number // 3)
        council = (CAMDEN, ISLINGTON, CARDIFF)[number // 3]
        yield Boundary(
            BoundaryKind.WARD, f"E05{number:06}", f"Ward {number}", council, 2025, box(x, y, x + 100, y + 100)
        )
    yield Boundary(
        BoundaryKind.WARD, "E05999999", "Gone", CAMDEN, 2018, box(EAST, NORTH, EAST + 300, NORTH + 300)
    )


def invented(random: Random, number: int) -> Application:
    """Anything that a feed may tell, each column there or not, days the wrong way round and far off included."""

    def perhaps(share: float, value: object) -> object:
        return value if random.random() < share else None

    def day(furthest: int = 1_200) -> date:
        odd = random.random()
        if odd < 0.01:
            return random.choice((date(1, 1, 1), date(9999, 12, 31), date(1899, 12, 30), TODAY))
        return TODAY - timedelta(random.randrange(-30, furthest))

    # Not half-way between two hexagons: those may have it as they like.
    place = Point(
        EAST + random.randrange(-20, 340) + 0.37, NORTH + random.choice((0, 50, 100, 150.25, 299.5, 330))
    )
    is_outline = random.random() < 0.3
    ground = box(place.x, place.y, place.x + random.randrange(1, 40), place.y + 7)
    site = Site(ground, SitePrecision.BOUNDARY) if is_outline else Site(place, SitePrecision.POINT)
    return an_application(
        number,
        authority=random.choice((CAMDEN, CAMDEN, ISLINGTON, CARDIFF)),
        description=f"Erection of {random.choice(_WORDS)} and {random.choice(_WORDS)}",
        application_type=random.choice(_KINDS),
        status=perhaps(0.5, random.choice(tuple(Status))),
        decision=perhaps(0.5, random.choice((Decision.GRANTED, Decision.REFUSED, *Decision))),
        decision_raw=perhaps(0.2, "Decided"),
        decision_date=perhaps(0.6, day()),
        withdrawn_date=perhaps(0.1, day()),
        received_date=perhaps(0.8, day()),
        valid_date=perhaps(0.8, day()),
        consultation_end_date=perhaps(0.4, day(60)),
        appeal_raw=perhaps(0.05, "Lodged"),
        is_major=perhaps(0.6, random.random() < 0.3),
        site=perhaps(0.9, site),
        quarantine=perhaps(0.1, "suspected-test"),
    )


def steady(first_number: int) -> Iterator[Application]:
    """Barnet receives nine a month or more for four years, but for one month in which its feed was silent."""
    number = first_number
    for back in range(1, 49):
        month = Month.of(TODAY).later(-back)
        for each in range(0 if back == 7 else 9 + month.month % 3):
            number += 1
            yield an_application(
                number,
                authority=BARNET,
                received_date=month.first_day + timedelta(each),
                valid_date=month.first_day + timedelta(each + 2),
                consultation_end_date=None,
                site=None,
            )


def fill(database: Database, seed: int, count: int) -> None:
    random = Random(seed)
    with database.writing() as session:
        boundaries.replace(session, a_grid_of_wards())
        for first in range(0, count, 50):
            noticed = datetime(2025, 1, 1, 23, 30, tzinfo=UTC) + timedelta(days=first)
            some = [invented(random, number) for number in range(first, min(first + 50, count))]
            applications.add_all(session, some, is_baseline=True, now=noticed)
        applications.add_all(
            session, list(steady(count)), is_baseline=True, now=datetime(2024, 2, 3, tzinfo=UTC)
        )
        for row in random.sample(public_rows(session), 30):
            for _ in range(random.randrange(1, 4)):
                a_change(
                    session, row, random.choice((ChangeKind.AMENDED, ChangeKind.AMENDED, ChangeKind.NEW))
                ).state = "matched"
            a_change(session, row, ChangeKind.AMENDED)
        session.flush()
        publish(session)


PLACES = (
    Place(),
    Place(PlaceKind.AUTHORITY, CAMDEN),
    Place(PlaceKind.AUTHORITY, CARDIFF),
    Place(PlaceKind.AUTHORITY, BARNET),
    Place(PlaceKind.WARD, "E05000004"),
    Place(PlaceKind.WARD, "E05999999"),
    Place(PlaceKind.SHAPE, "a circle", Area(Point(EAST + 150, NORTH + 100), 80.0)),
)


def slices(random: Random) -> Iterator[Slice]:
    """Everything, and a few that narrow it in every way."""
    yield Slice()
    for _ in range(1):
        yield Slice(
            types=frozenset(random.sample(("hh", "full", "lbc", "unknown"), random.choice((0, 2)))),
            endings=frozenset(random.sample(tuple(Ending), random.choice((0, 1, 3)))),
            topics=frozenset(
                random.sample((Topic.BASEMENT, Topic.LOFT, Topic.SOLAR), random.choice((0, 0, 2)))
            ),
            ward=random.choice((None, None, "E05000001")),
            only_major=random.random() < 0.2,
            since=random.choice((None, Month(2024, 1), Month(1990, 1), Month(2026, 6))),
            until=random.choice((None, Month(2025, 12), Month(2030, 1), Month(2026, 5))),
        )


def test_every_number_is_what_duckdb_counts(database: Database, tmp_path: Path) -> None:
    assert_all_true(database, tmp_path, seed=1)


@pytest.mark.slow
@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("seed", range(2, 22))
def test_every_number_of_many_registers_is_what_duckdb_counts(
    database: Database, tmp_path: Path, seed: int
) -> None:
    assert_all_true(database, tmp_path, seed)


def assert_all_true(database: Database, folder: Path, seed: int) -> None:
    """A few slices of each kind of place."""
    fill(database, seed, 300)
    truth = truth_of(database, folder, TODAY)
    register = load(database).register
    is_sqlite = database.engine.dialect.name == "sqlite"
    for place in PLACES if is_sqlite else PLACES[:2]:
        for wanted in slices(Random(f"{seed} {place.code}")):
            assert_true(insight_of(register, place, wanted, TODAY), truth)
    assert (
        len(insight_of(register, Place(PlaceKind.AUTHORITY, BARNET), Slice(), TODAY).completeness.gaps) == 1
    )


@pytest.mark.only_on("sqlite")
def test_a_whole_year_has_the_numbers_of_the_councils_own_page(database: Database) -> None:
    """On the last day of a year the page's 365 days are the year's twelve months."""
    fill(database, 3, 300)
    new_years_eve = date(2025, 12, 31)
    year = Slice(since=Month(2025, 1), until=Month(2025, 12))
    for code in (CAMDEN, CARDIFF):
        found = insight_of(load(database).register, Place(PlaceKind.AUTHORITY, code), year, new_years_eve)
        with database.reading() as session:
            page = numbers_of(session, all_of(code), new_years_eve)
        assert (page.received_year, page.open, page.closing) == (
            found.received,
            found.open_now.open,
            found.open_now.closing,
        )
        outcomes, timing = found.outcomes, found.timing
        assert (page.granted, page.refused, page.otherwise) == (
            outcomes.granted,
            outcomes.refused,
            outcomes.other,
        )
        assert (page.withdrawn, page.timed) == (outcomes.withdrawn, timing.timed.count)
        assert timing.median is not None
        assert page.median_days == int(timing.median + 0.5)
        assert min(page.open, page.granted, page.refused, page.otherwise, page.withdrawn) > 0
