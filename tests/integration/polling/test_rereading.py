"""What operators put right of feeds, on the databases themselves: records read again, words mapped, holds decided."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from alerts.db import holds, stored_records
from alerts.db.session import Database
from alerts.db.tables import ChangeRow
from alerts.domain.errors import DecidedAlready
from alerts.domain.meanings import Meaning
from alerts.domain.stored_record import Outcome
from alerts.services import tending
from alerts.services.holding import decide_hold
from alerts.services.meanings import map_word, unmap_word
from alerts.services.workbench import Became
from scheduler.poll import poll_due, poll_feed
from scheduler.poller import Poller
from scheduler.workbench import FeedWorkbench
from tests.factories import NOW, an_application
from tests.fakes import FakeKind, HandClock
from tests.fakes import a_feed as a_fake_feed
from tests.integration.admin.bench import Serving, a_row, configured
from tests.integration.polling.told import application, baseline, changes_told, feed, poll

ALL = tuple(Outcome)


def noted_nowhere(_session: Session) -> None:
    """Nobody keeps an audit here."""


@pytest.fixture
def council() -> Serving:
    return Serving()


@pytest.fixture
def reader(poller_with: Callable[..., Poller], council: Serving) -> Poller:
    """A poller of the council's file, whose silent first load is done."""
    made = poller_with(council)
    assert poll_feed(made, configured()).error is None
    return made


def publish(reader: Poller, council: Serving, *rows: dict[str, object]) -> None:
    council.rows = list(rows)
    assert poll_feed(reader, configured()).error is None


def test_a_record_is_kept_in_the_transaction_of_its_page(
    database: Database, poller_with: Callable[..., Poller], council: Serving
) -> None:
    def killed(effect: str) -> None:
        if effect == "page recorded":
            raise RuntimeError("killed")

    council.rows = [a_row(3, state="ZZZ")]
    with pytest.raises(RuntimeError):
        poll_feed(poller_with(council, on_effect=killed), configured())
    with database.reading() as session:
        assert stored_records.known(session, "camden") == {}


def test_a_mended_map_reads_what_is_stored(database: Database, reader: Poller, council: Serving) -> None:
    publish(reader, council, a_row(1, ref="", app_no="2026/0001/P", valid="2026-06-01", until="2026-07-01"))
    mended = FeedWorkbench(reader, [configured(columns={"reference": "app_no"})])
    ahead = mended.compare("camden", ALL, 10)
    assert [each.became for each in ahead.compared] == [Became.NEW]
    done = mended.reread("camden", ALL, 10, noted_nowhere)
    assert done.compared == ahead.compared
    assert changes_told(database) == [("new", "2026/0001/P", "unmatched")]
    assert feed(database).poll_owner is None
    with pytest.raises(DecidedAlready):
        mended.reread("camden", ALL, 10, noted_nowhere)


def test_what_was_kept_without_a_name_does_not_take_the_place_of_what_is_known(
    database: Database, reader: Poller, council: Serving
) -> None:
    """An older state of an application, whose name could not be read then, says nothing against a later one."""
    publish(reader, council, a_row(1, ref="", app_no="2026/0001/P", proposal="As it was"))
    mended = configured(columns={"reference": "app_no"})
    council.rows = [a_row(1, ref="", app_no="2026/0001/P", proposal="As it is")]
    poll_feed(reader, mended)
    done = FeedWorkbench(reader, [mended]).reread("camden", ALL, 10, noted_nowhere)
    assert [each.became for each in done.compared] == [Became.OVERTAKEN]
    assert application(database, "2026/0001/P").description == "As it is"
    with database.reading() as session:
        assert stored_records.known(session, "camden") == {}


def test_a_word_is_mapped_and_taken_back_without_a_restart(
    database: Database, reader: Poller, council: Serving
) -> None:
    rows = [a_row(1, kind="Odd")]
    publish(reader, council, *rows)
    with database.writing() as session:
        map_word(session, "camden", Meaning("application_type", "Odd", "hh"), NOW, "somebody")
    publish(reader, council, *rows)
    assert application(database, "2026/0001/P").application_type == "hh"
    with database.writing() as session:
        unmap_word(session, "camden", "application_type", "Odd")
    publish(reader, council, *rows)
    assert application(database, "2026/0001/P").application_type is None


def test_a_paused_feed_is_not_due_and_is_polled_again_once_resumed(
    database: Database, poller: Poller, clock: HandClock
) -> None:
    baseline(poller)
    with database.writing() as session:
        tending.pause(session, "camden", clock())
    clock.pass_by(days=2)
    due = a_fake_feed(FakeKind([an_application(1)]))
    assert poll_due(poller, due) is None
    with database.writing() as session:
        tending.resume(session, "camden", clock())
    assert poll_due(poller, due) is not None


def test_changes_of_a_hold_are_decided_on_one_by_one(database: Database, poller: Poller) -> None:
    baseline(poller)
    poll(poller, [an_application(number) for number in range(250)])
    with database.reading() as session:
        hold = holds.open_of(session, "camden")
        ids = list(session.scalars(select(ChangeRow.id).order_by(ChangeRow.id)))
    assert hold is not None
    with database.writing() as session:
        assert decide_hold(session, hold.id, is_released=True, now=NOW, only=ids[:3]) == 3
    with database.writing() as session, pytest.raises(DecidedAlready):
        decide_hold(session, hold.id, is_released=False, now=NOW, only=ids[:3])
    with database.writing() as session:
        assert decide_hold(session, hold.id, is_released=False, now=NOW + timedelta(hours=1)) == 247
    with database.writing() as session, pytest.raises(DecidedAlready):
        decide_hold(session, hold.id, is_released=True, now=NOW)
    with database.reading() as session:
        states = list(session.scalars(select(ChangeRow.state)))
    assert (states.count("unmatched"), states.count("discarded")) == (3, 247)
