"""What is held waits for an operator's word, under one hold a feed and one alarm."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event, select

from alerts.db import feed_days
from alerts.db.session import Database
from alerts.db.tables import AlarmRow, FeedDayRow, HoldRow
from alerts.services.holding import held_of, let_go, release_record
from scheduler.poller import Poller, PollLimits
from tests.factories import NOW, TODAY, an_application
from tests.fakes import HandClock
from tests.integration.polling.test_flood import states
from tests.integration.polling.told import application, baseline, changes_told, feed, poll


def holds(database: Database) -> list[tuple[str, int, str]]:
    with database.reading() as session:
        return [(row.state, row.changes, row.why) for row in session.scalars(select(HoldRow))]


def alarms(database: Database) -> list[tuple[str, bool]]:
    """(kind, whether it is over) of all alarms."""
    with database.reading() as session:
        return [(row.kind, row.cleared_at is not None) for row in session.scalars(select(AlarmRow))]


def some(first: int, count: int, **changed: object) -> list:
    return [an_application(number, **changed) for number in range(first, first + count)]


@pytest.mark.fault("C-04")
def test_a_flood_over_many_pages_and_polls_is_one_hold_and_one_alarm(
    database: Database, poller: Poller
) -> None:
    baseline(poller, some(0, 100))
    poll(poller, *(some(page, 100) for page in range(100, 600, 100)))
    poll(poller, some(600, 300))
    assert holds(database) == [("open", 800, "more than 200 changes in one poll")]
    assert alarms(database) == [("flood", False)]
    assert states(database) == {"held": 800}


@pytest.mark.parametrize(
    ("is_released", "left", "state"),
    [(True, {"unmatched": 250}, "released"), (False, {"discarded": 250}, "discarded")],
)
def test_an_operators_word_ends_the_hold_and_its_alarm(
    database: Database, poller: Poller, is_released: bool, left: dict[str, int], state: str
) -> None:
    baseline(poller)
    poll(poller, some(0, 250))
    with database.writing() as session:
        assert let_go(session, "camden", is_released=is_released, now=NOW) == 250
    assert states(database) == left
    assert [found for found, _, _ in holds(database)] == [state]
    assert alarms(database) == [("flood", True)]


def test_after_a_flood_was_let_go_the_next_one_is_held_anew(database: Database, poller: Poller) -> None:
    baseline(poller)
    poll(poller, some(0, 250))
    with database.writing() as session:
        let_go(session, "camden", is_released=False, now=NOW)
    poll(poller, some(250, 250))
    assert [(state, count) for state, count, _ in holds(database)] == [("discarded", 250), ("open", 250)]


@pytest.mark.fault("C-08")
def test_a_slow_flood_under_the_limit_of_a_poll_is_held_by_the_days_limit(
    database: Database, poller: Poller
) -> None:
    baseline(poller, some(0, 5_000))
    for number in range(10):
        poll(poller, some(5_000 + 199 * number, 199))
    assert states(database) == {"unmatched": 398, "held": 199 * 8}
    assert holds(database) == [("open", 199 * 8, "more than 400 changes in one day")]


def test_the_next_day_tells_as_usual(database: Database, poller: Poller, clock: HandClock) -> None:
    baseline(poller, some(0, 5_000))
    for number in range(4):
        poll(poller, some(5_000 + 199 * number, 199))
    clock.pass_by(days=1)
    poll(poller, some(9_000, 20))
    assert states(database) == {"unmatched": 418, "held": 398}


def test_what_was_held_is_not_taken_for_usual(database: Database, poller: Poller, clock: HandClock) -> None:
    baseline(poller, some(0, 1_000))
    for day in range(9):
        clock.pass_by(days=1)
        poll(poller, some(1_000 + 10 * day, 10))
    clock.pass_by(days=1)
    poll(poller, some(2_000, 300))
    clock.pass_by(days=1)
    poll(poller, some(3_000, 250))
    assert states(database) == {"unmatched": 90, "held": 550}


def test_what_each_day_brought_is_counted(database: Database, poller: Poller, clock: HandClock) -> None:
    baseline(poller, some(0, 50))
    poll(poller, some(50, 3))
    clock.pass_by(days=1)
    poll(poller, [*some(53, 2), an_application(1, description="A two storey extension")])
    with database.reading() as session:
        counted = session.execute(select(FeedDayRow.day, FeedDayRow.new, FeedDayRow.told)).all()
    assert [tuple(row) for row in counted] == [(TODAY, 3, 3), (date(2026, 6, 11), 2, 3)]
    assert feed(database).known == 55


@pytest.mark.fault("C-04")
def test_an_old_register_under_new_keys_is_told_to_nobody_but_the_operator(
    database: Database, poller: Poller
) -> None:
    old = {"received_date": date(2019, 5, 1), "valid_date": date(2019, 5, 2)}
    baseline(poller, some(0, 300))
    poll(poller, some(1_000, 300, **old))
    assert states(database) == {"history": 300}
    assert alarms(database) == [("republished", False)]
    poll(poller, [])
    assert alarms(database) == [("republished", True)]


@pytest.mark.fault("C-06")
def test_a_page_costs_the_guard_as_many_queries_whatever_the_register_holds(
    database: Database, poller: Poller
) -> None:
    baseline(poller, some(0, 20))
    few = _statements(database, lambda: poll(poller, some(20, 5)))
    poll(
        poller,
        *(some(page, 100, received_date=date(2019, 5, 1), valid_date=None) for page in range(100, 900, 100)),
    )
    poll(poller, [])
    many = _statements(database, lambda: poll(poller, some(25, 5)))
    assert len(many) == len(few)
    assert not [each for each in many if "count(" in each.lower()]


@pytest.mark.only_on("sqlite")
@pytest.mark.fault("C-06")
def test_what_waits_is_found_by_its_index_and_never_by_a_scan(database: Database) -> None:
    with database.reading() as session:
        queries = {
            "held": "SELECT 1 FROM change WHERE state = 'held' ORDER BY id",
            "waiting": "SELECT 1 FROM change WHERE state = 'unmatched' AND feed = 'camden' AND id >= 5",
            "day": "SELECT told FROM feed_day WHERE feed = 'camden' AND day = '2026-06-10'",
            "hold": "SELECT 1 FROM hold WHERE feed = 'camden' AND state = 'open'",
            "polls": "SELECT told FROM poll WHERE feed = 'camden' AND started_at >= '2026-06-01'",
        }
        plans = {
            name: [row[-1] for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {query}")]
            for name, query in queries.items()
        }
    assert [(name, step) for name, plan in plans.items() for step in plan if _is_scan(step)] == []


def test_a_day_that_was_counted_wrongly_never_goes_below_nothing(database: Database) -> None:
    with database.writing() as session:
        feed_days.add(session, "camden", TODAY, told=3)
        feed_days.add(session, "camden", TODAY, told=-5)
        assert feed_days.told_on(session, "camden", TODAY) == 0


def test_an_operator_who_lets_go_nothing_is_told_so(database: Database) -> None:
    with database.writing() as session:
        assert let_go(session, "camden", is_released=True, now=NOW) == 0
    assert changes_told(database) == []


def test_a_record_that_looked_like_a_trial_is_told_once_an_operator_releases_it_and_stays_released(
    database: Database, poller: Poller
) -> None:
    odd = {"description": "Roof extension test", "quarantine": "suspected-test"}
    baseline(poller)
    poll(poller, [an_application(1, **odd)])
    with database.writing() as session:
        assert [(held.reference, held.why) for held in held_of(session, "camden")] == [
            ("2026/0001/P", "suspected-test")
        ]
        assert release_record(session, "camden", "2026/0001/p", TODAY, lambda: NOW)
        assert not release_record(session, "camden", "2026/0001/p", TODAY, lambda: NOW)
    poll(poller, [an_application(1, **odd)])
    poll(poller, [an_application(1, **odd | {"description": "Roof extension test of materials"})])
    assert changes_told(database) == [
        ("new", "2026/0001/P", "unmatched"),
        ("amended", "2026/0001/P", "unmatched"),
    ]


@pytest.mark.parametrize("is_baseline", [False, True])
def test_a_record_that_is_released_changes_then_and_is_in_the_log_even_if_the_first_load_brought_it(
    database: Database, poller: Poller, is_baseline: bool
) -> None:
    odd = [an_application(1, description="Roof extension test", quarantine="suspected-test")]
    baseline(poller, odd if is_baseline else [])
    poll(poller, odd)
    later = NOW + timedelta(days=1)
    with database.writing() as session:
        assert release_record(session, "camden", "2026/0001/P", TODAY, lambda: later)
    assert application(database, "2026/0001/P").changed_at == later
    told = ("noted", "history") if is_baseline else ("new", "unmatched")
    assert changes_told(database) == [(told[0], "2026/0001/P", told[1])]


def test_a_record_of_the_first_load_that_the_feed_puts_right_is_noted(
    database: Database, poller: Poller
) -> None:
    baseline(poller, [an_application(1, quarantine="null-island")])
    poll(poller, [an_application(1)])
    assert changes_told(database) == [("noted", "2026/0001/P", "history")]


def test_the_rest_of_a_flood_whose_poll_was_cut_off_is_held_with_it(
    database: Database, poller: Poller, poller_with, clock: HandClock
) -> None:
    baseline(poller)
    clock.pass_by(minutes=30)
    pages = [some(page, 100) for page in range(0, 500, 100)]
    poll(poller_with(limits=PollLimits(pages=3)), *pages)
    assert states(database) == {"held": 300}
    clock.pass_by(minutes=30)
    poll(poller, *pages)
    assert states(database) == {"held": 500}
    clock.pass_by(days=1)
    poll(poller, some(900, 5))
    assert states(database) == {"held": 500, "unmatched": 5}


def test_what_comes_of_a_flood_after_an_operators_word_is_held_under_another_hold_with_its_alarm(
    database: Database, poller: Poller, poller_with
) -> None:
    baseline(poller)
    pages = [some(page, 100) for page in range(0, 600, 100)]
    poll(poller_with(limits=PollLimits(pages=3)), *pages)
    with database.writing() as session:
        let_go(session, "camden", is_released=False, now=NOW)
    poll(poller, *pages)
    assert [(state, count) for state, count, _ in holds(database)] == [("discarded", 300), ("open", 300)]


def _is_scan(step: str) -> bool:
    return step.startswith("SCAN") and "INDEX" not in step


def _statements(database: Database, act) -> list[str]:
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
    return seen
