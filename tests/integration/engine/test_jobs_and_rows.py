"""A job is committed with the rows that make its work, or not at all, and one a piece of work waits at a time."""

import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from alerts.db import alarms
from alerts.db.session import Database
from alerts.db.waking import Wanted, Work, wake
from scheduler.queue import JobDoor

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


def waiting(database: Database) -> list[str]:
    with database.reading() as session:
        return list(
            session.scalars(text("SELECT queueing_lock FROM procrastinate_jobs ORDER BY queueing_lock"))
        )


def test_a_job_is_committed_with_its_rows(database: Database) -> None:
    with database.writing() as session:
        wake(session, Work.POLL, "camden")
        wake(session, Work.MATCH)
        wake(session, Work.MATCH)
    assert waiting(database) == ["match", "poll camden"]


def write_and_fail(database: Database) -> None:
    with database.writing() as session:
        wake(session, Work.MATCH)
        raise ZeroDivisionError


def test_after_a_rollback_there_is_no_job(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        write_and_fail(database)
    assert waiting(database) == []


def test_work_that_waits_already_is_not_put_in_again(database: Database) -> None:
    for _ in range(3):
        with database.writing() as session:
            wake(session, Work.SEND)
            wake(session, Work.MATCH)
    assert waiting(database) == ["match", "send"]


def test_two_that_wake_the_same_worker_at_once_both_commit(database: Database) -> None:
    """The second finds the first's job only when it puts in its own: that is refused, and costs its rows nothing."""
    both_wrote, failures = threading.Barrier(2), list[Exception]()

    def write(part: str) -> None:
        try:
            with database.writing() as session:
                alarms.raise_once(session, part, "stale", "Nothing comes.", NOON)
                wake(session, Work.MATCH)
                wake(session, Work.COMPOSE, part)
                both_wrote.wait(10)
        except Exception as error:  # noqa: BLE001  (it is looked at in the test's own thread)
            failures.append(error)

    threads = [threading.Thread(target=write, args=(part,)) for part in ("0/2", "1/2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert failures == []
    assert waiting(database) == ["compose 0/2", "compose 1/2", "match"]
    with database.reading() as session:
        assert {row.feed for row in alarms.untold(session)} == {"0/2", "1/2"}


def test_a_job_that_waits_is_not_begun_before_the_commit_that_relies_on_it(database: Database) -> None:
    """Otherwise it could be over before the rows are there, and nobody would be woken for them."""
    with database.writing() as session:
        wake(session, Work.MATCH)
    with database.writing() as session:
        JobDoor().before_commit(session, {Wanted(Work.MATCH)})
        assert fetched(database) is None
    assert fetched(database) == "match"


def fetched(database: Database) -> str | None:
    """What a worker that looks now is given."""
    with database.writing() as session:
        number = session.scalar(text("SELECT worker_id FROM procrastinate_register_worker_v1()"))
        taken = session.scalar(
            text("SELECT task_name FROM procrastinate_fetch_job_v2(NULL, :number)"), {"number": number}
        )
    return str(taken) if taken else None


def test_what_was_undone_keeps_nobody_from_being_woken_a_moment_later(database: Database) -> None:
    door, alerts = JobDoor(), {Wanted(Work.SEND_ALERTS)}
    for is_kept in (False, True):
        with database.reading() as session:
            door.before_commit(session, alerts)
            if is_kept:
                session.commit()
                door.after_commit(alerts)
    assert waiting(database) == ["send-alerts"]
