"""Receivers that fail, are gone or come back; what is told again is the same to the byte."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from alerts.db import log_followers
from alerts.db.session import Database
from alerts.db.tables import AlarmRow
from alerts.domain.pushing import Answer
from alerts.services.pushing_overview import standings
from alerts.services.pushing_trouble import raise_alarms
from tests.fakes import HandClock
from tests.integration.pushing.conftest import (
    BROKEN,
    GONE,
    GROUP,
    TAKEN,
    Push,
    Server,
    happen,
    happen_often,
    row_of,
)


def alarms(database: Database) -> list[AlarmRow]:
    with database.reading() as session:
        return list(session.scalars(select(AlarmRow).order_by(AlarmRow.id)))


def test_another_try_has_the_same_id_and_bytes_though_the_log_went_on(
    database: Database, clock: HandClock, push: Push
) -> None:
    server = Server(BROKEN, TAKEN)
    happen(database, 1)
    assert push(at=server) == 0
    happen(database, 2)
    with database.writing() as session:
        session.connection().exec_driver_sql("UPDATE application SET description = 'Something else'")
    assert push(at=server) == 0, "the wait is not over"
    clock.pass_by(seconds=30)
    assert push(at=server) == 2
    first, second, third = server.requests
    assert (first.id, first.body) == (second.id, second.body)
    assert third.id != first.id
    assert (second.numbers, third.numbers) == ([1], [2])
    assert int(second.headers["webhook-timestamp"]) - int(first.headers["webhook-timestamp"]) == 30
    assert second.headers["webhook-signature"] != first.headers["webhook-signature"]


def test_waits_grow_while_a_receiver_fails_and_begin_anew_after_it_took_something(
    database: Database, clock: HandClock, push: Push
) -> None:
    server = Server(BROKEN, BROKEN, Answer(429, "answered 429", 3_600.0), TAKEN, BROKEN)
    happen(database, 1)
    waits = []
    for _ in range(3):
        push(at=server)
        next_try_at = row_of(database).next_try_at
        assert next_try_at is not None
        waits.append(next_try_at - clock())
        clock.now = next_try_at
    assert waits == [timedelta(seconds=30), timedelta(seconds=60), timedelta(hours=1)]
    assert row_of(database).failures == 3
    push(at=server)
    row = row_of(database)
    assert (row.failures, row.failing_since, row.last_error, row.next_try_at) == (0, None, None, None)
    assert row.delivered_at == clock()
    happen(database, 2)
    push(at=server)
    assert row_of(database).next_try_at == clock() + timedelta(seconds=30)


def test_a_request_that_cannot_even_be_made_is_a_failure_of_its_receiver_alone(
    database: Database, push: Push
) -> None:
    class Broken(Server):
        def post(self, *_: object) -> Answer:
            raise RuntimeError("a bug of ours")

    happen(database, 1)
    assert push(at=Broken()) == 0
    assert row_of(database).last_error == "the request cannot be made, RuntimeError"


def test_a_receiver_that_is_gone_is_told_nothing_until_an_operator_says_so(
    database: Database, clock: HandClock, push: Push
) -> None:
    server = Server(GONE, TAKEN)
    happen(database, 1)
    push(at=server)
    clock.pass_by(days=30)
    assert push(at=server) == 0
    assert len(server.requests) == 1
    (alarm,) = alarms(database)
    assert (alarm.feed, alarm.kind, alarm.cleared_at) == ("webhooks", "gone civic-group", None)
    assert "planning-alerts webhooks resume civic-group" in alarm.words
    with database.reading() as session:
        assert [each.is_stopped for each in standings(session)] == [True]
    with database.writing() as session:
        log_followers.try_now(session, GROUP)
        raise_alarms(session, GROUP, clock())
    assert push(at=server) == 1
    assert server.requests[0].id == server.requests[1].id
    assert [alarm.cleared_at for alarm in alarms(database)] == [clock()]


def test_the_operator_hears_once_of_days_without_success_and_nothing_is_lost(
    database: Database, clock: HandClock, push: Push
) -> None:
    server = Server(BROKEN)
    happen_often(database, 60)
    began = clock()
    while clock() - began < timedelta(days=4):
        push(at=server)
        happen(database, 1_000 + len(server.requests))
        assert bool(alarms(database)) == (clock() - began >= timedelta(days=2))
        clock.pass_by(hours=4)
    (alarm,) = alarms(database)
    assert alarm.kind == "failing civic-group"
    assert "civic-group has taken nothing for two days" in alarm.words
    told_before, server.answers = len(server.requests), [TAKEN]
    push(at=server)
    numbers = [number for request in server.requests[told_before:] for number in request.numbers]
    assert numbers == list(range(1, 61 + told_before))
    assert [alarm.cleared_at for alarm in alarms(database)] == [clock()]


def test_a_receiver_that_takes_its_time_has_its_turn_and_then_the_worker_looks_up(
    database: Database, server: Server, push: Push
) -> None:
    happen_often(database, 1_100)
    assert push() == 20
    assert push() == 2
    assert server.numbers == list(range(1, 1_101))


@pytest.mark.parametrize("stopped_after", [0, 1])
def test_a_worker_that_is_to_stop_ends_with_the_request_in_hand(
    database: Database, server: Server, push: Push, stopped_after: int
) -> None:
    happen_often(database, 120)
    assert push(is_stopping=lambda: len(server.requests) >= stopped_after) == stopped_after
