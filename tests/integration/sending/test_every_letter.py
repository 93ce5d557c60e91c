"""Each kind of e-mail as it leaves: exactly these headers, two parts, nothing that loads; a welcome only if wanted."""

import re
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from alerts.db.session import Database
from alerts.db.tables import EmailRow, SubscriptionRow
from alerts.domain.links import Purpose, placeholder
from alerts.mail.alarm import compose_alarm
from alerts.mail.compose import Email, PendingArea, compose_confirmation, compose_manage_link
from alerts.services.queueing import queue
from alerts.services.sending import Post, send_due
from alerts.services.subscribing import end
from alerts.services.welcoming import compose_welcomes, queue_welcome
from tests.factories import IDENTITY, NOW, SITE, TIMETABLE, around_nw5, subscribe
from tests.fakes import HandClock, RecordingSender
from tests.integration.sending.conftest import Wait
from tests.unit.mail.alerts import read_html

ALICE = "alice@example.com"
EVERY = {
    "From": "Planning alerts <alerts@mail.alerts.example>",
    "To": ALICE,
    "Reply-To": "help@alerts.example",
    "Content-Language": "en-GB",
    "Auto-Submitted": "auto-generated",
    "MIME-Version": "1.0",
}
ONE_CLICK = {"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
OF_A_LANE = {
    "welcome": {"List-Id": "Planning alerts <alerts.mail.alerts.example>"} | ONE_CLICK,
    "confirmation": ONE_CLICK,
    "manage": {},
}
LEAVES_BY = {"welcome": "unsubscribe", "confirmation": "never"}
_OWN_LINK = r"https://alerts\.example/[a-z]+/[\w-]{70,80}"


def words_of(lane: str) -> Callable[[int, int], Email]:
    """What an e-mail of a lane says to the person of this number about their subscription of that one."""
    pending = "within 400 m of NW5 1TL", "once a day"
    return {
        "confirmation": lambda person, row: compose_confirmation(
            (PendingArea(*pending, placeholder(Purpose.CONFIRM, row)),),
            placeholder(Purpose.NEVER, row),
            SITE,
        ),
        "manage": lambda person, row: compose_manage_link(person, None, SITE),
    }[lane]


def put_into_outbox(session: Session, lane: str) -> None:
    row = subscribe(session, ALICE, around_nw5(), "pending" if lane == "confirmation" else "confirmed")
    if lane == "welcome":
        queue_welcome(session, IDENTITY, row, NOW)
    else:
        queue(session, IDENTITY, row.subscriber_id, lane, words_of(lane)(row.subscriber_id, row.id), NOW)


def welcome(database: Database, clock: HandClock) -> int:
    return compose_welcomes(database, SITE, IDENTITY, TIMETABLE, clock)


def assert_has_two_parts_and_loads_nothing(message: EmailMessage) -> None:
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    html = message.get_body(("html",))
    assert html is not None
    reader = read_html(html.get_content())
    assert reader.fetched == []
    assert all(
        re.fullmatch(rf"{_OWN_LINK}|https://(alerts|planning)\.example/\S*", link) for link in reader.links
    )
    assert "{{" not in html.get_content()


@pytest.mark.fault("M-21")
@pytest.mark.parametrize("lane", ["confirmation", "manage", "welcome"])
def test_every_kind_of_email_has_exactly_these_headers(
    database: Database, post: Post, sender: RecordingSender, clock: HandClock, lane: str
) -> None:
    with database.writing() as session:
        put_into_outbox(session, lane)
    welcome(database, clock)
    assert send_due(post).sent == 1
    (message,) = sender.sent
    with database.reading() as session:
        (row,) = session.scalars(select(EmailRow)).all()
    headers = {name: str(value) for name, value in message.items()}
    leave = headers.pop("List-Unsubscribe", None)
    assert headers.pop("Subject") == row.subject
    assert headers.pop("Content-Type").startswith("multipart/alternative; boundary=")
    assert headers.pop("Message-ID") == row.message_id == f"<{row.id}@mail.alerts.example>"
    assert parsedate_to_datetime(headers.pop("Date")) == NOW
    assert headers == EVERY | OF_A_LANE[lane]
    assert (leave is not None) is (lane in LEAVES_BY)
    assert leave is None or re.fullmatch(
        rf"<https://alerts\.example/{LEAVES_BY[lane]}/[\w-]{{70,80}}>", leave
    )
    assert_has_two_parts_and_loads_nothing(message)


@pytest.mark.fault("M-21")
def test_a_letter_to_the_operator_is_no_list_either(
    database: Database, post: Post, sender: RecordingSender
) -> None:
    with database.writing() as session:
        queue(session, IDENTITY, None, "operator", compose_alarm((), SITE), NOW)
    send_due(post)
    assert sender.recipients == ["help@alerts.example"]
    assert not [name for name in sender.sent[0] if name.startswith("List-")]
    assert_has_two_parts_and_loads_nothing(sender.sent[0])


def test_a_welcome_without_words_waits_and_goes_before_alerts(
    database: Database, post: Post, sender: RecordingSender, clock: HandClock, wait: Wait
) -> None:
    wait("bob@example.com")
    with database.writing() as session:
        put_into_outbox(session, "welcome")
    wait("charlie@example.com")
    assert welcome(database, clock) == 1
    send_due(post)
    assert sender.recipients[0] == ALICE
    assert set(sender.recipients[1:]) == {"bob@example.com", "charlie@example.com"}


@pytest.mark.fault("U-16")
def test_a_welcome_is_dropped_when_the_person_has_left_meanwhile(
    database: Database, post: Post, sender: RecordingSender, clock: HandClock
) -> None:
    with database.writing() as session:
        put_into_outbox(session, "welcome")
    assert send_due(post).sent == 0
    welcome(database, clock)
    with database.writing() as session:
        end(session.scalars(select(SubscriptionRow)).all(), NOW)
    assert send_due(post).sent == 0
    with database.reading() as session:
        assert [row.state for row in session.scalars(select(EmailRow))] == ["dropped"]
    assert sender.sent == []
