"""How queued e-mails stand at this moment: to whom they go, and whether anybody still wants them."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, exists, false, or_, select, true
from sqlalchemy.orm import Session

from alerts.db.tables import (
    AddressChangeRow,
    AlertRow,
    EmailRow,
    SubscriberRow,
    SubscriptionRow,
    SuppressionRow,
)


class Standing(NamedTuple):
    """One e-mail. Of a welcome it is not known here whether the subscription that it welcomes still stands.

    `is_suppressed` speaks of the hashes that were asked about.
    """

    email_id: str
    lease_until: datetime | None
    address: str
    generation: int
    is_wanted: bool
    is_subscribed: bool
    is_suppressed: bool


def of_emails(session: Session, lane: str, email_ids: Iterable[str]) -> list[Standing]:
    """Of e-mails of one lane, one statement for all; those whose person is gone are left out."""
    return _read(session, _asked_of_many(lane), {"email_ids": list(email_ids)})


def of_held(
    session: Session, lane: str, email_id: str, lease_no: int, hashes: Iterable[str]
) -> Standing | None:
    """Of the e-mail while this lease is the one in force, and whether one of these hashes is on the list of addresses
    that are not written to.
    """
    given = {"email_id": email_id, "lease_no": lease_no, "hashes": list(hashes)}
    found = _read(session, _asked_of_one(lane), given)
    return found[0] if found else None


def is_held_until(session: Session, email_id: str, lease_no: int) -> datetime | None:
    """When this lease runs out; None where it is not in force."""
    in_force = (EmailRow.state == "sending") & (EmailRow.lease_no == lease_no)
    return session.scalar(select(EmailRow.lease_until).where(EmailRow.id == email_id, in_force))


# Each is asked once for every e-mail: to put the question together took longer than to answer it.
@cache
def _asked_of_many(lane: str) -> Select[*tuple[Any, ...]]:
    return _asked(lane, false()).where(EmailRow.id.in_(bindparam("email_ids", expanding=True)))


@cache
def _asked_of_one(lane: str) -> Select[*tuple[Any, ...]]:
    is_listed = exists().where(SuppressionRow.address_hash.in_(bindparam("hashes", expanding=True)))
    in_force = (EmailRow.state == "sending") & (EmailRow.lease_no == bindparam("lease_no"))
    return _asked(lane, is_listed).where(EmailRow.id == bindparam("email_id"), in_force)


def _asked(lane: str, is_suppressed: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return select(
        EmailRow.id,
        EmailRow.lease_until,
        EmailRow.recipient,
        SubscriberRow.email,
        SubscriberRow.generation,
        _is_wanted(lane),
        _has("confirmed") if lane == "confirmation" else false(),
        is_suppressed,
    ).join(SubscriberRow, EmailRow.subscriber_id == SubscriberRow.id)


def _read(session: Session, asked: Select[*tuple[Any, ...]], given: dict[str, Any]) -> list[Standing]:
    return [
        Standing(email_id, until, recipient or address, generation, *map(bool, claims))
        for email_id, until, recipient, address, generation, *claims in session.execute(asked, given)
    ]


def _is_wanted(lane: str) -> ColumnElement[bool]:
    if lane == "alert":
        return (
            exists()
            .where(AlertRow.email_id == EmailRow.id)
            .where(AlertRow.subscription_id == SubscriptionRow.id, SubscriptionRow.state == "confirmed")
        )
    if lane == "confirmation":
        is_its_own = EmailRow.recipient.is_(None)
        return or_(is_its_own & _has("pending"), ~is_its_own & _is_asked_for())
    return true()


def _has(state: str) -> ColumnElement[bool]:
    return exists().where(
        SubscriptionRow.subscriber_id == EmailRow.subscriber_id, SubscriptionRow.state == state
    )


def _is_asked_for() -> ColumnElement[bool]:
    """Whether the address that the e-mail goes to is the one that its person asked for last."""
    last = (
        select(AddressChangeRow.email)
        .where(AddressChangeRow.subscriber_id == EmailRow.subscriber_id)
        .order_by(AddressChangeRow.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return EmailRow.recipient == last
