"""What breaks in the service itself is told at once, once, and said to be over when it is."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from alerts.db import beats, upkeep
from alerts.db.session import Database
from alerts.db.tables import FeedRow, SignupRow, UpkeepRow
from alerts.domain.steps import Beat, Step
from alerts.services.alarming import tell_operator
from alerts.services.disks import Place, disks
from alerts.services.overseeing import Overseer
from alerts.services.watching import Watch
from tests.factories import IDENTITY, SITE
from tests.fakes import HandClock


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture(autouse=True)
def feeds_are_well(database: Database, clock: HandClock) -> None:
    with database.writing() as session:
        for row in session.scalars(select(FeedRow)):
            row.last_success_at = row.baseline_done_at = row.last_new_at = clock()


def says(database: Database, clock: HandClock, step: Step, **said: object) -> None:
    beat = {"process": "here:1:2", "part": "run", "step": step, "beat_at": clock(), **said}
    with database.writing() as session:
        beats.write(session, [Beat(**beat)])  # type: ignore[arg-type]


def told(database: Database, clock: HandClock, watch: Watch) -> str | None:
    letter = tell_operator(database, SITE, IDENTITY, clock, watch)
    return " ".join(letter.text.split()) if letter else None


def test_a_step_that_fails_again_and_again_is_told_once_and_again_after_it_was_well(
    database: Database, clock: HandClock
) -> None:
    says(database, clock, Step.COMPOSE, failures=3)
    letter = told(database, clock, Watch())
    assert letter is not None
    assert "Putting alerts into words has failed 3 times in a row; the log says why." in letter
    says(database, clock, Step.COMPOSE, failures=4)
    assert told(database, clock, Watch()) is None
    says(database, clock, Step.COMPOSE, failures=0, done_at=clock())
    assert told(database, clock, Watch()) is None
    says(database, clock, Step.COMPOSE, failures=3)
    assert told(database, clock, Watch()) is not None


def test_what_waits_is_told_where_its_step_passed_it_by_and_not_where_all_was_away(
    database: Database, clock: HandClock
) -> None:
    asked_at = clock()
    with database.writing() as session:
        form = {
            "kind": "link",
            "email": "alice@example.com",
            "wishes": {},
            "source": "/",
            "asked_at": asked_at,
        }
        session.add(SignupRow(**form))
    clock.pass_by(hours=2)
    says(database, clock, Step.TAKE_IN, done_at=asked_at - timedelta(minutes=1))
    assert told(database, clock, Watch()) is None
    says(database, clock, Step.TAKE_IN, done_at=clock())
    letter = told(database, clock, Watch())
    assert letter is not None
    assert "A form has waited for its answer since 11:00 on 10 June UTC." in letter
    assert "alice@" not in letter


def test_a_disk_that_fills_is_told_before_it_is_full(
    database: Database, clock: HandClock, tmp_path: Path
) -> None:
    nowhere = Place("open-data", tmp_path / "not there yet")
    watch = Watch((Place("database", tmp_path), nowhere), disk_free_percent=100, plenty_bytes=10**18)
    letter = told(database, clock, watch)
    assert letter is not None
    assert "The disk of the database is nearly full: " in letter
    assert told(database, clock, Watch((Place("database", tmp_path),), disk_free_percent=0)) is None


def test_a_disk_about_full_to_the_mark_is_told_once(
    database: Database, clock: HandClock, tmp_path: Path
) -> None:
    here = Place("database", tmp_path)
    (disk,) = disks([here])

    def told_where_to_be_free(part: float) -> bool:
        """At a mark that stands at this part of what is free."""
        watch = Watch((here,), disk_free_percent=disk.free_percent * part, plenty_bytes=10**18)  # type: ignore[arg-type]
        return told(database, clock, watch) is not None

    assert told_where_to_be_free(1.05)
    assert not told_where_to_be_free(0.97)  # room enough, and hardly more
    assert not told_where_to_be_free(1.05)
    assert not told_where_to_be_free(0.8)  # clearly over
    assert told_where_to_be_free(1.05)


def test_copies_that_are_not_made_are_told(database: Database, clock: HandClock) -> None:
    watch = Watch(backup_within=timedelta(hours=26))
    letter = told(database, clock, watch)
    assert letter is not None
    assert "No copy of the database was ever made" in letter
    with database.writing() as session:
        if session.scalar(select(UpkeepRow)) is None:
            session.add(UpkeepRow(id=1, serves_from="0011"))
            session.flush()
        upkeep.note_copied(session, clock())
    assert told(database, clock, watch) is None
    clock.pass_by(hours=27)
    with database.writing() as session:
        for row in session.scalars(select(FeedRow)):
            row.last_success_at = row.last_new_at = clock()
    later = told(database, clock, watch)
    assert later is not None
    assert "The last copy of the database is of 11:00 on 10 June UTC." in later


def test_a_site_says_once_that_the_scheduler_has_stopped(
    database: Database, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    overseer = Overseer(database, clock)
    overseer()
    assert caplog.text == ""
    says(database, clock, Step.CLOCK, done_at=clock())
    clock.pass_by(minutes=4)
    overseer()
    overseer()
    assert caplog.text.count("the scheduler has not ticked since 11:00 on 10 June UTC") == 1
    says(database, clock, Step.CLOCK, done_at=clock())
    overseer()
    clock.pass_by(minutes=4)
    overseer()
    assert caplog.text.count("the scheduler has not ticked since 11:04 on 10 June UTC") == 1
