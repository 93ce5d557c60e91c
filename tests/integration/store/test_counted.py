"""What is counted: once for what was committed, never for what was undone, whoever else counts at the same moment."""

import threading
from contextlib import suppress
from datetime import date

import pytest

from alerts.db import counted
from alerts.db.counts import Counted, Counts, Key, count
from alerts.db.session import Database

TODAY, TOMORROW = date(2026, 11, 23), date(2026, 11, 24)
CAMDEN = Key(Counted.RECORDS, "camden", "new")


@pytest.fixture
def counts() -> Counts:
    return Counts()


@pytest.fixture
def counting(database: Database, counts: Counts) -> Database:
    return Database(database.url, counts=counts)


def _written(database: Database, counts: Counts, day: date) -> None:
    with database.writing() as session:
        counted.write(session, counts.take(), day)


def test_what_a_transaction_did_is_counted_once_it_is_committed(counting: Database, counts: Counts) -> None:
    with counting.writing() as session:
        count(session, Counted.RECORDS, "camden", "new", 3)
        assert counts.take() == {}
    assert counts.take() == {CAMDEN: 3}
    counting.engine.dispose()


def test_what_was_undone_is_not_counted(counting: Database, counts: Counts) -> None:
    with suppress(RuntimeError), counting.writing() as session:
        count(session, Counted.RECORDS, "camden", "new", 3)
        raise RuntimeError
    assert counts.take() == {}
    counting.engine.dispose()


def test_days_stand_by_themselves_and_all_of_them_together(database: Database, counts: Counts) -> None:
    counts.add({CAMDEN: 3, Key(Counted.MATCHED): 2})
    _written(database, counts, TODAY)
    counts.add({CAMDEN: 4})
    _written(database, counts, TOMORROW)
    with database.reading() as session:
        assert counted.on_day(session, TODAY) == {CAMDEN: 3, Key(Counted.MATCHED): 2}
        assert counted.on_day(session, TOMORROW) == {CAMDEN: 4}
        assert counted.on_day(session) == {CAMDEN: 7, Key(Counted.MATCHED): 2}
        assert counted.has_before(session, TOMORROW)
        assert not counted.has_before(session, TODAY)


def test_old_days_go_and_the_sum_stays(database: Database, counts: Counts) -> None:
    counts.add({CAMDEN: 3})
    _written(database, counts, TODAY)
    with database.writing() as session:
        assert counted.remove_old(session, TOMORROW) == 1
    with database.reading() as session:
        assert counted.on_day(session, TODAY) == {}
        assert counted.on_day(session) == {CAMDEN: 3}


def test_processes_that_write_at_one_moment_add_up(database: Database) -> None:
    keys = [Key(Counted.RECORDS, feed, "new") for feed in ("barnet", "camden", "york")]
    start = threading.Barrier(4)

    def process(number: int) -> None:
        order = keys if number % 2 else keys[::-1]
        start.wait()
        for _ in range(5):
            with database.writing() as session:
                counted.write(session, dict.fromkeys(order, 1), TODAY)

    threads = [threading.Thread(target=process, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert counted.on_day(session) == dict.fromkeys(keys, 20)
