"""Nobody's inbox can be flooded with our form, and no flood of requests holds up anybody's alerts."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from alerts.db import address_changes, alarms, subscriptions
from alerts.db.session import Database
from alerts.db.tables import CounterRow, SignupRow, SubscriptionRow, WatchAreaRow
from alerts.domain.signup_limits import SignupLimits
from alerts.domain.subscription import Wishes
from alerts.services import mailboxes
from alerts.services.intake import Asked, note
from alerts.services.reception import ALARM, take_in
from alerts.services.subscribing import Desk, confirm
from tests.factories import IDENTITY, NOW, all_of, subscribe
from tests.fakes import HandClock, a_reception
from tests.integration.people.conftest import HOME, Ask, circle, outbox, rows

MakeDesk = Callable[[], Desk]
BOB = "bob@example.com"


def post(database: Database, desk: Desk, email: str, ip: str, area: str = HOME) -> None:
    with database.writing() as session:
        note(session, desk, Asked(email, "/areas", ip, area, Wishes()))


def waiting(database: Database) -> int:
    with database.reading() as session:
        return len(session.scalars(select(SignupRow)).all())


@pytest.mark.fault("U-01")
@pytest.mark.parametrize("hundreds", [2, pytest.param(10, marks=pytest.mark.slow)])
def test_a_thousand_requests_from_five_hundred_networks_for_one_mailbox_send_three_emails(
    database: Database, desk: MakeDesk, clock: HandClock, hundreds: int
) -> None:
    spellings = ("bob.smith@example.com", "bobsmith+{}@example.com", "b.ob.smith@example.com")
    for batch in range(20):
        with database.writing() as session:
            for number in range(batch * 5 * hundreds, (batch + 1) * 5 * hundreds):
                email = spellings[number % 3].format(number)
                ip = f"2001:db8:{number % (50 * hundreds)}::1"
                note(session, desk(), Asked(email, "/areas", ip, circle(number % 40), Wishes()))
        clock.pass_by(minutes=3)
        take_in(a_reception(database, clock))
    assert len(outbox(database)) == 3
    gaps = [later.composed_at - sooner.composed_at for sooner, later in pairwise(outbox(database))]
    assert min(gaps) >= timedelta(minutes=10)
    assert len(rows(database)) <= 5
    with database.reading() as session:
        assert len(session.scalars(select(WatchAreaRow)).all()) == len(rows(database))


@pytest.mark.fault("U-01")
def test_a_day_later_the_mailbox_may_be_written_to_again(
    database: Database, ask: Ask, clock: HandClock
) -> None:
    for number in range(6):
        ask(BOB, circle(number))
        clock.pass_by(minutes=11)
    assert len(outbox(database)) == 3
    clock.pass_by(hours=23)
    ask(BOB, circle(50))
    assert len(outbox(database)) == 4


@pytest.mark.fault("U-01")
def test_five_areas_may_wait_for_their_confirmation_in_one_mailbox(
    database: Database, ask: Ask, clock: HandClock
) -> None:
    for number in range(12):
        ask(f"b.ob+{number}@example.com", circle(number))
        clock.pass_by(hours=13)
    assert len(rows(database)) == 5
    assert len(outbox(database)) == 5
    ask("b.ob+0@example.com", circle(0))
    assert len(rows(database)) == 5
    assert len(outbox(database)) == 6


def test_who_answers_may_ask_for_more_on_the_same_day(database: Database, ask: Ask, clock: HandClock) -> None:
    for number in range(6):
        ask(BOB, circle(number))
        clock.pass_by(minutes=1)
        answer(database, clock)
    assert [row.state for row in rows(database)] == ["confirmed"] * 6


def answer(database: Database, clock: HandClock) -> None:
    """Whoever reads the mailbox confirms all there is."""
    with database.writing() as session:
        for row in session.scalars(select(SubscriptionRow).where(SubscriptionRow.state == "pending")):
            person = subscriptions.subscriber(session, row.subscriber_id)
            assert person is not None
            mailboxes.answered(session, IDENTITY, person.email)
            confirm(row, clock())


@pytest.mark.fault("U-01")
def test_a_program_that_presses_every_button_does_not_open_the_door(
    database: Database, ask: Ask, clock: HandClock
) -> None:
    for number in range(14):
        ask(BOB, circle(number))
        clock.pass_by(minutes=11)
        answer(database, clock)
    assert len(outbox(database)) == 10


@pytest.mark.fault("U-01")
def test_a_confirmation_at_one_spelling_does_not_open_the_mailbox_of_another(
    database: Database, ask: Ask, clock: HandClock
) -> None:
    for email in ("b.ob@example.com", "bob+x@example.com", "bo.b@example.com"):
        ask(email)
        clock.pass_by(minutes=11)
    with database.writing() as session:
        mailboxes.answered(session, IDENTITY, "never.asked@example.com")
    ask(BOB)
    assert len(outbox(database)) == 3
    with database.writing() as session:
        mailboxes.answered(session, IDENTITY, "b.ob@example.com")
    ask(BOB)
    assert len(outbox(database)) == 4
    clock.pass_by(minutes=11)
    ask("bobb+1@example.com")
    ask("bob+2@example.com", circle(1))
    assert [subject.lane for subject in outbox(database)] == ["confirmation"] * 5


def test_two_people_do_not_share_a_limit(database: Database, ask: Ask) -> None:
    for number in range(5):
        ask(f"person{number}@example.com")
    assert len(outbox(database)) == 5


@pytest.mark.fault("W-13")
@pytest.mark.parametrize("ip", ["192.0.2.7", "2001:db8:0:7::{}", "::ffff:192.0.2.7"])
def test_a_network_is_answered_ten_times_an_hour(
    database: Database, desk: MakeDesk, clock: HandClock, ip: str
) -> None:
    for number in range(1, 31):
        post(database, desk(), f"person{number}@example.com", ip.format(number))
    assert waiting(database) == 10
    post(database, desk(), "else@example.com", "2001:db8:0:8::1")
    assert waiting(database) == 11
    clock.pass_by(minutes=59)
    post(database, desk(), "late@example.com", ip.format(1))
    assert waiting(database) == 11
    clock.pass_by(minutes=1)
    post(database, desk(), "later@example.com", ip.format(1))
    assert waiting(database) == 12


@pytest.mark.fault("U-02")
@pytest.mark.parametrize(
    ("requests", "most"),
    [(60, 6), pytest.param(10_000, 300, marks=[pytest.mark.slow, pytest.mark.timeout(900)])],
)
def test_a_flood_of_addresses_stops_at_the_sites_limit_and_tells_the_operator_once(
    database: Database, desk: MakeDesk, ask: Ask, clock: HandClock, requests: int, most: int
) -> None:
    limits = SignupLimits(site_an_hour=most)
    with database.writing() as session:
        for number in range(requests):
            ip = f"2001:db8:{number:x}::"
            note(session, desk(), Asked(f"person{number}@example.com", "/areas", ip, HOME, Wishes()))
    reception = a_reception(database, clock, limits)
    for _ in range(3):
        take_in(reception)
        clock.pass_by(minutes=19)
    assert (len(outbox(database)), waiting(database)) == (most, requests - most)
    assert told(database) == ["too-many"]
    with database.reading() as session:
        (alarm,) = alarms.open_of(session, ALARM)
        assert f"{most} e-mails went out within an hour" in alarm.words
    clock.pass_by(minutes=4)
    ask("honest@example.com", is_answered=False)
    take_in(reception)
    assert (len(outbox(database)), waiting(database)) == (most + 1, 0)
    assert told(database) == []


def told(database: Database) -> list[str]:
    with database.reading() as session:
        return [alarm.kind for alarm in alarms.open_of(session, ALARM)]


def test_no_counter_tells_whose_it_is(database: Database, ask: Ask) -> None:
    ask(BOB)
    with database.reading() as session:
        kinds = {key.partition("/")[0] for key in session.scalars(select(CounterRow.key))}
        keys = " ".join(session.scalars(select(CounterRow.key)))
    assert kinds == {"network", "site", "address", "unanswered", "mailbox"}
    assert "bob" not in keys
    assert "2001" not in keys
    assert NOW.isoformat() not in keys


class FailingClock(HandClock):
    """A clock that fails when the worker, at the desk, asks it for the first time."""

    asked = 0

    def __call__(self) -> datetime:
        self.asked += 1
        if self.asked == 2:
            raise ValueError("a bug of ours")
        return super().__call__()


def test_a_new_address_that_cannot_be_written_to_costs_the_next_nothing_and_is_let_go(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    clock = FailingClock()
    with database.writing() as session:
        for name in ("alice", "dora"):
            person = subscribe(session, f"{name}@example.com", all_of()).subscriber_id
            address_changes.replace(session, person, f"{name}@new.example", clock.now)
    assert take_in(a_reception(database, clock)) == 1
    assert [email.recipient for email in outbox(database)] == ["dora@new.example"]
    assert "a new address cannot be written to; it is tried again, but not for long" in caplog.text
    for hours, waits in ((0, 1), (2, 0)):
        clock.pass_by(hours=hours)
        clock.asked = 0
        take_in(a_reception(database, clock))
        with database.reading() as session:
            assert len(address_changes.waiting(session)) == waits
    assert len(outbox(database)) == 1
