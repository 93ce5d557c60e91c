"""The ledger of alerts, where a subscription takes another's place: what it was to tell goes along."""

from sqlalchemy import Select, delete, or_, select, update
from sqlalchemy.orm import Session

from alerts.db.tables import AlertRow, DigestRow, EmailRow


def hand_over(session: Session, from_subscription_id: int, to_subscription_id: int) -> None:
    """Alerts that still wait, also in an e-mail not yet sent, go with a subscription that takes another's place, and
    so does what digests it had; the new one has none yet.
    """
    session.execute(
        update(DigestRow)
        .where(DigestRow.subscription_id == from_subscription_id)
        .values(subscription_id=to_subscription_id)
    )
    session.execute(
        update(AlertRow)
        .where(
            AlertRow.subscription_id == from_subscription_id,
            or_(AlertRow.email_id.is_(None), AlertRow.email_id.in_(_unsent())),
        )
        .values(subscription_id=to_subscription_id)
    )


def _unsent() -> Select[str]:
    return select(EmailRow.id).where(EmailRow.state.in_(("queued", "sending")))


def join(session: Session, from_subscription_id: int, to_subscription_id: int) -> None:
    """Alerts that still wait go with a subscription that is told of the same area already, each change once."""
    known = select(AlertRow.change_id).where(AlertRow.subscription_id == to_subscription_id)
    session.execute(
        delete(AlertRow).where(
            AlertRow.subscription_id == from_subscription_id,
            AlertRow.email_id.is_(None),
            AlertRow.change_id.in_(known.scalar_subquery()),
        )
    )
    session.execute(
        update(AlertRow)
        .where(
            AlertRow.subscription_id == from_subscription_id,
            AlertRow.change_id.not_in(known.scalar_subquery()),
            or_(AlertRow.email_id.is_(None), AlertRow.email_id.in_(_unsent())),
        )
        .values(subscription_id=to_subscription_id)
    )


def take_over(session: Session, from_subscription_id: int, to_subscription_id: int) -> None:
    """All that one subscription was told, or is to be told, becomes another's, with its digests; the first has nothing
    left. What either was told waits no more for the other.
    """
    is_from = AlertRow.subscription_id == from_subscription_id
    is_to = AlertRow.subscription_id == to_subscription_id
    told = select(AlertRow.change_id).where(is_from, AlertRow.email_id.is_not(None)).scalar_subquery()
    known = select(AlertRow.change_id).where(is_to).scalar_subquery()
    for statement in (
        delete(AlertRow).where(is_to, AlertRow.email_id.is_(None), AlertRow.change_id.in_(told)),
        update(AlertRow)
        .where(is_from, AlertRow.change_id.not_in(known))
        .values(subscription_id=to_subscription_id),
        delete(AlertRow).where(is_from),
    ):
        session.execute(statement.execution_options(synchronize_session=False))
    had = select(DigestRow.on_date).where(DigestRow.subscription_id == to_subscription_id).scalar_subquery()
    theirs = DigestRow.subscription_id == from_subscription_id
    moved = update(DigestRow).where(theirs, DigestRow.on_date.not_in(had))
    session.execute(
        moved.values(subscription_id=to_subscription_id).execution_options(synchronize_session=False)
    )
    session.execute(delete(DigestRow).where(theirs).execution_options(synchronize_session=False))
