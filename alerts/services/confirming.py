"""Confirming by the link of an e-mail: the alerts start with a welcome, and somebody reads the mailbox, it shows."""

from sqlalchemy.orm import Session

from alerts.db import subscriptions
from alerts.db.tables import SubscriptionRow
from alerts.services import mailboxes
from alerts.services.subscribing import Desk, confirm
from alerts.services.welcoming import queue_welcome


def confirm_by_link(session: Session, desk: Desk, row: SubscriptionRow) -> None:
    """Start a subscription whose link was pressed."""
    person = subscriptions.subscriber(session, row.subscriber_id)
    if person is not None:
        mailboxes.answered(session, desk.identity, person.email)
    confirm(row, desk.now)
    queue_welcome(session, desk.identity, row, desk.now)
