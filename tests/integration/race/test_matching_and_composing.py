"""Matchers, composers and people at once: each change is told once, by one version of what was asked for."""

import pytest
from sqlalchemy import event, select

from alerts.db import changes, feeds, subscriptions
from alerts.db.session import Database
from alerts.db.tables import AlertRow, EmailRow, SubscriberRow, SubscriptionRow
from alerts.domain.change import Change, ChangeKind
from alerts.domain.subscription import Frequency, Wishes
from alerts.services.alerting import match_changes
from alerts.services.composing import compose_due
from alerts.services.owner import this_process
from alerts.services.privacy import erase
from alerts.services.subscribing import Desk, change_wishes, end
from tests.factories import (
    IDENTITY,
    NOW,
    SITE,
    TIMETABLE,
    Cast,
    a_change,
    an_application,
    around_nw5,
    opened_again,
    stored,
    subscribe,
)
from tests.fakes import HandClock
from tests.integration.race.at_once import Stopped, all_at_once, meanwhile

DAILY = Wishes(frequency=Frequency.DAILY)
DESK = Desk(SITE, IDENTITY, TIMETABLE, NOW)


def something_changed(database: Database, count: int = 1) -> None:
    with database.writing() as session:
        for number in range(1, count + 1):
            a_change(session, stored(session, an_application(number)))


def alerts(database: Database) -> list[AlertRow]:
    with database.reading() as session:
        return list(session.scalars(select(AlertRow).order_by(AlertRow.id)))


def alice(database: Database, wishes: Wishes | None = None) -> int:
    """Her subscription."""
    with database.writing() as session:
        return Cast.enter(session, wishes=wishes).alice


@pytest.mark.fault("S-01")
def test_two_matchers_at_once_match_each_change_once(database: Database) -> None:
    alice(database)
    something_changed(database, 5)
    stopped = Stopped("ledger written")
    second = meanwhile(
        lambda: match_changes(database, TIMETABLE, HandClock(), stopped),
        stopped,
        lambda: match_changes(database, TIMETABLE, HandClock()),
    )
    assert (second.changes, second.alerts) == (0, 0)
    assert len(alerts(database)) == 5


@pytest.mark.fault("S-01")
def test_an_application_that_two_feeds_noticed_is_told_as_new_once_by_two_matchers(
    database: Database,
) -> None:
    alice(database)
    with database.writing() as session:
        row = stored(session, an_application(1))
        a_change(session, row)
    stopped = Stopped("changes marked")

    def match_what_came_later() -> int:
        with database.writing() as session:
            changes.add_all(session, "london", [(1, Change(ChangeKind.NEW))], state="unmatched", now=NOW)
        return match_changes(database, TIMETABLE, HandClock()).alerts

    told_again = meanwhile(
        lambda: match_changes(database, TIMETABLE, HandClock(), stopped), stopped, match_what_came_later
    )
    assert told_again == 0
    assert len(alerts(database)) == 1


@pytest.mark.fault("S-01")
def test_two_composers_at_once_put_each_alert_into_one_email(database: Database) -> None:
    alice(database)
    something_changed(database, 3)
    match_changes(database, TIMETABLE, HandClock())
    stopped = Stopped("e-mail queued")
    second = meanwhile(
        lambda: compose_due(database, SITE, IDENTITY, TIMETABLE, HandClock(), stopped),
        stopped,
        lambda: compose_due(database, SITE, IDENTITY, TIMETABLE, HandClock()),
    )
    assert second == 0
    with database.reading() as session:
        (email,) = session.scalars(select(EmailRow.id))
    assert [alert.email_id for alert in alerts(database)] == [email] * 3


@pytest.mark.fault("S-05")
def test_wishes_that_change_while_their_alerts_are_matched_move_those_too(database: Database) -> None:
    hers = alice(database, DAILY)
    something_changed(database)
    stopped = Stopped("ledger written")

    def ask_for_mail_at_once() -> None:
        with database.writing() as session:
            row = subscriptions.subscription(session, hers)
            assert row is not None
            change_wishes(session, row, Wishes(frequency=Frequency.INSTANT), DESK)

    meanwhile(lambda: match_changes(database, TIMETABLE, HandClock(), stopped), stopped, ask_for_mail_at_once)
    assert [alert.due_at for alert in alerts(database)] == [NOW]


@pytest.mark.fault("S-05")
def test_who_changes_wishes_before_the_match_is_matched_by_the_new_ones(database: Database) -> None:
    hers = alice(database, DAILY)
    something_changed(database)
    stopped = Stopped("changed")

    def want_only_lofts() -> None:
        with database.writing() as session:
            row = subscriptions.subscription(session, hers)
            assert row is not None
            change_wishes(session, row, Wishes(include=("loft",)), DESK)
            session.flush()
            stopped("changed")

    report = meanwhile(want_only_lofts, stopped, lambda: match_changes(database, TIMETABLE, HandClock()))
    assert (report.changes, report.alerts) == (1, 0)


@pytest.mark.fault("S-05")
def test_who_is_erased_while_being_matched_is_gone_with_their_alerts(database: Database) -> None:
    alice(database)
    something_changed(database)
    stopped = Stopped("ledger written")

    def forget_her() -> None:
        with database.writing() as session:
            person = subscriptions.subscriber_of(session, "alice@example.com")
            assert person is not None
            erase(session, person, IDENTITY.keys)

    meanwhile(lambda: match_changes(database, TIMETABLE, HandClock(), stopped), stopped, forget_her)
    assert alerts(database) == []
    with database.reading() as session:
        left = session.scalars(select(SubscriberRow.email).order_by(SubscriberRow.email)).all()
    assert left == ["bob@example.com", "charlie@example.com"]


@pytest.mark.fault("S-05")
def test_who_left_before_the_match_is_told_nothing(database: Database) -> None:
    hers = alice(database)
    something_changed(database)
    stopped = Stopped("ended")

    def leave() -> None:
        with database.writing() as session:
            row = subscriptions.subscription(session, hers)
            assert row is not None
            end([row], NOW)
            session.flush()
            stopped("ended")

    report = meanwhile(leave, stopped, lambda: match_changes(database, TIMETABLE, HandClock()))
    assert (report.changes, report.alerts) == (1, 0)


@pytest.mark.fault("S-05")
def test_who_is_erased_while_an_email_is_composed_gets_none(database: Database) -> None:
    alice(database)
    something_changed(database)
    match_changes(database, TIMETABLE, HandClock())
    stopped = Stopped("e-mail queued")

    def forget_her() -> None:
        with database.writing() as session:
            person = subscriptions.subscriber_of(session, "alice@example.com")
            assert person is not None
            erase(session, person, IDENTITY.keys)

    meanwhile(
        lambda: compose_due(database, SITE, IDENTITY, TIMETABLE, HandClock(), stopped), stopped, forget_her
    )
    with database.reading() as session:
        assert session.scalars(select(EmailRow.id)).all() == []
    assert alerts(database) == []


@pytest.mark.only_on("postgresql")
@pytest.mark.fault("C-05")
def test_what_a_poll_notices_that_begins_amid_a_match_waits_for_its_end(database: Database) -> None:
    alice(database)
    something_changed(database)
    begun = []

    @event.listens_for(database.engine, "after_cursor_execute")
    def begin_a_poll(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "poll_until" not in statement or begun:
            return
        begun.append(statement)
        elsewhere = opened_again(database)
        with elsewhere.writing() as session:
            row = feeds.locked_row(session, "camden")
            assert row is not None
            row.poll_owner, row.poll_until = this_process(), NOW.replace(hour=23)
            a_change(session, stored(session, an_application(2)))
        elsewhere.engine.dispose()

    assert match_changes(database, TIMETABLE, HandClock()).changes == 1
    assert len(begun) == 1


@pytest.mark.fault("S-01")
@pytest.mark.timeout(120)
def test_many_matchers_and_composers_tell_everybody_of_everything_once(database: Database) -> None:
    with database.writing() as session:
        for number in range(8):
            subscribe(session, f"person{number}@example.com", around_nw5())
    something_changed(database, 10)

    def work(number: int) -> None:
        match_changes(database, TIMETABLE, HandClock())
        compose_due(database, SITE, IDENTITY, TIMETABLE, HandClock())

    all_at_once(6, work)
    with database.reading() as session:
        pairs = session.execute(
            select(SubscriptionRow.subscriber_id, AlertRow.change_id, AlertRow.email_id).join(
                SubscriptionRow, AlertRow.subscription_id == SubscriptionRow.id
            )
        ).all()
        emails = session.scalars(select(EmailRow.id)).all()
    assert len(pairs) == 80
    assert len({(person, change) for person, change, _ in pairs}) == 80
    assert len(emails) == 8
    assert {email for _, _, email in pairs} == set(emails)
