"""What an operator is written to about feeds: one letter about everything, each thing once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from alerts.db import alarms
from alerts.db.session import Database
from alerts.db.tables import EmailRow, FeedRow
from alerts.services.alarming import tell_operator
from alerts.services.sending import Post, send_due
from tests.factories import IDENTITY, NOW, SITE
from tests.fakes import HandClock, RecordingSender


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


def raise_alarm(database: Database, kind: str = "flood", feed: str = "camden") -> None:
    with database.writing() as session:
        alarms.raise_once(session, feed, kind, f"More than 200 changes in one poll ({kind}).", NOW)


def read_now(database: Database, clock: HandClock) -> None:
    """All feeds were read well just now."""
    with database.writing() as session:
        for row in session.scalars(select(FeedRow)):
            row.last_success_at = row.baseline_done_at = row.last_new_at = clock()


@pytest.mark.fault("C-04")
def test_the_operator_gets_one_letter_about_all_alarms_and_each_once(
    database: Database, clock: HandClock
) -> None:
    read_now(database, clock)
    raise_alarm(database)
    raise_alarm(database, kind="halved")
    sender = RecordingSender()
    tell_operator(database, SITE, IDENTITY, clock)
    assert tell_operator(database, SITE, IDENTITY, clock) is None
    report = send_due(Post(database, sender, SITE, IDENTITY, clock))
    assert report.sent == 1
    (letter,) = sender.sent
    assert letter["To"] == "help@alerts.example"
    assert letter["Subject"] == "The feed camden needs you"
    assert letter["List-Unsubscribe"] is None
    text = letter.get_body(("plain",)).get_content()
    html = letter.get_body(("html",)).get_content()
    for words in ("More than 200 changes in one poll (flood).", "(halved).", "https://alerts.example/status"):
        assert words in text
        assert words in html
    assert "manage" not in text.casefold()


def test_an_alarm_raised_again_after_it_was_over_is_told_again(database: Database, clock: HandClock) -> None:
    read_now(database, clock)
    raise_alarm(database)
    tell_operator(database, SITE, IDENTITY, clock)
    raise_alarm(database)
    assert tell_operator(database, SITE, IDENTITY, clock) is None
    with database.writing() as session:
        alarms.clear(session, "camden", ("flood",), NOW)
    raise_alarm(database)
    assert tell_operator(database, SITE, IDENTITY, clock) is not None


def test_a_feed_that_was_not_read_for_a_day_is_told_to_the_operator_and_its_recovery_ends_it(
    database: Database, clock: HandClock
) -> None:
    read_now(database, clock)
    clock.pass_by(hours=25)
    letter = tell_operator(database, SITE, IDENTITY, clock)
    assert letter is not None
    assert "Last read at 12:00 on 10 June 2026" in letter.text
    read_now(database, clock)
    assert tell_operator(database, SITE, IDENTITY, clock) is None
    with database.reading() as session:
        assert alarms.open_of(session, "camden") == []


def test_a_feed_that_could_never_be_read_is_told_after_a_day(database: Database, clock: HandClock) -> None:
    read_now(database, clock)
    with database.writing() as session:
        row = session.get_one(FeedRow, "camden")
        row.last_success_at, row.baseline_done_at, row.last_new_at = None, None, None
        row.failures, row.failing_since, row.last_error = 3, NOW, "html: a web page in place of data"
    assert tell_operator(database, SITE, IDENTITY, clock) is None
    clock.pass_by(hours=25)
    read_others(database, clock)
    letter = tell_operator(database, SITE, IDENTITY, clock)
    assert letter is not None
    assert "html: a web page in place of data" in letter.text


def test_a_feed_that_is_silent_as_never_before_is_told_to_the_operator(
    database: Database, clock: HandClock
) -> None:
    read_now(database, clock)
    with database.writing() as session:
        for row in session.scalars(select(FeedRow)):
            row.last_new_at = NOW - timedelta(days=20)
    letter = tell_operator(database, SITE, IDENTITY, clock)
    assert letter is not None
    assert "Nothing new since 21 May" in letter.text


def test_alarms_and_their_letter_are_whole_or_absent(database: Database, clock: HandClock) -> None:
    read_now(database, clock)
    raise_alarm(database)

    def interrupted() -> object:
        raise KeyboardInterrupt

    def told_and_killed() -> None:
        with database.writing() as session:
            alarms.untold(session)[0].told_at = NOW
            interrupted()

    with pytest.raises(KeyboardInterrupt):
        told_and_killed()
    assert tell_operator(database, SITE, IDENTITY, clock) is not None
    with database.reading() as session:
        assert len(session.scalars(select(EmailRow)).all()) == 1


def read_others(database: Database, clock: HandClock) -> None:
    with database.writing() as session:
        for row in session.scalars(select(FeedRow).where(FeedRow.name != "camden")):
            row.last_success_at = row.last_new_at = clock()


@pytest.mark.fault("M-01")
def test_the_letter_about_the_mail_server_waits_for_it_and_says_that_it_is_over(
    database: Database, clock: HandClock
) -> None:
    read_now(database, clock)
    with database.writing() as session:
        alarms.raise_once(session, "mail", "unreachable", "The mail server cannot be used.", NOW)
        alarms.clear(session, "mail", ["unreachable"], NOW)
    sender = RecordingSender()
    tell_operator(database, SITE, IDENTITY, clock)
    assert send_due(Post(database, sender, SITE, IDENTITY, clock)).sent == 1
    (letter,) = sender.sent
    assert letter["Subject"] == "Sending e-mails needs you"
    text = letter.get_body(("plain",)).get_content()
    html = letter.get_body(("html",)).get_content()
    for words in (
        "sending e-mails (2026-06-10 11:00 UTC)",
        "The mail server cannot be used.",
        "This is over.",
    ):
        assert words in text
        assert words in html
    assert "feed" not in text
