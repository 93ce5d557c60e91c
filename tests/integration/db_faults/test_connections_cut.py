"""PostgreSQL that crashes and comes back, or cuts a connection at the worst moment: nothing lost, little repeated."""

import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, event

from alerts.db.session import Database, DatabaseUnusable
from alerts.services.alerting import match_changes
from alerts.services.composing import compose_due
from alerts.services.post import Post
from alerts.services.sending import send_due
from tests.factories import (
    IDENTITY,
    SITE,
    TIMETABLE,
    a_change,
    all_of,
    an_application,
    stored,
    subscribe,
    with_feeds,
)
from tests.fakes import RecordingSender
from tests.integration.db_faults.waiting import queue_for, states
from tests.rig.postgres import PostgresServer

PEOPLE = tuple(f"person{number}@example.com" for number in range(10))
SHORT = timedelta(seconds=1)


def now() -> datetime:
    return datetime.now(UTC)


def post_of(database: Database, sender: RecordingSender) -> Post:
    return Post(database, sender, SITE, IDENTITY, now, rate_per_second=1e9, lease=SHORT)


class Crashes:
    """The server, crashed so many times while others work."""

    def __init__(self, server: PostgresServer, count: int) -> None:
        self._server = server
        self._thread = threading.Thread(target=self._crash, args=(count,))
        self._thread.start()

    def _crash(self, count: int) -> None:
        for _ in range(count):
            time.sleep(0.2)
            self._server.restart(mode="immediate")

    @property
    def are_over(self) -> bool:
        return not self._thread.is_alive()


@pytest.mark.fault("D-05")
@pytest.mark.timeout(180)
@pytest.mark.parametrize("crashes", [5, pytest.param(25, marks=pytest.mark.slow)])
def test_a_server_that_crashes_costs_no_alert_and_few_repeats(crashes: int) -> None:
    with PostgresServer(durable=True) as server:
        database = with_feeds(Database(server.new_database()), ("camden",))
        with database.writing() as session:
            for address in PEOPLE:
                subscribe(session, address, all_of())
        sender = RecordingSender()
        sender.before = lambda _recipient: time.sleep(0.01)
        told = told_while(Crashes(server, crashes), database, sender)
        database.engine.dispose()
    copies = Counter(str(message["Message-ID"]) for message in sender.sent)
    assert len(copies) == told * len(PEOPLE)
    assert copies.total() - len(copies) <= crashes
    assert {str(each["To"]) for each in sender.sent} == set(PEOPLE)


def told_while(crashes: Crashes, database: Database, sender: RecordingSender) -> int:
    """One application after another, each told to all, until the crashes are over; how many there were."""
    noticed, is_done = 0, True
    while not (crashes.are_over and is_done):
        try:
            if is_done and not crashes.are_over:
                with database.writing() as session:
                    a_change(session, stored(session, an_application(noticed + 1)), noticed_at=now())
                noticed += 1
            is_done = False
            match_changes(database, TIMETABLE, now)
            compose_due(database, SITE, IDENTITY, TIMETABLE, now)
            send_due(post_of(database, sender))
            is_done = set(states(database)) == {"sent"}
        except DatabaseUnusable:
            time.sleep(0.05)
    return noticed


@pytest.mark.only_on("postgresql")
@pytest.mark.fault("D-06")
def test_a_connection_cut_between_250_and_commit_costs_nothing(
    database: Database, postgres: PostgresServer
) -> None:
    queue_for(database, "alice@example.com")
    sender, cut = RecordingSender(), []

    @event.listens_for(database.engine, "commit")
    def cut_once(connection: Connection) -> None:
        if sender.sent and not cut:
            pid = connection.connection.dbapi_connection.info.backend_pid  # type: ignore[union-attr]
            cut.append(pid)
            postgres.execute(f"SELECT pg_terminate_backend({pid}, 5000)")

    assert send_due(post_of(database, sender)).sent == 1
    assert (len(cut), len(sender.sent), states(database)) == (1, 1, ["sent"])
    time.sleep(1.2 * SHORT.total_seconds())
    assert send_due(post_of(database, sender)).sent == 0
