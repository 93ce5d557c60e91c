"""The dead man's switch over HTTP: asked for once while all is well, and otherwise not at all."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from alerts.db import beats
from alerts.db.session import Database
from alerts.db.tables import FeedRow
from alerts.domain.steps import Beat, Step
from alerts.services.pinging import Ping
from scheduler.fetch import Fetcher
from scheduler.push import ask_through
from tests.factories import a_database
from tests.fakes import HandClock
from tests.rig.feed import FeedRig
from tests.rig.feed_answers import Answer, redirect


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def well(tmp_path: Path, clock: HandClock) -> Database:
    """A service that works: its clock ticks and its feed was read."""
    database = a_database(tmp_path, ("camden",))
    with database.writing() as session:
        for row in session.scalars(select(FeedRow)):
            row.last_success_at = row.baseline_done_at = row.last_new_at = clock()
        beats.write(session, [Beat("here:1:2", "run", Step.CLOCK, clock(), done_at=clock())])
    return database


@pytest.fixture
def ping(rig: FeedRig, fetcher: Fetcher, well: Database, clock: HandClock) -> Ping:
    for path in ("/a-secret-name", "/a-secret-name/fail"):
        rig.on("GET", path, Answer(b"OK"))
    url = f"{rig.url}/a-secret-name"
    return Ping(well, clock, ask_through(fetcher), url, f"{url}/fail")


def asked(rig: FeedRig) -> list[tuple[str, str, bytes]]:
    return [(each.method, each.path, each.body) for each in rig.requests]


def test_while_all_is_well_the_address_is_asked_for_and_told_nothing(rig: FeedRig, ping: Ping) -> None:
    ping()
    assert asked(rig) == [("GET", "/a-secret-name", b"")]


def test_when_the_clock_has_stopped_the_other_address_is_asked_for(
    rig: FeedRig, ping: Ping, clock: HandClock
) -> None:
    clock.pass_by(minutes=4)
    ping()
    assert asked(rig) == [("GET", "/a-secret-name/fail", b"")]


def test_without_another_address_nothing_is_asked_for(
    rig: FeedRig, ping: Ping, well: Database, clock: HandClock
) -> None:
    with well.writing() as session:
        for row in session.scalars(select(FeedRow)):
            row.failures, row.failing_since = 9, clock() - timedelta(hours=3)
    Ping(well, clock, ping.ask, ping.url)()
    assert asked(rig) == []


def test_a_database_that_cannot_be_used_is_no_ping(rig: FeedRig, ping: Ping, clock: HandClock) -> None:
    gone = Database("sqlite:////nowhere/at/all.sqlite")
    Ping(gone, clock, ping.ask, ping.url)()
    assert asked(rig) == []


def test_whoever_does_not_take_it_breaks_nothing_and_its_name_stays_secret(
    rig: FeedRig, ping: Ping, caplog: pytest.LogCaptureFixture
) -> None:
    rig.on("GET", "/a-secret-name", redirect(f"{rig.url}/elsewhere"))
    ping()
    rig.on("GET", "/a-secret-name", Answer(breaks=True))
    ping()
    assert "the ping was not taken: answered 302 (redirects are not followed)" in caplog.text
    assert caplog.text.count("the ping was not taken") == 2
    assert "a-secret-name" not in caplog.text
