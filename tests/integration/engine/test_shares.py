"""A morning's work is divided among all who have a place for it, and whatever is little is done by one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from alerts.db import engine_jobs
from alerts.db.due import MOST_AT_ONCE
from alerts.db.session import Database
from alerts.db.waking import Wanted, Work
from alerts.domain.share import ALL, Share
from alerts.services.sending import Post
from scheduler import work
from scheduler.jobs import Pipeline
from scheduler.poller import Poller
from scheduler.work import COMPOSERS, MATCHERS, Worker, share_of
from tests.factories import (
    IDENTITY,
    SITE,
    TIMETABLE,
    a_change,
    an_application,
    around_nw5,
    stored,
    subscribe,
    with_feeds,
)
from tests.fakes import FakeFetcher, RecordingSender, TinyGazetteer, a_reception


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def worker(database: Database) -> Worker:
    with_feeds(database, ("camden",))
    poller = Poller(database, FakeFetcher(), TinyGazetteer(), TIMETABLE, now)  # type: ignore[arg-type]
    post = Post(database, RecordingSender(), SITE, IDENTITY, now)  # type: ignore[arg-type]
    return Worker(Pipeline(database, TIMETABLE, now, poller, (), post, a_reception(database, now)))


def waiting(database: Database) -> dict[str, int]:
    with database.reading() as session:
        return {each.work: each.waiting for each in engine_jobs.queued(session)}


def alerts_due(database: Database, people: int) -> None:
    with database.writing() as session:
        change = a_change(session, stored(session, an_application()), noticed_at=now())
        change.state = "matched"
        for number in range(people):
            subscribe(session, f"person{number}@example.org", around_nw5())
        session.execute(
            text(
                "INSERT INTO alert (subscription_id, change_id, reason, due_at, created_at, tries)"
                " SELECT subscription.id, change.id, 'within', :due, :due, 0 FROM subscription, change"
            ),
            {"due": now() - timedelta(minutes=1)},
        )


def test_the_alerts_of_a_few_are_composed_by_one_who_then_wakes_whoever_sends(
    database: Database, worker: Worker
) -> None:
    alerts_due(database, 3)
    worker(Wanted(Work.COMPOSE))
    assert waiting(database) == {"send-alerts": 1}
    with database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM email")) == 3


def test_the_alerts_of_many_are_divided_and_the_shares_leave_nobody_out(
    database: Database, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "MANY_PEOPLE", 5)
    alerts_due(database, 6)
    worker(Wanted(Work.COMPOSE))
    assert waiting(database) == {"compose": COMPOSERS}
    for number in range(COMPOSERS):
        worker(Wanted(Work.COMPOSE, f"{number}/{COMPOSERS}"))
    with database.reading() as session:
        assert session.scalar(text("SELECT count(DISTINCT subscriber_id) FROM email")) == 6


@pytest.mark.fault("K-12")
def test_a_worker_that_is_told_to_stop_finishes_the_people_in_hand_alone(
    database: Database, worker: Worker
) -> None:
    alerts_due(database, MOST_AT_ONCE + 3)
    pipeline = worker.pipeline

    def stop(moment: str) -> None:
        if moment == "composed":
            pipeline.stopping.set()

    Worker(replace(pipeline, on_effect=stop))(Wanted(Work.COMPOSE))
    with database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM email")) == MOST_AT_ONCE


def test_very_many_changes_are_divided_among_several_matchers(
    database: Database, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "MANY_CHANGES", 1)
    with database.writing() as session:
        subscribe(session, "alice@example.org", around_nw5())
        for number in range(2):
            a_change(session, stored(session, an_application(number)), noticed_at=now())
    worker(Wanted(Work.MATCH))
    assert waiting(database) == {"match": MATCHERS}
    for number in range(MATCHERS):
        worker(Wanted(Work.MATCH, f"{number}/{MATCHERS}"))
    with database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM alert")) == 2


def test_a_job_names_its_share() -> None:
    assert (share_of(""), share_of("3/32")) == (ALL, Share(3, 32))
