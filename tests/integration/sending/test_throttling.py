"""A mail server that wants fewer letters, or hangs up over one."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from alerts.db import post_state
from alerts.db.session import Database
from alerts.db.tables import EmailRow, PostStateRow
from alerts.domain.post_health import PostHealth, Trouble
from alerts.services.sending import Post, SendReport, send_due
from tests.factories import NOW
from tests.fakes import HandClock, RecordingSender
from tests.integration.sending.conftest import MakePost, Wait
from tests.integration.sending.trouble import ALICE, HANGS_UP, OK, THROTTLED, answer_all, email_row, health


@pytest.mark.fault("M-02")
def test_a_server_that_throttles_is_written_to_more_slowly_and_no_email_ever_fails_for_it(
    database: Database, post: Post, sender: RecordingSender, wait: Wait, clock: HandClock
) -> None:
    email_id = wait(ALICE)
    answer_all(sender, THROTTLED)
    for _ in range(25):
        send_due(post)
        clock.pass_by(hours=2)
    with database.reading() as session:
        row = session.get_one(EmailRow, email_id)
    assert (row.state, row.attempts, row.last_error) == ("queued", 0, "4.7.0 throttled")
    assert health(database).slowness == 64
    answer_all(sender, OK)
    assert send_due(post) == SendReport(sent=1)
    assert len(sender.sent) == 1


@pytest.mark.fault("M-02")
def test_a_letter_over_which_the_server_always_hangs_up_ends_after_two_days_of_tries_and_pauses_the_rest_each_time(
    database: Database, post: Post, sender: RecordingSender, wait: Wait, clock: HandClock
) -> None:
    email_id = wait(ALICE)
    answer_all(sender, HANGS_UP)
    send_due(post)
    assert health(database).trouble is Trouble.UNREACHABLE
    row = email_row(database, email_id)
    assert (row.state, row.attempts, row.next_try_at) == ("queued", 1, NOW + timedelta(minutes=5))
    while row.state == "queued":
        clock.now = max(clock.now + timedelta(minutes=1), row.next_try_at)
        send_due(post)
        row = email_row(database, email_id)
    assert (row.state, row.last_error, clock.now > NOW + timedelta(hours=43)) == ("failed", "4.3.2 bye", True)
    assert 16 <= len(sender.tried) <= 17


@pytest.mark.fault("M-02")
def test_after_a_throttling_fewer_letters_go_in_a_second(
    database: Database, post_with: MakePost, sender: RecordingSender, wait: Wait, clock: HandClock
) -> None:
    wait(ALICE)
    with database.writing() as session:
        post_state.keep_health(session, PostHealth(slowness=4.0))
    send_due(post_with(rate_per_second=10))
    with database.reading() as session:
        assert session.scalar(select(PostStateRow.next_letter_at)) == NOW + timedelta(seconds=0.4)
