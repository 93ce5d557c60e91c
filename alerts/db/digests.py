"""Digests: one of a subscription on a London day, whatever clocks and workers do."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from alerts.db.tables import DigestRow

_CHUNK = 500


def had_on(session: Session, subscription_ids: Sequence[int], day: date) -> set[int]:
    """Those of these subscriptions that have had their digest of the day."""
    return {
        found
        for start in range(0, len(subscription_ids), _CHUNK)
        for found in session.scalars(
            select(DigestRow.subscription_id).where(
                DigestRow.subscription_id.in_(subscription_ids[start : start + _CHUNK]),
                DigestRow.on_date == day,
            )
        )
    }


def add(session: Session, subscription_ids: Iterable[int], day: date, email_id: str) -> None:
    """This e-mail is these subscriptions' digest of the day; the table refuses a second one."""
    add_all(session, [(each, day, email_id) for each in subscription_ids])


def add_all(session: Session, had: Sequence[tuple[int, date, str]]) -> None:
    """The same of many e-mails: subscription, day and e-mail."""
    if had:
        columns = ("subscription_id", "on_date", "email_id")
        session.execute(insert(DigestRow), [dict(zip(columns, each, strict=True)) for each in had])
