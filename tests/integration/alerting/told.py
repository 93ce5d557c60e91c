"""Who is to be told, as short as a test wants to say it."""

from sqlalchemy import select

from alerts.db.session import Database
from alerts.db.tables import AlertRow, ApplicationRow, ChangeRow, SubscriberRow, SubscriptionRow


def told(database: Database) -> list[tuple[str, str, str]]:
    """(who, kind, reference) of the whole ledger, in order."""
    with database.reading() as session:
        rows = session.execute(
            select(SubscriberRow.email, ChangeRow.kind, ApplicationRow.reference)
            .select_from(AlertRow)
            .join(SubscriptionRow, AlertRow.subscription_id == SubscriptionRow.id)
            .join(SubscriberRow, SubscriptionRow.subscriber_id == SubscriberRow.id)
            .join(ChangeRow, AlertRow.change_id == ChangeRow.id)
            .join(ApplicationRow, ChangeRow.application_id == ApplicationRow.id)
            .order_by(AlertRow.id)
        )
        return [(email, kind, reference) for email, kind, reference in rows]


def alerts(database: Database) -> list[AlertRow]:
    with database.reading() as session:
        return list(session.scalars(select(AlertRow).order_by(AlertRow.id)))
