"""What the mail server took is marked as sent, however long the database cannot be written just then."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from alerts.db.session import Database, DatabaseUnusable, Patience
from alerts.db.tables import EmailRow
from alerts.mail.outcome import NotSent, Outcome, Sent, Unknown
from alerts.services import marking
from alerts.services.post import LEASE
from alerts.services.sending import Post, SendReport, send_due
from tests.factories import IDENTITY, NOW, SITE
from tests.fakes import HandClock, RecordingSender
from tests.integration.sending.conftest import MakePost, Wait

pytestmark = pytest.mark.fault("D-06")

ALICE = "alice@example.com"
OK, UNANSWERED = Sent("250 ok"), Unknown("no answer to the dot")


class Absence:
    """A database that cannot be written from the moment of marking on, until it has been waited for so often."""

    def __init__(self, clock: HandClock, naps: int, then: Callable[[], None] = lambda: None) -> None:
        self.naps: list[float] = []
        self._clock, self._most, self._then = clock, naps, then
        self._is_away = False

    def on_effect(self, moment: str) -> None:
        self._is_away = self._is_away or moment == "marking"

    def database_clock(self, _session: object) -> datetime:
        if self._is_away:
            raise DatabaseUnusable("gone")
        return self._clock()

    def nap(self, seconds: float) -> None:
        self.naps.append(seconds)
        if len(self.naps) == self._most:
            self._is_away = False
            self._then()

    def monotonic(self) -> float:
        return sum(self.naps)


@pytest.fixture
def post_over(post_with: MakePost) -> Callable[..., Post]:
    def make(absence: Absence, **changed: object) -> Post:
        return post_with(
            database_clock=absence.database_clock,
            nap=absence.nap,
            monotonic=absence.monotonic,
            **{"on_effect": absence.on_effect} | changed,
        )

    return make


def email(database: Database, email_id: str) -> EmailRow:
    with database.reading() as session:
        return session.get_one(EmailRow, email_id)


@pytest.mark.fault("D-01")
def test_a_letter_that_was_taken_while_another_held_its_row_is_marked_and_sent_once(
    database: Database, sender: RecordingSender, wait: Wait, clock: HandClock
) -> None:
    email_id, naps = wait(ALICE), []
    with ExitStack() as other:

        def lock(moment: str) -> None:
            if moment == "marking":
                session = other.enter_context(database.writing())
                session.execute(text("UPDATE email SET lane = lane"))

        def nap(seconds: float) -> None:
            naps.append(seconds)
            if len(naps) == 2:
                other.close()

        hurried = Database(database.url, Patience(lock_s=0.1))
        post = Post(
            hurried, sender, SITE, IDENTITY, clock, database_clock=lambda _: clock(), on_effect=lock, nap=nap
        )
        assert send_due(post) == SendReport(sent=1)
    hurried.engine.dispose()
    assert (len(naps), len(sender.sent), email(database, email_id).state) == (2, 1, "sent")


@pytest.mark.parametrize(("outcome", "state"), [(OK, "sent"), (UNANSWERED, "queued")])
def test_what_the_server_has_or_may_have_is_marked_when_the_database_is_back_ten_minutes_later(
    database: Database,
    post_over: Callable[..., Post],
    sender: RecordingSender,
    wait: Wait,
    clock: HandClock,
    outcome: Outcome,
    state: str,
) -> None:
    email_id = wait(ALICE)
    sender.answers[ALICE] = [outcome]
    absence = Absence(clock, naps=600)
    send_due(post_over(absence))
    row = email(database, email_id)
    assert (row.state, row.lease_no, row.attempts, len(absence.naps)) == (state, 1, 1, 600)
    send_due(post_over(absence))
    assert len(sender.tried) == 1


def test_a_database_that_stays_away_is_waited_for_as_long_as_a_lease_is_renewed(
    post_over: Callable[..., Post], wait: Wait, clock: HandClock
) -> None:
    wait(ALICE)
    absence = Absence(clock, naps=10_000)
    with pytest.raises(DatabaseUnusable):
        send_due(post_over(absence))
    assert absence.monotonic() == 900


def test_who_is_to_stop_waits_ten_seconds(
    post_over: Callable[..., Post], sender: RecordingSender, wait: Wait, clock: HandClock
) -> None:
    wait(ALICE)
    absence = Absence(clock, naps=10_000)
    with pytest.raises(DatabaseUnusable):
        send_due(post_over(absence, is_stopping=lambda: bool(sender.tried)))
    assert absence.monotonic() == marking.LONGEST_STOP_S == 10


def test_what_another_took_over_meanwhile_is_left_to_them(
    database: Database, post_over: Callable[..., Post], wait: Wait, clock: HandClock
) -> None:
    email_id = wait(ALICE)

    def take_over() -> None:
        with database.writing() as session:
            row = session.get_one(EmailRow, email_id)
            row.lease_no, row.lease_owner, row.lease_until = 2, "elsewhere:1:1", NOW + LEASE

    assert send_due(post_over(Absence(clock, naps=90, then=take_over))) == SendReport()
    row = email(database, email_id)
    assert (row.state, row.lease_no, row.sent_at) == ("sending", 2, None)


def test_what_the_server_does_not_have_is_not_waited_for(
    database: Database, post_over: Callable[..., Post], sender: RecordingSender, wait: Wait, clock: HandClock
) -> None:
    email_id = wait(ALICE)
    sender.answers[ALICE] = [NotSent(False, 451, "4.7.1 later", False, False), OK]
    absence = Absence(clock, naps=1)
    with pytest.raises(DatabaseUnusable):
        send_due(post_over(absence))
    assert absence.naps == []
    absence.nap(0)
    clock.now += timedelta(minutes=1)
    assert send_due(post_over(absence, on_effect=lambda _: None)).sent == 1
    assert email(database, email_id).state == "sent"
