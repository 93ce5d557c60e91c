"""Puts an e-mail into the outbox: its words, its Message-ID and the pictures that it carries."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from alerts.db import emails, pictures
from alerts.db.counts import Counted, count
from alerts.db.tables import EmailRow
from alerts.db.waking import Work, wake
from alerts.domain.email_id import CHANCE_BYTES, email_id
from alerts.mail.compose import Email
from alerts.mail.letter import Picture
from alerts.services.identity import MailIdentity
from alerts.services.letters import letter_to_store


def queue(
    session: Session,
    identity: MailIdentity,
    subscriber_id: int | None,
    lane: str,
    email: Email,
    now: datetime,
    recipient: str | None = None,
) -> EmailRow:
    """Put an e-mail into the outbox, its Message-ID made once and for all; to the operator where no person is named,
    to `recipient` where that is not the person's address.
    """
    row = _row(identity, subscriber_id, lane, email, now)
    row.recipient = recipient
    _put(session, identity, [(row, email)], now)
    return row


def queue_alerts(
    session: Session, identity: MailIdentity, letters: Sequence[tuple[int, Email]], now: datetime
) -> list[EmailRow]:
    """Put alerts of many people, each with their own, into the outbox at once; their rows in the same order."""
    made = [(_row(identity, person, "alert", email, now), email) for person, email in letters]
    _put(session, identity, made, now)
    return [row for row, _ in made]


def _row(
    identity: MailIdentity, subscriber_id: int | None, lane: str, email: Email, now: datetime
) -> EmailRow:
    number = email_id(now, secrets.token_hex(CHANCE_BYTES))
    return EmailRow(
        id=number,
        lane=lane,
        subscriber_id=subscriber_id,
        message_id=identity.message_id(number),
        composed_at=now.replace(microsecond=0),
        subject=email.subject,
        text=email.text,
        html=email.html,
        pictures=[{"cid": picture.cid, "digest": picture.digest} for picture in email.pictures],
        list_id="alerts" if lane == "alert" else "service",
        state="queued",
        attempts=0,
        lease_no=0,
        next_try_at=now,
    )


def _put(
    session: Session, identity: MailIdentity, made: Sequence[tuple[EmailRow, Email]], now: datetime
) -> None:
    carried = {}
    for row, email in made:
        row.letter = letter_to_store(
            identity, row, [Picture(each.cid, each.content) for each in email.pictures]
        )
        carried.update({picture.digest: picture.content for picture in email.pictures})
    pictures.keep(session, carried, now)
    emails.add_all(session, [row for row, _ in made])
    for row, _ in made:
        count(session, Counted.COMPOSED, row.lane)
    for lane in {row.lane for row, _ in made}:
        wake(session, Work.SEND_ALERTS if lane == "alert" else Work.SEND)
