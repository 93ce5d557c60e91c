"""E-mails that wait to be sent."""

from sqlalchemy import select

from alerts.db.session import Database
from alerts.db.tables import EmailRow
from alerts.mail.compose import Email
from alerts.services.queueing import queue
from tests.factories import IDENTITY, NOW, all_of, subscribe


def queue_for(database: Database, *addresses: str) -> None:
    """A link that each of these people asked for."""
    with database.writing() as session:
        for address in addresses:
            row = subscribe(session, address, all_of())
            words = Email("Your link", "Hello\n", "<p>Hello</p>")
            queue(session, IDENTITY, row.subscriber_id, "manage", words, NOW)


def states(database: Database) -> list[str]:
    """Of all e-mails, in the order in which they were queued."""
    with database.reading() as session:
        return list(session.scalars(select(EmailRow.state).order_by(EmailRow.subscriber_id)))
