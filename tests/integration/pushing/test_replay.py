"""Telling again: from a number or a day on, marked as a replay, what is new after it in order."""

from datetime import timedelta

import pytest

from alerts.db import change_log, changes, log_followers, log_windows
from alerts.db.session import Database
from alerts.domain.change import Change, ChangeKind
from tests.factories import NOW, an_application, stored
from tests.integration.pushing.conftest import (
    BROKEN,
    GROUP,
    TAKEN,
    Push,
    Server,
    happen,
    happen_often,
    row_of,
)


def rewind(database: Database, to_no: int) -> bool:
    with database.writing() as session:
        return log_followers.rewind(session, GROUP, to_no)


def test_a_replay_is_marked_up_to_where_the_receiver_was_and_new_ids_are_given(
    database: Database, server: Server, push: Push
) -> None:
    happen_often(database, 60)
    push()
    happen(database, *range(61, 66))
    assert rewind(database, 40)
    assert push() == 2
    again, new = server.requests[2:]
    assert (again.numbers, again.data["is_replay"]) == (list(range(41, 61)), True)
    assert (new.numbers, new.data["is_replay"]) == (list(range(61, 66)), False)
    assert len({request.id for request in server.requests}) == 4
    assert row_of(database).replayed_to is None


def test_a_replay_amid_a_replay_is_marked_up_to_where_the_first_would_have_ended(
    database: Database, server: Server, push: Push
) -> None:
    happen_often(database, 120)
    push()
    rewind(database, 0)
    assert push(is_stopping=lambda: len(server.requests) >= 4) == 1
    rewind(database, 10)
    push()
    assert [request.data["is_replay"] for request in server.requests[3:]] == [True] * 4
    assert server.numbers[170:] == list(range(11, 121))


@pytest.mark.parametrize("to_no", [3, 99])
def test_nothing_can_be_left_out_by_a_replay(
    database: Database, server: Server, push: Push, to_no: int
) -> None:
    happen(database, 1, 2)
    push()
    happen(database, 3, 4)
    assert not rewind(database, to_no)
    push()
    assert server.numbers == [1, 2, 3, 4]


def test_a_message_that_waits_for_its_next_try_is_told_after_the_replay(
    database: Database, push: Push
) -> None:
    server = Server(TAKEN, BROKEN, TAKEN)
    happen(database, 1, 2)
    push(at=server)
    happen(database, 3)
    push(at=server)
    rewind(database, 1)
    assert push(at=server) == 2
    assert [request.numbers for request in server.requests[2:]] == [[2], [3]]


def test_a_day_begins_before_the_first_change_that_was_noticed_on_it(database: Database) -> None:
    with database.writing() as session:
        for number, days_ago in ((1, 3), (2, 2), (3, 2), (4, 0)):
            row = stored(session, an_application(number))
            moment = NOW - timedelta(days=days_ago)
            changes.add_all(
                session, "camden", [(row.id, Change(ChangeKind.NEW))], state="matched", now=moment
            )
        change_log.publish(session)
    with database.reading() as session:
        assert log_windows.before(session, NOW - timedelta(days=2)) == 1
        assert log_windows.before(session, NOW - timedelta(days=1)) == 3
        assert log_windows.before(session, NOW + timedelta(days=1)) is None
