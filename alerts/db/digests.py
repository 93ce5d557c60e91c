"""Digests: one of a subscription on a London day, whatever clocks and workers do."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from alerts.db.tables import DigestRow


def had_on(session: Session, subscription_ids: Sequence[int], day: date) -> set[int]:
    """Those of these subscriptions that have had their digest of the day."""
    found = session.scalars(
        select(DigestRow.subscription_id).where(
            DigestRow.subscription_id.in_(subscription_ids), DigestRow.on_date == day
        )
    )
    return set(found)


def add(session: Session, subscription_ids: Iterable[int], day: date, email_id: str) -> None:
    """This e-mail is these subscriptions' digest of the day; the table refuses a second one."""
    session.add_all(
        DigestRow(subscription_id=each, on_date=day, email_id=email_id) for each in subscription_ids
    )
    session.flush()
