"""The two doors: writes take turns and are whole, reads never wait."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from alerts.db.session import Database, DatabaseUnusable
from alerts.db.tables import ApplicationRow, FeedRow
from tests.factories import NOW, an_application, stored


@pytest.mark.fault("D-01")
def test_a_read_does_not_wait_for_a_writer(database: Database) -> None:
    with database.writing() as writer:
        stored(writer, an_application())
        writer.flush()
        with database.reading() as reader:
            assert reader.scalars(select(ApplicationRow)).all() == []
    with database.reading() as reader:
        assert len(reader.scalars(select(ApplicationRow)).all()) == 1


@pytest.mark.only_on("sqlite")
@pytest.mark.fault("D-01")
def test_a_read_begins_without_a_lock_and_a_write_with_one(database: Database) -> None:
    begun = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("BEGIN"):
            begun.append(statement)

    with database.reading() as session:
        session.execute(text("SELECT 1"))
    with database.writing() as session:
        session.execute(text("SELECT 1"))
    assert begun == ["BEGIN DEFERRED", "BEGIN IMMEDIATE"]


@pytest.mark.only_on("sqlite")
@pytest.mark.fault("D-02")
@pytest.mark.timeout(120)
def test_two_writers_that_read_before_they_write_lose_no_update(database: Database) -> None:
    def count_up() -> None:
        for _ in range(200):
            with database.writing() as session:
                row = session.get_one(FeedRow, "camden")
                row.failures += 1

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(count_up) for _ in range(2)]:
            done.result()
    with database.reading() as session:
        assert session.get_one(FeedRow, "camden").failures == 400


@pytest.mark.only_on("sqlite")
@pytest.mark.fault("D-01")
def test_a_write_that_cannot_have_its_turn_fails_whole_and_says_why(database: Database) -> None:
    with database.engine.connect() as holder:
        impatient = Database(database.url)

        @event.listens_for(impatient.engine, "connect")
        def wait_less(connection: object, _record: object) -> None:
            connection.execute("PRAGMA busy_timeout=50")  # type: ignore[attr-defined]

        holder.execute(text("SELECT 1"))
        with (
            pytest.raises(DatabaseUnusable, match="cannot be used just now: database is locked"),
            impatient.writing() as session,
        ):
            session.get_one(FeedRow, "camden").failures = 9
        with impatient.reading() as session:
            assert session.get_one(FeedRow, "camden").failures == 0
        impatient.engine.dispose()


@pytest.mark.only_on("sqlite")
@pytest.mark.fault("D-03")
def test_a_full_disk_loses_nothing_that_was_stored_and_lets_reads_through(database: Database) -> None:
    with database.writing() as session:
        stored(session, an_application(1))
    with database.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        connection.rollback()

    def fill_up() -> None:
        with database.writing() as session:
            for number in range(2, 2_000):
                stored(session, an_application(number, description="x" * 4_000))

    with pytest.raises(DatabaseUnusable, match="database or disk is full"):
        fill_up()
    with database.reading() as session:
        assert len(session.scalars(select(ApplicationRow)).all()) == 1


@pytest.mark.only_on("sqlite")
@pytest.mark.fault("D-04")
def test_a_database_that_may_only_be_read_says_so(database: Database, tmp_path: Path) -> None:
    read_only = Database(f"sqlite:///file:{tmp_path / 'alerts.sqlite'}?mode=ro&uri=true")
    with pytest.raises(DatabaseUnusable, match="readonly database"), read_only.writing() as session:
        session.get_one(FeedRow, "camden").failures = 9
    read_only.engine.dispose()


def test_an_exception_within_a_write_undoes_it(database: Database) -> None:
    class Mistake(Exception):
        """Something goes wrong amid a write."""

    def write_and_fail() -> None:
        with database.writing() as session:
            session.get_one(FeedRow, "camden").failures = 9
            session.flush()
            raise Mistake

    with pytest.raises(Mistake):
        write_and_fail()
    with database.reading() as session:
        assert session.get_one(FeedRow, "camden").failures == 0


@pytest.mark.fault("G-02")
@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), 1e308])
def test_no_place_that_is_no_number_can_be_stored(database: Database, value: float) -> None:
    def store() -> None:
        with database.writing() as session:
            row = stored(session, an_application())
            row.minx, row.miny, row.maxx, row.maxy = 1.0, 1.0, value, 2.0

    with pytest.raises(IntegrityError):
        store()


@pytest.mark.fault("T-03")
def test_an_instant_without_a_zone_cannot_be_stored(database: Database) -> None:
    with pytest.raises(StatementError, match="an instant needs a time zone"), database.writing() as session:
        session.get_one(FeedRow, "camden").last_success_at = datetime(2026, 6, 10, 11, 0)  # noqa: DTZ001


def test_an_instant_comes_back_in_utc(database: Database) -> None:
    with database.writing() as session:
        session.get_one(FeedRow, "camden").last_success_at = NOW
    with database.reading() as session:
        assert session.get_one(FeedRow, "camden").last_success_at.isoformat() == "2026-06-10T11:00:00+00:00"
