"""Pages of the whole register: together exactly what the rules let through, each application once, whatever happens."""

import itertools
import random
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from shapely import box
from sqlalchemy import func, insert, select, update

from alerts.db import applications, search_index
from alerts.db.register_pages import USUAL, Asked, Bounds
from alerts.db.session import Database
from alerts.db.tables import ApplicationRow
from alerts.db.within import is_public
from alerts.domain.application import Application, Decision, SitePrecision, Status
from alerts.domain.register_query import Days, Order, Position, RegisterQuery
from alerts.domain.search_words import search_words
from alerts.domain.stage import SiteStage, stage_of
from alerts.domain.watch_area import reach
from alerts.services.register_pages import Registered, RegisterPage, register_page
from tests.factories import (
    BARNET,
    CAMDEN,
    ISLINGTON,
    NW5_1TL,
    a_circle,
    a_ward,
    an_application,
    around_nw5,
    at,
)

FIRST = datetime(2026, 6, 10, 11, 0, tzinfo=UTC)
COUNT = 90
TIGHT = Bounds(few=5, in_line=40, looked_up=9, searched=11)
"""So little that every way of going on is gone many times."""

FEW_AT_MOST = Bounds(few=60, in_line=40, looked_up=9, searched=11)


def stocked(database: Database) -> dict[int, Registered]:
    """A register of all kinds of applications, noticed and changed at moments of which some are the same; by id."""
    chance = random.Random(5)
    readings = [_invented(number, chance) for number in range(COUNT)]
    known: dict[int, Registered] = {}
    with database.writing() as session:
        for start in range(0, COUNT, 10):
            now = FIRST + timedelta(hours=start)
            chunk = readings[start : start + 10]
            for number, reading in zip(
                applications.add_all(session, chunk, is_baseline=False, now=now), chunk, strict=True
            ):
                known[number] = Registered(reading, ("camden",), now, now)
        for number in chance.sample(sorted(known), 40):
            row = applications.by_id(session, number)
            assert row is not None
            row.changed_at = FIRST + timedelta(hours=chance.randrange(160, 170))
            known[number] = replace(known[number], changed_at=row.changed_at)
    return {number: each for number, each in known.items() if each.application.quarantine is None}


_WORKS = ("porch", "garage", "loft conversion")
RIM = box(*NW5_1TL, NW5_1TL[0] + 900, NW5_1TL[1] + 900) - box(*NW5_1TL, NW5_1TL[0] + 850, NW5_1TL[1] + 850)


def _invented(number: int, chance: random.Random) -> Application:
    received = date(2026, 1, 1) + timedelta(chance.randrange(150))
    status = chance.choice([None, *Status])
    decision = chance.choice([None, None, *Decision])
    return an_application(
        number,
        authority=chance.choice([CAMDEN, CAMDEN, ISLINGTON, BARNET]),
        description=f"A {chance.choice(_WORKS)} to the {chance.choice(['rear', 'side'])}",
        postcode=chance.choice([None, "NW5 1TL", "NW5 2AA"]),
        application_type=chance.choice([None, "hh", "full", "lbc"]),
        status=status,
        decision=decision,
        received_date=received,
        valid_date=chance.choice([None, received + timedelta(2)]),
        decision_date=received + timedelta(50) if decision else None,
        withdrawn_date=received if status is Status.WITHDRAWN else None,
        site=chance.choice(
            [
                None,
                at(chance.randrange(-900, 900), chance.randrange(-900, 900)),
                at(chance.randrange(-300, 300), chance.randrange(-300, 300), SitePrecision.POSTCODE),
            ]
        ),
        quarantine="suspected-test" if chance.random() < 0.05 else None,
    )


QUERIES: dict[str, tuple[Asked, Callable[[Registered], bool]]] = {
    "everything": (Asked(RegisterQuery()), lambda _: True),
    "one council": (
        Asked(RegisterQuery(authorities=frozenset({CAMDEN}))),
        lambda each: each.application.authority == CAMDEN,
    ),
    "two councils": (
        Asked(RegisterQuery(authorities=frozenset({ISLINGTON, BARNET}))),
        lambda each: each.application.authority != CAMDEN,
    ),
    "a council without any": (Asked(RegisterQuery(authorities=frozenset({"E09000001"}))), lambda _: False),
    "stages": (
        Asked(RegisterQuery(stages=frozenset({SiteStage.OPEN, SiteStage.WITHDRAWN}))),
        lambda each: stage_of(each.application) is not SiteStage.DECIDED,
    ),
    "status, decision and type": (
        Asked(
            RegisterQuery(
                statuses=frozenset({Status.DETERMINED, Status.UNDETERMINED}),
                decisions=frozenset({Decision.REFUSED, Decision.GRANTED}),
                types=frozenset({"hh", "lbc"}),
            )
        ),
        lambda each: (
            each.application.status in (Status.DETERMINED, Status.UNDETERMINED)
            and each.application.decision in (Decision.REFUSED, Decision.GRANTED)
            and each.application.application_type in ("hh", "lbc")
        ),
    ),
    "days": (
        Asked(
            RegisterQuery(
                received=Days(date(2026, 2, 1), date(2026, 4, 10)),
                valid=Days(None, date(2026, 4, 1)),
                decided=Days(date(2026, 4, 1), None),
            )
        ),
        lambda each: (
            date(2026, 2, 1) <= _day(each.application.received_date) <= date(2026, 4, 10)
            and each.application.valid_date is not None
            and each.application.valid_date <= date(2026, 4, 1)
            and each.application.decision_date is not None
            and each.application.decision_date >= date(2026, 4, 1)
        ),
    ),
    "changed since, a moment that some have": (
        Asked(RegisterQuery(changed_since=FIRST + timedelta(hours=100))),
        lambda each: each.changed_at >= FIRST + timedelta(hours=100),
    ),
    "words": (
        Asked(RegisterQuery(words=search_words("rear porch"))),
        lambda each: "porch to the rear" in each.application.description,
    ),
    "words that nothing has": (Asked(RegisterQuery(words=search_words("cathedral"))), lambda _: False),
    "the surroundings of a postcode": (
        Asked(RegisterQuery(), (around_nw5(400),)),
        lambda each: reach(around_nw5(400), each.application).is_inside,
    ),
    "a circle and a council": (
        Asked(RegisterQuery(authorities=frozenset({CAMDEN})), (a_circle(500),)),
        lambda each: (
            each.application.authority == CAMDEN and reach(a_circle(500), each.application).is_inside
        ),
    ),
    "what lies both in a ward and in a circle, with words": (
        Asked(RegisterQuery(words=search_words("garage")), (a_ward(), a_circle(450, 100, 100))),
        lambda each: (
            "garage" in each.application.description
            and reach(a_ward(), each.application).is_inside
            and reach(a_circle(450, 100, 100), each.application).is_inside
        ),
    ),
    "a ward whose box is far larger than itself": (
        Asked(RegisterQuery(), (a_ward(RIM),)),
        lambda each: (
            each.application.site is not None and each.application.site.geometry.distance(RIM) <= 0.1
        ),
    ),
}


def _day(day: date | None) -> date:
    assert day is not None
    return day


def pages(
    database: Database, asked: Asked, limit: int, meanwhile: Callable[[], None] = lambda: None
) -> list[RegisterPage]:
    """All pages, each of which is a transaction of its own, as a program asks for them while others are at work."""
    found: list[RegisterPage] = []
    after: Position | None = None
    while True:
        with database.reading() as session:
            found.append(register_page(session, asked, after, limit))
        after = found[-1].end
        meanwhile()
        if after is None:
            return found
        assert len(found) < 2_000


@pytest.fixture
def known(database: Database) -> dict[int, Registered]:
    return stocked(database)


@pytest.mark.parametrize("order", list(Order))
def test_pages_together_are_exactly_what_the_rules_let_through_in_order(
    database: Database, known: dict[int, Registered], order: Order
) -> None:
    in_order = sorted(known.items(), reverse=True)
    if order is Order.CHANGED:
        in_order.sort(key=lambda each: (each[1].changed_at, each[0]))
    for name, (asked, lets_through) in QUERIES.items():
        expected = [each.application.reference for _, each in in_order if lets_through(each)]
        for bounds, limit in ((USUAL, 100), (TIGHT, 5), (FEW_AT_MOST, 11)):
            wanted = asked._replace(query=replace(asked.query, order=order), bounds=bounds)
            found = pages(database, wanted, limit)
            shown = [each.application.reference for page in found for each in page.items]
            assert shown == expected, (name, bounds)


def test_no_page_is_longer_than_was_asked_and_only_the_last_has_no_end(
    database: Database, known: dict[int, Registered]
) -> None:
    found = pages(database, Asked(RegisterQuery()), 10)
    assert [len(page.items) for page in found[:-1]] == [10] * (len(found) - 1)
    assert 0 < len(found[-1].items) <= 10
    assert sum(len(page.items) for page in found) == len(known)


@pytest.mark.fault("W-23")
def test_paging_gives_each_application_once_while_others_are_added_and_all_of_them_change(
    database: Database, known: dict[int, Registered]
) -> None:
    numbers, moments = itertools.count(10_000), itertools.count(1)
    chance = random.Random(3)

    def work() -> None:
        now = FIRST + timedelta(days=10, seconds=next(moments))
        with database.writing() as session:
            readings = [an_application(next(numbers)) for _ in range(3)]
            applications.add_all(session, readings, is_baseline=False, now=now)
            for changed in chance.sample(sorted(known), 5):
                row = applications.by_id(session, changed)
                assert row is not None
                row.changed_at, row.description = now, f"Changed {now:%H:%M:%S}"

    shown = [
        each.application.reference
        for page in pages(database, Asked(RegisterQuery()), 4, work)
        for each in page.items
    ]
    assert sorted(shown) == sorted(each.application.reference for each in known.values())


@pytest.mark.fault("W-23")
def test_whoever_asks_again_after_the_first_page_is_told_of_what_was_added_first(
    database: Database, known: dict[int, Registered]
) -> None:
    with database.writing() as session:
        applications.add_all(session, [an_application(10_000)], is_baseline=False, now=FIRST)
    (first, *_) = pages(database, Asked(RegisterQuery()), 3)
    assert first.items[0].application.reference == "2026/10000/P"
    assert first.items[1].application == known[max(known)].application


def test_whoever_goes_on_from_the_end_of_the_changed_is_told_of_what_has_changed_since(
    database: Database, known: dict[int, Registered]
) -> None:
    query = Asked(RegisterQuery(order=Order.CHANGED))
    last = [each for page in pages(database, query, 50) for each in page.items][-1]
    with database.writing() as session:
        row = applications.by_id(session, min(known))
        assert row is not None
        row.changed_at = FIRST + timedelta(days=20)
    again = Asked(RegisterQuery(order=Order.CHANGED, changed_since=last.changed_at))
    told = [each.application.reference for page in pages(database, again, 50) for each in page.items]
    assert known[min(known)].application.reference == told[-1]
    assert last.application.reference in told


def fill_to(database: Database, count: int) -> None:
    """Double what there is until there are so many; without the indexes, as the order of ids asks none of them."""
    again = {"feed_key", "reference", "reference_normalised"}
    names = [column.key for column in ApplicationRow.__table__.columns if column.key != "id"]
    with database.writing() as session:
        search_index.drop(session.connection())
        for index in ApplicationRow.__table__.indexes:
            index.drop(session.connection())
        for turn in itertools.count():
            there = session.scalar(select(func.count()).select_from(ApplicationRow)) or 0
            if there >= count:
                return
            columns = [getattr(ApplicationRow, name) for name in names]
            copied = [
                (column + f"/{turn}" if column.key in again else column).label(column.key)
                for column in columns
            ]
            session.execute(insert(ApplicationRow).from_select(names, select(*copied).limit(count - there)))


@pytest.mark.slow
@pytest.mark.timeout(1_200)
@pytest.mark.fault("W-23")
def test_paging_through_a_million_gives_each_once_while_others_are_added_and_change(
    database: Database, known: dict[int, Registered]
) -> None:
    del known
    fill_to(database, 1_000_000)
    with database.reading() as session:
        there = set(session.scalars(select(ApplicationRow.reference).where(is_public())))
    stop = threading.Event()
    added: list[int] = []

    def work() -> None:
        for turn in itertools.count(1):
            now = FIRST + timedelta(days=10, seconds=turn)
            with database.writing() as session:
                readings = [an_application(10_000_000 + 50 * turn + each) for each in range(50)]
                added.extend(applications.add_all(session, readings, is_baseline=False, now=now))
                ids = random.sample(range(1, 1_000_000), 50)
                session.execute(
                    update(ApplicationRow).where(ApplicationRow.id.in_(ids)).values(changed_at=now)
                )
            if stop.wait(0.01):
                return

    worker = threading.Thread(target=work)
    worker.start()
    shown: list[str] = []
    after: Position | None = None
    try:
        while True:
            with database.reading() as session:
                page = register_page(session, Asked(RegisterQuery()), after, 500)
            shown += (each.application.reference for each in page.items)
            after = page.end
            if after is None:
                break
    finally:
        stop.set()
        worker.join()
    assert len(added) > 1_000
    assert len(shown) == len(set(shown))
    assert there <= set(shown)
