"""Letters stored ready: made once, filled as they go, gone with them; a copy of the database holds no working link."""

from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from alerts.db import emails, restored
from alerts.db.session import Database
from alerts.db.tables import EmailRow, SubscriberRow, SubscriptionRow
from alerts.mail.outcome import NotSent, Outcome, Sent
from alerts.services import letters
from alerts.services.privacy import erase
from alerts.services.sending import Post, send_due
from alerts.services.subscribing import end
from tests.factories import IDENTITY, NOW, around_nw5, subscribe
from tests.fakes import HandClock, RecordingSender
from tests.integration.sending.conftest import Wait

ALICE, BOB = "alice@example.com", "bob@example.com"
GREYLISTED = NotSent(False, 451, "4.7.1 try again later", False, False)
REFUSED = NotSent(True, 550, "5.7.1 not from you", False, False)


def letter(database: Database, email_id: str) -> bytes | None:
    with database.reading() as session:
        return session.scalar(select(EmailRow.letter).where(EmailRow.id == email_id))


@pytest.fixture
def sent_bytes(sender: RecordingSender) -> list[bytes]:
    """What is handed over, byte by byte."""
    handed: list[bytes] = []
    deliver = sender.deliver

    def keeping(message: bytes, *rest: object) -> Outcome:
        handed.append(message)
        return deliver(message, *rest)  # type: ignore[arg-type]

    sender.deliver = keeping  # type: ignore[method-assign]
    return handed


@pytest.mark.fault("U-18")
@pytest.mark.parametrize(("lane", "state"), [("alert", "confirmed"), ("confirmation", "pending")])
def test_what_is_stored_holds_neither_the_address_nor_a_link_that_works(
    database: Database, post: Post, sender: RecordingSender, wait: Wait, lane: str, state: str
) -> None:
    email_id = wait(ALICE, lane, state, subject="2 applications")
    stored = letter(database, email_id)
    assert stored is not None
    send_due(post)
    (token,) = {
        part.rpartition("/")[2] for part in str(sender.sent[0]["List-Unsubscribe"]).strip("<>").split(">")
    }
    assert len(token) == 74
    assert token.encode() not in stored
    assert b"x" * 74 in stored
    assert ALICE.encode() not in stored


@pytest.mark.fault("K-05")
def test_a_second_try_of_a_ready_letter_and_one_built_at_its_sending_have_the_same_bytes(
    database: Database,
    post: Post,
    sender: RecordingSender,
    sent_bytes: list[bytes],
    wait: Wait,
    clock: HandClock,
) -> None:
    email_id = wait(ALICE)
    sender.answers[ALICE] = [GREYLISTED, GREYLISTED, Sent("250 ok")]
    send_due(post)
    assert letter(database, email_id) is not None
    with database.writing() as session:
        session.execute(update(EmailRow).values(letter=None))
    clock.pass_by(minutes=5)
    send_due(post)
    with database.writing() as session:
        row = session.get_one(EmailRow, email_id)
        row.letter = letters.letter_to_store(IDENTITY, row)
    clock.pass_by(minutes=15)
    assert send_due(post).sent == 1
    assert len(sent_bytes) == 3
    assert len(set(sent_bytes)) == 1


@pytest.mark.fault("P-05")
@pytest.mark.parametrize(("outcome", "state"), [(Sent("250 ok"), "sent"), (REFUSED, "failed")])
def test_a_letter_goes_with_its_email(
    database: Database, post: Post, sender: RecordingSender, wait: Wait, outcome: Outcome, state: str
) -> None:
    email_id = wait(ALICE)
    sender.answers[ALICE] = [outcome]
    send_due(post)
    with database.reading() as session:
        assert session.get_one(EmailRow, email_id).state == state
    assert letter(database, email_id) is None


def leave(database: Database, post: Post, _email_id: str) -> None:
    with database.writing() as session:
        end(list(session.scalars(select(SubscriptionRow))), NOW)
    send_due(post)


def come_back_while_queued(database: Database, _post: Post, email_id: str) -> None:
    with database.writing() as session:
        assert emails.mark_bounced(session, email_id, "5.1.1", NOW)


def come_back_while_in_hand(database: Database, post: Post, email_id: str) -> None:
    def bounce(_recipient: str) -> None:
        come_back_while_queued(database, post, email_id)

    sender = post.sender
    assert isinstance(sender, RecordingSender)
    sender.before, sender.answers = bounce, {ALICE: [GREYLISTED]}
    send_due(post)


def discard(database: Database, _post: Post, _email_id: str) -> None:
    with database.writing() as session:
        restored.discard(session)


@pytest.mark.fault("P-05")
@pytest.mark.parametrize("over", [leave, come_back_while_queued, come_back_while_in_hand, discard])
def test_a_letter_goes_with_an_email_that_is_not_sent_after_all(
    database: Database, post: Post, wait: Wait, over: Callable[[Database, Post, str], None]
) -> None:
    email_id = wait(ALICE)
    assert letter(database, email_id) is not None
    over(database, post, email_id)
    with database.reading() as session:
        assert session.get_one(EmailRow, email_id).state in ("dropped", "bounced")
    assert letter(database, email_id) is None


@pytest.mark.fault("P-06")
def test_who_is_erased_leaves_no_letter_behind(database: Database, wait: Wait) -> None:
    wait(ALICE)
    with database.writing() as session:
        erase(session, session.scalars(select(SubscriberRow)).one(), IDENTITY.keys)
    with database.reading() as session:
        assert session.scalars(select(EmailRow.letter)).all() == []


@pytest.mark.fault("U-03")
def test_a_confirmation_made_ready_before_its_person_confirmed_another_area_gets_the_other_button(
    database: Database, post: Post, sender: RecordingSender, wait: Wait
) -> None:
    email_id = wait(BOB, "confirmation", "pending")
    assert letter(database, email_id) is not None
    with database.writing() as session:
        subscribe(session, BOB, around_nw5())
    send_due(post)
    assert str(sender.sent[0]["List-Unsubscribe"]).startswith("<https://alerts.example/unsubscribe/")
