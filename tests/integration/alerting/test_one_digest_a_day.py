"""One digest a subscription and London day: the table says so, and what is killed while closing one goes on."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from alerts.db import digests
from alerts.db.session import Database
from alerts.db.tables import AlertRow, DigestRow, SubscriptionRow
from alerts.domain.subscription import Frequency, Wishes
from alerts.services.alerting import match_changes
from alerts.services.composing import compose_due
from alerts.services.own_areas import move_to
from alerts.services.pausing import pause
from alerts.services.subscribing import Desk, change_wishes, end
from tests.factories import IDENTITY, SITE, TIMETABLE, all_of, around_nw5, subscribe
from tests.fakes import HandClock
from tests.integration.alerting.mail import (
    ALICE,
    DAILY,
    INSTANT,
    Match,
    compose,
    emails,
    happen,
    references_in,
)


def june(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 6, day, hour, minute, tzinfo=UTC)


def watch(database: Database, wishes: Wishes = DAILY) -> int:
    with database.writing() as session:
        return subscribe(session, ALICE, around_nw5(), wishes=wishes).id


def days_of_digests(database: Database) -> list[date]:
    with database.reading() as session:
        return list(session.scalars(select(DigestRow.on_date).order_by(DigestRow.on_date)))


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.fault("K-08")
@pytest.mark.parametrize("moment", ["e-mail queued", "digest closed", "composed"])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_killed_at_any_step_of_closing_each_change_is_in_exactly_one_digest(
    database: Database, match: Match, clock: HandClock, moment: str, number: int
) -> None:
    with database.writing() as session:
        for each in range(3):
            subscribe(session, f"person{each}@example.com", around_nw5(), wishes=DAILY)
    for each in range(4):
        happen(database, each)
    match()
    clock.now = june(11, 6, 30)
    seen: Counter[str] = Counter()

    def die(effect: str) -> None:
        seen[effect] += 1
        if (effect, seen[effect]) == (moment, number):
            raise Killed

    with pytest.raises(Killed):
        compose_due(database, SITE, IDENTITY, TIMETABLE, clock, die)
    happen(database, 5, noticed_at=clock.now)
    match()
    for _ in range(3):
        compose(database, clock)
    assert (
        sorted(references_in(email) for email in emails(database))
        == [[f"2026/{each:04}/P" for each in range(4)]] * 3
    )
    clock.now = june(12, 6, 30)
    assert compose(database, clock) == 3
    told = Counter((email.subscriber_id, name) for email in emails(database) for name in references_in(email))
    assert set(told.values()) == {1}
    assert len(told) == 15


@pytest.mark.parametrize("wishes", [DAILY, Wishes(frequency=Frequency.WEEKLY, weekday=3)])
def test_what_is_due_again_on_a_day_that_had_its_digest_waits_for_the_next(
    database: Database, match: Match, clock: HandClock, wishes: Wishes
) -> None:
    watch(database, wishes)
    happen(database, 1)
    match()
    clock.now = june(11, 6, 30)
    assert compose(database, clock) == 1
    happen(database, 2, noticed_at=clock.now)
    clock.now = june(11, 6, 20)  # the clock was set back
    match()
    clock.now = june(11, 6, 31)
    assert compose(database, clock) == 0
    with database.reading() as session:
        (waiting,) = session.scalars(select(AlertRow).where(AlertRow.email_id.is_(None)))
    assert waiting.due_at == june(12 if wishes is DAILY else 18, 6, 30)
    clock.now = waiting.due_at
    assert compose(database, clock) == 1
    assert days_of_digests(database) == [date(2026, 6, 11), TIMETABLE.today(clock.now)]


def test_instant_mail_is_as_often_as_something_happens(
    database: Database, match: Match, clock: HandClock
) -> None:
    watch(database, INSTANT)
    for number in range(3):
        happen(database, number)
        match()
        assert compose(database, clock) == 1
    assert days_of_digests(database) == []


def test_the_digests_of_one_person_at_one_hour_are_one_email(
    database: Database, match: Match, clock: HandClock
) -> None:
    watch(database)
    with database.writing() as session:
        subscribe(session, ALICE, all_of(), wishes=DAILY)
    happen(database, 1)
    match()
    clock.now = june(11, 6, 30)
    assert compose(database, clock) == 1
    assert days_of_digests(database) == [date(2026, 6, 11)] * 2


def test_an_hour_put_off_gives_no_second_digest_that_day(
    database: Database, match: Match, clock: HandClock
) -> None:
    number = watch(database)
    happen(database, 1)
    match()
    clock.now = june(11, 6, 30)
    assert compose(database, clock) == 1
    happen(database, 2, noticed_at=clock.now)
    match()
    with database.writing() as session:
        desk = Desk(SITE, IDENTITY, TIMETABLE, clock())
        change_wishes(session, session.get_one(SubscriptionRow, number), Wishes(hour=18), desk)
    clock.now = june(11, 17)
    assert compose(database, clock) == 0
    clock.now = june(12, 16, 59)
    assert compose(database, clock) == 0
    clock.now = june(12, 17)
    assert compose(database, clock) == 1


def test_another_distance_gives_no_second_digest_that_day(
    database: Database, match: Match, clock: HandClock
) -> None:
    number = watch(database)
    happen(database, 1)
    match()
    clock.now = june(11, 6, 30)
    assert compose(database, clock) == 1
    with database.writing() as session:
        row = session.get_one(SubscriptionRow, number)
        moved = move_to(session, Desk(SITE, IDENTITY, TIMETABLE, clock()), row, around_nw5(800))
        assert digests.had_on(session, [moved.id], date(2026, 6, 11)) == {moved.id}


def test_a_digest_that_another_process_closes_at_the_same_moment_is_left_to_it(
    database: Database, match: Match, clock: HandClock
) -> None:
    watch(database)
    happen(database, 1)
    match()
    clock.now = june(11, 6, 30)

    def be_late(effect: str) -> None:
        if effect == "digest closed":
            raise IntegrityError("INSERT INTO digest", {}, Exception("UNIQUE constraint failed"))

    assert compose_due(database, SITE, IDENTITY, TIMETABLE, clock, be_late) == 0
    assert (emails(database), days_of_digests(database)) == ([], [])
    assert compose(database, clock) == 1


def test_the_table_refuses_a_second_digest_of_a_day(
    database: Database, match: Match, clock: HandClock
) -> None:
    number = watch(database)
    happen(database, 1)
    match()
    clock.now = june(11, 6, 30)
    assert compose(database, clock) == 1
    with pytest.raises(IntegrityError), database.writing() as session:
        digests.add(session, [number], date(2026, 6, 11), emails(database)[0].id)


def to_weekly(session: Session, row: SubscriptionRow, desk: Desk) -> None:
    change_wishes(session, row, Wishes(frequency=Frequency.WEEKLY), desk)


def to_an_end(_session: Session, row: SubscriptionRow, desk: Desk) -> None:
    end([row], desk.now)


def to_a_pause(session: Session, row: SubscriptionRow, desk: Desk) -> None:
    pause(session, [row], date(2026, 6, 15), desk)


@pytest.mark.fault("S-05")
@pytest.mark.parametrize("moment", ["ledger written", "changes marked", "matched"])
@pytest.mark.parametrize(
    ("edit", "due"),
    [(to_weekly, [june(12, 6, 30)]), (to_an_end, []), (to_a_pause, [june(15, 6, 30)])],
)
def test_an_edit_while_changes_are_matched_counts_for_all_that_is_told_after_it(
    database: Database,
    clock: HandClock,
    moment: str,
    edit: Callable[[Session, SubscriptionRow, Desk], None],
    due: list[datetime],
) -> None:
    number = watch(database, INSTANT)
    happen(database, 1)

    def edit_in_another_process() -> None:
        with database.writing() as session:
            desk = Desk(SITE, IDENTITY, TIMETABLE, clock())
            edit(session, session.get_one(SubscriptionRow, number), desk)

    editor = threading.Thread(target=edit_in_another_process)

    def begin_to_edit(effect: str) -> None:
        if effect == moment:
            editor.start()

    match_changes(database, TIMETABLE, clock, begin_to_edit)
    editor.join()
    told_at = []
    while clock.now < june(16, 0):
        told_at += [clock.now] * compose(database, clock)
        clock.pass_by(minutes=30)
    assert told_at == due
