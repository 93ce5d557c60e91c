"""New addresses that people asked us to write to, and what follows once one is confirmed."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from alerts.db.tables import AddressChangeRow, DeliveryFailureRow, EmailRow, MuteRow, SubscriberRow


def replace(session: Session, subscriber_id: int, email: str, now: datetime) -> AddressChangeRow:
    """Note the address that a person asked for last; what they asked for before counts no more."""
    forget(session, subscriber_id)
    row = AddressChangeRow(subscriber_id=subscriber_id, email=email, requested_at=now)
    session.add(row)
    session.flush()
    return row


def change(session: Session, change_id: int) -> AddressChangeRow | None:
    return session.get(AddressChangeRow, change_id)


def of_subscriber(session: Session, subscriber_id: int) -> AddressChangeRow | None:
    """What a person asked for last, whether or not it has come about."""
    asked = select(AddressChangeRow).where(AddressChangeRow.subscriber_id == subscriber_id)
    return session.scalars(asked.order_by(AddressChangeRow.id.desc())).first()


def forget(session: Session, subscriber_id: int) -> None:
    session.execute(delete(AddressChangeRow).where(AddressChangeRow.subscriber_id == subscriber_id))


def waiting(session: Session) -> list[AddressChangeRow]:
    """Those that nobody has written about yet, oldest first."""
    return list(
        session.scalars(
            select(AddressChangeRow)
            .where(AddressChangeRow.taken_in_at.is_(None))
            .order_by(AddressChangeRow.id)
        )
    )


def claim(session: Session, change_id: int) -> AddressChangeRow | None:
    """One that waits, unless another worker has it in hand or has seen to it."""
    return session.scalars(
        select(AddressChangeRow)
        .where(AddressChangeRow.id == change_id, AddressChangeRow.taken_in_at.is_(None))
        .with_for_update(skip_locked=True)
    ).first()


def lock_person(session: Session, person: SubscriberRow) -> None:
    """See a person as they stand now, and let nobody else change them until the transaction ends."""
    session.refresh(person, with_for_update=True)


def hand_over_person(session: Session, from_id: int, to_id: int) -> None:
    """E-mails, mutes and the change itself become another's, and the person is known no more. Their subscriptions
    must be the other's already.
    """
    theirs = {
        table: update(table).where(table.subscriber_id == from_id) for table in (EmailRow, AddressChangeRow)
    }
    # What a ready letter says in its head is by whom it is left.
    session.execute(theirs[EmailRow].values(subscriber_id=to_id, letter=None))
    session.execute(theirs[AddressChangeRow].values(subscriber_id=to_id))
    for mute in session.scalars(select(MuteRow).where(MuteRow.subscriber_id == from_id)):
        session.merge(
            MuteRow(subscriber_id=to_id, application_id=mute.application_id, muted_at=mute.muted_at)
        )
        session.delete(mute)
    session.flush()
    session.execute(delete(DeliveryFailureRow).where(DeliveryFailureRow.subscriber_id == from_id))
    session.execute(delete(SubscriberRow).where(SubscriberRow.id == from_id))
