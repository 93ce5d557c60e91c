"""The deletions of the retention rules. Each is by condition, so that no number of rows is too many."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, Delete, Select, Update, delete, exists, select, update
from sqlalchemy.orm import Session

from alerts.db import subscriptions
from alerts.db.tables import (
    AddressChangeRow,
    AlertRow,
    BounceRow,
    DeliveryFailureRow,
    DigestRow,
    EmailRow,
    MuteRow,
    PollRow,
    SubscriberRow,
    SubscriptionRow,
    WatchAreaRow,
)
from alerts.db.unwatched import is_unwatched

_OVER = ("sent", "bounced", "failed", "dropped")


def remove_pending(session: Session, before: datetime) -> int:
    """Subscriptions that were asked for before this moment and never confirmed, and who asked for nothing else."""
    count = _rows(
        session,
        delete(SubscriptionRow).where(
            SubscriptionRow.state == "pending", SubscriptionRow.requested_at < before
        ),
    )
    _remove_people(session, ~_has_subscription())
    return count


def remove_ended(session: Session, before: datetime) -> int:
    """Subscriptions that ended before this moment (until then the person may undo it), with all about them."""
    ended = (SubscriptionRow.state == "ended") & (SubscriptionRow.ended_at < before)
    theirs = select(SubscriptionRow.id).where(ended)
    _remove_told(session, theirs)
    count = _rows(session, delete(SubscriptionRow).where(ended))
    _remove_people(session, ~_has_subscription())
    return count


def empty_emails(session: Session, before: datetime) -> int:
    """Take the words out of e-mails that are over; their ids stay, so that none is sent twice."""
    over = (EmailRow.state.in_(_OVER)) & (EmailRow.composed_at < before)
    return _rows(
        session,
        update(EmailRow)
        .where(over, EmailRow.text != "")
        .values(subject="", text="", html="", letter=None, pictures=[], recipient=None),
    )


def remove_emails(session: Session, before: datetime) -> int:
    """E-mails that were over before this moment, with the marks of what they told: no change so old is told anew."""
    over = EmailRow.state.in_(_OVER) & (EmailRow.composed_at < before)
    ids = select(EmailRow.id).where(over)
    for table in (AlertRow, DigestRow):
        session.execute(delete(table).where(table.email_id.in_(ids)))
    return _rows(session, delete(EmailRow).where(over))


def remove_networks(session: Session, before: datetime) -> int:
    """What tells from which network people asked before this moment."""
    known = SubscriptionRow.consent_ip.is_not(None) & (SubscriptionRow.requested_at < before)
    return _rows(session, update(SubscriptionRow).where(known).values(consent_ip=None))


def remove_address_changes(session: Session, before: datetime) -> int:
    """Changes of address whose link has run out."""
    return _rows(session, delete(AddressChangeRow).where(AddressChangeRow.requested_at < before))


def remove_person(session: Session, subscriber_id: int) -> None:
    """Everything about a person, at once, places that they alone watched included."""
    subscriptions.subscriber(session, subscriber_id)
    theirs = select(SubscriptionRow.id).where(SubscriptionRow.subscriber_id == subscriber_id)
    watched = select(SubscriptionRow.watch_area_id).where(SubscriptionRow.subscriber_id == subscriber_id)
    areas = session.scalars(watched.distinct()).all()
    session.execute(select(SubscriptionRow.id).where(SubscriptionRow.id.in_(theirs)).with_for_update())
    _remove_told(session, theirs)
    session.execute(delete(SubscriptionRow).where(SubscriptionRow.subscriber_id == subscriber_id))
    _remove_people(session, SubscriberRow.id == subscriber_id)
    remove_unwatched_of(session, areas)


def remove_unwatched_of(session: Session, areas: Iterable[int]) -> None:
    """Those of these areas that nobody watches any more."""
    session.execute(delete(WatchAreaRow).where(WatchAreaRow.id.in_(list(areas)), is_unwatched()))


def remove_unwatched_areas(session: Session, before: datetime) -> int:
    """Areas made before this moment that nobody watches; a place can say where somebody lives."""
    return _rows(session, delete(WatchAreaRow).where(WatchAreaRow.created_at < before, is_unwatched()))


def remove_polls(session: Session, before: datetime) -> int:
    return _rows(session, delete(PollRow).where(PollRow.started_at < before))


def remove_bounces(session: Session, before: datetime) -> int:
    """Notices of mail that came back before this moment; by then none like them counts any more."""
    return _rows(session, delete(BounceRow).where(BounceRow.received_at < before))


def remove_refusals(session: Session, before: date) -> int:
    return _rows(session, delete(DeliveryFailureRow).where(DeliveryFailureRow.on_date < before))


def _remove_people(session: Session, which: ColumnElement[bool]) -> None:
    """People who have no subscription, with all that is theirs."""
    ids = select(SubscriberRow.id).where(which)
    theirs = select(EmailRow.id).where(EmailRow.subscriber_id.in_(ids))
    session.execute(delete(BounceRow).where(BounceRow.email_id.in_(theirs)))
    for table in (EmailRow, MuteRow, AddressChangeRow, DeliveryFailureRow):
        session.execute(delete(table).where(table.subscriber_id.in_(ids)))
    session.execute(delete(SubscriberRow).where(which))


def _remove_told(session: Session, subscription_ids: Select[int]) -> None:
    """What these subscriptions were told, and in which digest."""
    for table in (AlertRow, DigestRow):
        session.execute(delete(table).where(table.subscription_id.in_(subscription_ids)))


def _has_subscription() -> ColumnElement[bool]:
    return exists().where(SubscriptionRow.subscriber_id == SubscriberRow.id)


def _rows(session: Session, statement: Delete | Update) -> int:
    return cast("CursorResult[Any]", session.execute(statement)).rowcount
