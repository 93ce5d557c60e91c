"""Workers killed at every step, frozen past their lease, or at work at once: nothing lost, nothing out of order."""

from datetime import timedelta

import pytest

from alerts.db import log_followers
from alerts.db.session import Database
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
from tests.integration.race.at_once import Stopped, all_at_once, meanwhile

MOMENTS = ("claimed", "answered", "recorded")


class Killed(BaseException):
    """The process is gone."""


class KilledAt:
    """An `on_effect` that ends its process when it comes to a moment for the n-th time."""

    def __init__(self, moment: str, number: int) -> None:
        self.moment, self.left = moment, number

    def __call__(self, effect: str) -> None:
        self.left -= effect == self.moment
        if effect == self.moment and self.left == 0:
            raise Killed


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_worker_killed_at_any_step_loses_nothing_and_repeats_at_most_the_request_in_hand(
    database: Database, server: Server, clock: HandClock, push: Push, moment: str, number: int
) -> None:
    happen_often(database, 120)
    with pytest.raises(Killed):
        push(on_effect=KilledAt(moment, number))
    if moment != "recorded":
        assert push() == 0, "its lease is still in force"
    clock.pass_by(minutes=6)
    push()
    first_of_each = {request.id: request for request in server.requests}
    assert [n for request in first_of_each.values() for n in request.numbers] == list(range(1, 121))
    assert len(server.requests) == 3 + (moment == "answered")
    begins = [request.data["after_no"] for request in server.requests]
    assert begins == sorted(begins), "what is repeated comes before what follows it"
    assert all(request.body == first_of_each[request.id].body for request in server.requests)
    row = row_of(database)
    assert (row.last_no, row.message_id, row.lease_owner) == (120, None, None)


def test_what_a_dead_process_of_this_machine_had_in_hand_is_taken_over_at_once(
    database: Database, server: Server, clock: HandClock, push: Push
) -> None:
    happen(database, 1)
    with pytest.raises(Killed):
        push(on_effect=KilledAt("answered", 1))
    with database.writing() as session:
        row = log_followers.by_name(session, GROUP)
        assert row is not None
        assert row.lease_owner is not None
        host = row.lease_owner.partition(":")[0]
        row.lease_owner = f"{host}:4194304:1"
    assert push() == 1
    assert server.requests[0].body == server.requests[1].body


def test_a_worker_frozen_before_it_sends_sends_nothing_once_another_took_over(
    database: Database, server: Server, clock: HandClock, push: Push
) -> None:
    happen_often(database, 60)

    def frozen(effect: str) -> None:
        if effect == "claimed" and not server.requests:
            clock.pass_by(minutes=6)
            assert push() == 2

    assert push(on_effect=frozen) == 0
    assert server.numbers == list(range(1, 61))
    assert row_of(database).last_no == 60


@pytest.mark.parametrize("late", [TAKEN, BROKEN, GONE])
def test_a_worker_frozen_after_it_sent_changes_nothing_of_what_the_other_recorded(
    database: Database, clock: HandClock, push: Push, late: object
) -> None:
    server = Server(late, TAKEN)  # type: ignore[arg-type]
    happen_often(database, 60)
    after = []

    def frozen(effect: str) -> None:
        if effect == "answered" and not after:
            clock.pass_by(minutes=6)
            after.append(True)
            assert push(at=server) == 2
            after.append(columns(database))

    assert push(at=server, on_effect=frozen) == 0
    assert columns(database) == after[1]
    assert [len(request.numbers) for request in server.requests] == [50, 50, 10]


def columns(database: Database) -> dict[str, object]:
    row = row_of(database)
    return {column.key: getattr(row, column.key) for column in row.__table__.columns}


def test_what_is_sent_at_the_end_of_a_lease_is_already_too_old_for_receivers(
    database: Database, server: Server, clock: HandClock, push: Push
) -> None:
    happen(database, 1)

    def frozen(effect: str) -> None:
        if effect == "claimed":
            clock.pass_by(minutes=5, seconds=59)

    push(on_effect=frozen)
    stamped = int(server.requests[0].headers["webhook-timestamp"])
    assert clock().timestamp() - stamped > timedelta(minutes=5).total_seconds()


def test_a_replay_asked_for_while_a_request_is_under_way_is_not_undone_by_its_end(
    database: Database, server: Server, push: Push
) -> None:
    happen_often(database, 60)
    push()

    def replay() -> None:
        server.meanwhile = lambda: None
        with database.writing() as session:
            assert log_followers.rewind(session, GROUP, 10)

    happen(database, *range(61, 71))
    server.meanwhile = replay
    assert push() == 0
    assert row_of(database).last_no == 10
    push()
    assert server.numbers[70:] == list(range(11, 71))


def test_two_workers_at_once_send_each_request_once(database: Database, server: Server, push: Push) -> None:
    happen_often(database, 120)
    stopped = Stopped("claimed")
    assert meanwhile(lambda: push(on_effect=stopped), stopped, push) == 0
    assert server.numbers == list(range(1, 121))


@pytest.mark.timeout(60)
def test_many_workers_at_once_tell_everything_once_and_in_order(
    database: Database, server: Server, push: Push
) -> None:
    happen_often(database, 300)
    taken = all_at_once(6, lambda _: push())
    push()
    assert server.numbers == list(range(1, 301))
    assert sum(taken) <= 6
