"""The guard against floods asks the database for little, and for the same however much is stored."""

from collections.abc import Callable

import pytest
from sqlalchemy import event

from alerts.services.guarding import FloodGuard, guard_for
from alerts.services.recording import Counts, Occasion
from tests.factories import NOW, TODAY, Cast, an_application
from tests.integration.content.conftest import Line
from tests.integration.polling.told import feed

Asked = list[tuple[str, tuple]]


def asked_during(line: Line, act: Callable[[], object]) -> Asked:
    """Each statement with its values."""
    seen: Asked = []

    def note(_connection, _cursor, statement, values, *_rest) -> None:
        seen.append((statement, values))

    event.listen(line.database.engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(line.database.engine, "before_cursor_execute", note)
    return seen


def guard_a_flood(line: Line) -> None:
    """Everything that the guard asks of the database in one poll: at its start, of pages, at its end."""
    row, occasion = feed(line.database), Occasion("camden", False, NOW, TODAY)
    with line.database.writing() as session:
        guard = guard_for(session, row, 1, 200, TODAY, NOW)
        guard.heard(session, occasion, Counts(new=150, told=150))
        guard.heard(session, occasion, Counts(new=150, told=150))
        guard.heard(session, occasion, Counts(new=150, told=150))
        assert guard.is_holding
        guard.ended(session, NOW)


@pytest.mark.only_on("sqlite")
@pytest.mark.fault("C-06")
def test_nothing_that_the_guard_asks_scans_what_grows(line: Line) -> None:
    line.hear([an_application(number) for number in range(300)])
    for number in range(3):
        line.hear([an_application(1_000 + number)])
    plans = []
    for statement, values in asked_during(line, lambda: guard_a_flood(line)):
        if statement.startswith(("SELECT", "UPDATE", "DELETE")):
            with line.database.reading() as session:
                plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
                plans += [(step[-1], statement) for step in plan]
    assert len(plans) >= 5
    assert [(step, said) for step, said in plans if step.startswith("SCAN")] == []


@pytest.mark.fault("C-06")
def test_the_guard_asks_as_much_of_a_page_of_two_changes_as_of_a_page_of_a_thousand(line: Line) -> None:
    line.hear([])
    occasion = Occasion("camden", False, NOW, TODAY)

    def hear(told: int) -> int:
        def act() -> None:
            with line.database.writing() as session:
                guard: FloodGuard = guard_for(session, feed(line.database), 1, 10_000, TODAY, NOW)
                guard.heard(session, occasion, Counts(new=told, told=told))

        return len(asked_during(line, act))

    assert hear(2) == hear(1_000)


@pytest.mark.fault("C-06")
def test_nothing_is_counted_while_alerts_are_matched_and_composed(line: Line) -> None:
    with line.database.writing() as session:
        Cast.enter(session)
    line.hear([])
    line.hear([an_application(number) for number in range(20)])

    def tell() -> None:
        line.match()
        line.clock.pass_by(hours=1)
        assert line.compose() == 1

    asked = [statement.lower() for statement, _ in asked_during(line, tell)]
    assert len(asked) > 5
    assert [statement for statement in asked if "count(" in statement] == []
