"""A ward and a council in numbers, counted in SQL, are what counting by hand gives; few rows are looked at for it."""

from datetime import date, timedelta
from random import Random
from statistics import median
from typing import Any

import pytest
from shapely import box
from sqlalchemy import event, text

from alerts.db import applications
from alerts.db import area_numbers as store
from alerts.db.session import Database
from alerts.domain.application import Application, Decision, Status
from alerts.domain.area_numbers import AreaNumbers
from alerts.domain.urgency import deadline_ahead
from alerts.services.area_numbers import numbers_of, open_by_ward
from geo.area import Area
from geo.boundaries import Boundary, BoundaryKind
from tests.factories import BEFORE, ISLINGTON, NW5_1TL, TODAY, a_ward, all_of, an_application, at

EAST, NORTH = NW5_1TL


def ago(days: int) -> date:
    return TODAY - timedelta(days)


def keep(database: Database, *known: Application) -> None:
    with database.writing() as session:
        applications.add_all(session, list(known), is_baseline=False, now=BEFORE)


def both(database: Database) -> list[AreaNumbers]:
    """Camden's numbers, and those of the ward of 500 m to each side of NW5 1TL."""
    with database.reading() as session:
        return [numbers_of(session, watch, TODAY) for watch in (all_of(), a_ward())]


def undated(number: int, **changed: object) -> Application:
    return an_application(number, **{"received_date": None, "valid_date": None, "status": None} | changed)


HAND_MADE = (
    # Received on the first of the last 30 days, and the day before; the last by its valid date alone.
    undated(1, received_date=ago(29)),
    undated(2, received_date=ago(30)),
    undated(3, valid_date=ago(22)),
    # The first of the last 365 days, and the day before; one in the future is a slip of the hand.
    undated(4, received_date=ago(364)),
    undated(5, received_date=ago(365)),
    undated(6, received_date=ago(-3)),
    # Open: closing today, in a week, in eight days; by our estimate in three; closed yesterday.
    undated(10, consultation_end_date=TODAY),
    undated(11, consultation_end_date=ago(-7)),
    undated(12, consultation_end_date=ago(-8)),
    undated(13, valid_date=ago(18)),
    undated(14, consultation_end_date=ago(1)),
    # Decided: after 10, 20 and 60 days, one without a valid date, one before it was valid, one long ago.
    undated(20, decision=Decision.GRANTED, decision_date=ago(0), valid_date=ago(10)),
    undated(21, decision=Decision.GRANTED, decision_date=ago(364), valid_date=ago(384)),
    undated(22, decision=Decision.REFUSED, decision_date=ago(100), valid_date=ago(160)),
    undated(23, decision=Decision.SPLIT, decision_date=ago(50)),
    undated(24, decision=None, decision_raw="Gone", decision_date=ago(40), valid_date=ago(39)),
    undated(25, decision=Decision.GRANTED, decision_date=ago(365), valid_date=ago(370)),
    undated(26, decision=Decision.GRANTED),
    # Withdrawn: on a day; by its status, on the day of the "decision"; without any; long ago; refused before.
    undated(30, withdrawn_date=ago(5)),
    undated(31, status=Status.WITHDRAWN, decision=Decision.REFUSED, decision_date=ago(6), valid_date=ago(9)),
    undated(32, status=Status.WITHDRAWN),
    undated(33, withdrawn_date=ago(365)),
    undated(34, withdrawn_date=ago(364), decision=Decision.REFUSED, decision_date=ago(300)),
    # Never counted.
    undated(
        40, received_date=ago(1), consultation_end_date=TODAY, decision_date=None, quarantine="suspected-test"
    ),
    undated(41, quarantine="suspected-test", decision=Decision.GRANTED, decision_date=ago(1)),
    undated(42, quarantine="suspected-test", withdrawn_date=ago(1)),
    undated(43, authority=ISLINGTON, received_date=ago(1), site=at(5_000)),
)


@pytest.mark.fault("C-10")
def test_each_number_is_of_its_own_days_and_of_no_other(database: Database) -> None:
    keep(database, *HAND_MADE)
    wanted = AreaNumbers(
        # 1, 3, 13, and 20 and 31 that became valid ten and nine days ago
        received_month=5,
        # with 2, 4, 22 and 24
        received_year=9,
        open=4,
        closing=3,
        granted=2,
        refused=1,
        otherwise=2,
        withdrawn=3,
        median_days=20,
        timed=3,
    )
    assert both(database) == [wanted, wanted]


def test_a_place_of_which_nothing_is_known_counts_nothing(database: Database) -> None:
    nothing = AreaNumbers(0, 0, 0, 0, 0, 0, 0, 0, None, 0)
    assert both(database) == [nothing, nothing]


def test_a_ward_counts_what_touches_it_and_a_council_also_what_has_no_place(database: Database) -> None:
    keep(
        database,
        undated(1, received_date=TODAY, site=at(500)),
        undated(2, received_date=TODAY, site=at(500.5)),
        undated(3, received_date=TODAY, site=at(700, 700)),
        undated(4, received_date=TODAY, site=None),
        undated(5, received_date=TODAY, authority=ISLINGTON),
    )
    assert [each.received_month for each in both(database)] == [4, 2]


def test_a_ward_with_more_than_is_looked_at_says_so(database: Database) -> None:
    keep(database, *(undated(number, received_date=ago(number)) for number in range(4)))
    ward = a_ward()
    assert ward.area is not None
    with database.reading() as session:
        cut, whole = (store.of_ward(session, ward, ward.area, TODAY, limit) for limit in (3, 4))
    assert (len(cut.facts), cut.is_cut) == (3, True)
    assert sorted(fact.received for fact in cut.facts if fact.received) == [ago(2), ago(1), TODAY]
    assert (len(whole.facts), whole.is_cut) == (4, False)


def invented(random: Random, number: int) -> Application:
    """Anything that a feed may tell, each column there or not."""

    def perhaps(*values: object) -> object:
        return random.choice((None, *values))

    def day(furthest: int = 500) -> date:
        return TODAY - timedelta(random.randrange(-20, furthest))

    return an_application(
        number,
        status=random.choice((None, None, *Status)),
        decision=perhaps(*Decision) if random.random() < 0.5 else None,
        decision_date=day() if random.random() < 0.4 else None,
        withdrawn_date=day() if random.random() < 0.2 else None,
        received_date=perhaps(day(), day(40)),
        valid_date=perhaps(day(700), day(600), day(40)),
        consultation_end_date=perhaps(day(20)),
        appeal_raw=perhaps("Lodged") if random.random() < 0.2 else None,
        site=at(random.randrange(0, 700)),
        quarantine="suspected-test" if random.random() < 0.1 else None,
    )


def by_hand(known: list[Application]) -> AreaNumbers:
    def within(day: date | None, days: int) -> bool:
        return day is not None and ago(days - 1) <= day <= TODAY

    public = [each for each in known if each.quarantine is None]
    arrived = [each.received_date or each.valid_date for each in public]
    decided = [each for each in public if within(each.decision_date, 365) and not each.is_withdrawn]
    gone = [each.withdrawn_date or each.decision_date for each in public if each.is_withdrawn]
    left = [ahead.days_left(TODAY) for each in public if (ahead := deadline_ahead(each, TODAY)) is not None]
    spans: list[Any] = [
        (each.decision_date - each.valid_date).days
        for each in decided
        if each.decision_date and each.valid_date
    ]
    spans = [days for days in spans if days >= 0]
    granted = sum(each.decision is Decision.GRANTED for each in decided)
    refused = sum(each.decision is Decision.REFUSED for each in decided)
    return AreaNumbers(
        received_month=sum(within(day, 30) for day in arrived),
        received_year=sum(within(day, 365) for day in arrived),
        open=len(left),
        closing=sum(days <= 7 for days in left),
        granted=granted,
        refused=refused,
        otherwise=len(decided) - granted - refused,
        withdrawn=sum(within(day, 365) for day in gone),
        median_days=int(median(spans) + 0.5) if spans else None,
        timed=len(spans),
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_the_numbers_are_those_of_a_naive_count(database: Database, seed: int) -> None:
    random = Random(seed)
    known = [invented(random, number) for number in range(200)]
    known += [undated(900 + days, consultation_end_date=ago(-days)) for days in range(5, 10)]
    keep(database, *known)
    near = [each for each in known if each.site is not None and each.site.geometry.bounds[0] <= EAST + 500]
    wanted = [by_hand(known), by_hand(near)]
    assert min(wanted[0].open, wanted[0].decided, wanted[0].withdrawn, wanted[0].timed) > 3
    assert both(database) == wanted


def a_ward_of(code: str, west: float, east: float) -> Boundary:
    square = box(EAST + west, NORTH - 100, EAST + east, NORTH + 100)
    return Boundary(BoundaryKind.WARD, code, code, "E09000007", 2025, square)


def test_what_is_open_is_counted_in_each_ward_that_it_touches(database: Database) -> None:
    keep(
        database,
        undated(1, consultation_end_date=TODAY, site=at(50)),
        undated(2, valid_date=TODAY, site=at(100)),
        undated(3, consultation_end_date=ago(1), site=at(50)),
        undated(4, consultation_end_date=TODAY, decision_date=TODAY, site=at(50)),
        undated(5, consultation_end_date=TODAY, site=at(50), quarantine="suspected-test"),
        undated(6, consultation_end_date=TODAY, site=at(50), authority=ISLINGTON),
        undated(7, consultation_end_date=TODAY, site=None),
    )
    wards = [a_ward_of("W1", 0, 100), a_ward_of("W2", 100, 200), a_ward_of("W3", 300, 400)]
    with database.reading() as session:
        found = open_by_ward(session, "E09000007", wards, TODAY)
        assert open_by_ward(session, "E09000007", [], TODAY) == {}
        assert open_by_ward(session, "E06000014", wards, TODAY) == {}
    assert [found[ward.code] for ward in wards] == [2, 1, 0]


@pytest.mark.only_on("sqlite")
def test_a_council_is_counted_by_ranges_of_indexes_never_by_all_its_applications(database: Database) -> None:
    asked: list[tuple[str, Any]] = []

    def noted(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        asked.append((statement, values))

    event.listen(database.engine, "before_cursor_execute", noted)
    with database.reading() as session:
        numbers_of(session, all_of(), TODAY)
        store.open_sites(session, "E09000007", TODAY)
    event.remove(database.engine, "before_cursor_execute", noted)
    counts = [each for each in asked if "FROM application" in each[0]]
    with database.reading() as session:
        plans = [
            [
                row[-1]
                for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
            ]
            for statement, values in counts
        ]
    steps = [step for plan in plans for step in plan if " application " in step]
    # Six counts, and the sites of what is open in two parts.
    assert len(steps) == 8
    ranges = (
        "(authority=? AND latest_date>?",
        "(authority=? AND withdrawn_date>?",
        "(authority=? AND consultation_end_date>?",
        "(authority=? AND valid_date>?",
    )
    assert [step for step in steps if not any(each in step for each in ranges)] == []


@pytest.mark.only_on("postgresql")
def test_postgresql_has_the_indexes_that_a_council_is_counted_by(database: Database) -> None:
    with database.reading() as session:
        found = session.scalars(
            text("SELECT indexname FROM pg_indexes WHERE tablename = 'application'")
        ).all()
    assert {"ix_application_authority_latest", "ix_application_authority_withdrawn"} <= set(found)


def test_an_area_without_outline_or_council_has_no_numbers(database: Database) -> None:
    ward = a_ward()
    assert isinstance(ward.area, Area)
    with database.reading() as session, pytest.raises(ValueError, match="only a council or a place"):
        numbers_of(session, type(ward)(ward.name, ward.label), TODAY)
