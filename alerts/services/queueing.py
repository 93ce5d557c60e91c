"""Puts an e-mail into the outbox: its words, its Message-ID and the pictures that it carries."""

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from alerts.db import emails, pictures
from alerts.db.tables import EmailRow
from alerts.db.waking import Work, wake
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
    email_id = secrets.token_hex(16)
    row = EmailRow(
        id=email_id,
        lane=lane,
        subscriber_id=subscriber_id,
        recipient=recipient,
        message_id=identity.message_id(email_id),
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
    row.letter = letter_to_store(identity, row, [Picture(each.cid, each.content) for each in email.pictures])
    pictures.keep(session, {picture.digest: picture.content for picture in email.pictures}, now)
    emails.add(session, row)
    wake(session, Work.SEND_ALERTS if lane == "alert" else Work.SEND)
    return row
