"""The leader wakes whoever is to do what the rows say is due, and nobody wakes anybody while another leads."""

from datetime import UTC, datetime

import pytest

from alerts.db import engine_jobs
from alerts.db.session import Database
from alerts.domain.subscription import Wishes
from alerts.services.intake import Asked, note
from alerts.services.sending import Post
from alerts.services.subscribing import Desk
from scheduler.jobs import Pipeline
from scheduler.leading import leading
from scheduler.poller import Poller
from tests.factories import IDENTITY, SITE, TIMETABLE, with_feeds
from tests.fakes import FakeFetcher, RecordingSender, TinyGazetteer, a_reception
from tests.integration.engine.bench import until


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def pipeline(database: Database) -> Pipeline:
    poller = Poller(database, FakeFetcher(), TinyGazetteer(), TIMETABLE, now)  # type: ignore[arg-type]
    post = Post(database, RecordingSender(), SITE, IDENTITY, now)  # type: ignore[arg-type]
    return Pipeline(database, TIMETABLE, now, poller, (), post, a_reception(database, now))


def waiting(database: Database) -> set[str]:
    with database.reading() as session:
        return {each.work for each in engine_jobs.queued(session) if each.waiting}


def unheard(database: Database) -> None:
    """A form is put down and a feed configured, of which no worker was told."""
    quiet = with_feeds(Database(database.url), ("camden",))
    with quiet.writing() as session:
        desk = Desk(SITE, IDENTITY, TIMETABLE, now())
        note(session, desk, Asked("alice@example.org", "/area", "192.0.2.7", "postcode-nw18nh", Wishes()))
    quiet.engine.dispose()


def test_the_leader_finds_in_the_rows_what_nobody_was_woken_for(
    database: Database, pipeline: Pipeline
) -> None:
    unheard(database)
    with leading(pipeline, 60.0, lambda: True):
        assert until(lambda: {"take-in", "poll", "remind", "tell-operator"} <= waiting(database))


def test_nobody_is_woken_by_one_that_does_not_lead(database: Database, pipeline: Pipeline) -> None:
    unheard(database)
    asked = list[bool]()

    def may_lead() -> bool:
        asked.append(False)
        return False

    with leading(pipeline, 60.0, may_lead):
        assert until(lambda: len(asked) >= 6)
    assert waiting(database) == set()
