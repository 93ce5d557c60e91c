"""The log of changes in pages: each change once, in the log's order, whatever comes meanwhile."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from alerts.db import applications, change_log, changes, log_pages
from alerts.db.log_pages import LogQuery, log_page
from alerts.db.session import Database
from alerts.domain.change import Change, ChangeKind
from tests.factories import CAMDEN, ISLINGTON, NOW, an_application

COUNT = 30


def change_all(session: Session, ids: list[int], kind: ChangeKind, day: int) -> None:
    """The same happens to all of these, and comes into the log."""
    noticed = [(each, Change(kind)) for each in ids]
    changes.add_all(session, "camden", noticed, state="matched", now=NOW + timedelta(days=day))
    session.flush()
    change_log.publish(session)


@pytest.fixture
def ids(database: Database) -> list[int]:
    """Applications that were new one day and decided the next; every third is Islington's."""
    readings = [
        an_application(number, authority=CAMDEN if number % 3 else ISLINGTON) for number in range(COUNT)
    ]
    with database.writing() as session:
        found = applications.add_all(session, readings, is_baseline=False, now=NOW)
        change_all(session, found, ChangeKind.NEW, 0)
        change_all(session, found, ChangeKind.DECIDED, 1)
    return found


def read(
    database: Database, query: LogQuery, limit: int, meanwhile: Callable[[], None] = lambda: None
) -> list[tuple[int, str]]:
    """Number of the application and kind of each change, to the end of the log."""
    found, position, last = [], 0, 1
    while position < last:
        with database.reading() as session:
            page = log_page(session, query, position, limit)
            found += [(application.id, change.kind) for change, application in page.changes]
        assert page.position > position
        assert len(page.changes) <= limit
        position, last = page.position, page.last_number
        meanwhile()
    return found


@pytest.mark.parametrize("looked_at", [log_pages.LOOKED_AT, 7])
def test_the_log_is_told_in_its_order_by_every_filter(
    database: Database, ids: list[int], looked_at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_pages, "LOOKED_AT", looked_at)
    new, decided = [(each, "new") for each in ids], [(each, "decided") for each in ids]
    others = [each for each in new + decided if ids.index(each[0]) % 3 == 0]
    for query, expected in (
        (LogQuery(), new + decided),
        (LogQuery(kinds={ChangeKind.DECIDED}), decided),
        (LogQuery(authorities={ISLINGTON}), others),
        (LogQuery(since=NOW + timedelta(days=1)), decided),
        (LogQuery(authorities={ISLINGTON}, kinds={ChangeKind.NEW}), others[: len(others) // 2]),
        (LogQuery(kinds={ChangeKind.WITHDRAWN}), []),
    ):
        for limit in (1, 4, 500):
            assert read(database, query, limit) == expected


def test_whoever_follows_the_log_gets_each_change_once_while_more_come(
    database: Database, ids: list[int]
) -> None:
    rounds = iter(range(5))

    def more() -> None:
        if (turn := next(rounds, None)) is not None:
            with database.writing() as session:
                change_all(session, ids[turn::7], ChangeKind.AMENDED, 2 + turn)

    found = read(database, LogQuery(), 7, more)
    assert found[: 2 * COUNT] == [(each, "new") for each in ids] + [(each, "decided") for each in ids]
    assert found[2 * COUNT :] == [(each, "amended") for turn in range(5) for each in ids[turn::7]]


def test_what_is_held_back_is_passed_over_and_a_position_beyond_the_end_stays(
    database: Database, ids: list[int]
) -> None:
    with database.writing() as session:
        row = applications.by_id(session, ids[3])
        assert row is not None
        row.quarantine = "suspected-test"
    assert {number for number, _ in read(database, LogQuery(), 7)} == set(ids) - {ids[3]}
    with database.reading() as session:
        page = log_page(session, LogQuery(), 10**9, 7)
    assert (page.changes, page.position, page.last_number) == ((), 10**9, 2 * COUNT)


@pytest.mark.only_on("sqlite")
def test_the_changes_of_one_council_are_looked_for_in_the_log_alone(
    database: Database, ids: list[int]
) -> None:
    sent: list[tuple[str, tuple[object, ...]]] = []

    def note(
        _connection: object, _cursor: object, statement: str, given: tuple[object, ...], *_: object
    ) -> None:
        sent.append((statement, given))

    event.listen(database.engine, "before_cursor_execute", note)
    with database.reading() as session:
        log_page(session, LogQuery(authorities={ISLINGTON}), 0, 7)
    event.remove(database.engine, "before_cursor_execute", note)
    statement, given = sent[-1]
    with database.engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given).fetchall()
    assert [row[3] for row in plan] == [
        "SEARCH change USING INDEX sqlite_autoindex_change_1 (log_no>? AND log_no<?)",
        "SEARCH application USING INTEGER PRIMARY KEY (rowid=?)",
    ]
