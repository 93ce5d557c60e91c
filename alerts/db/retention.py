"""The deletions of the retention rules, each saying how many rows it took."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.orm import Session

from alerts.db.subscriptions import remove_unwatched_areas
from alerts.db.tables import AlertRow, EmailRow, MuteRow, PollRow, SubscriberRow, SubscriptionRow


def remove_pending(session: Session, before: datetime) -> int:
    """Subscriptions that were asked for before this moment and never confirmed."""
    found = session.execute(
        select(SubscriptionRow.id, SubscriptionRow.watch_area_id).where(
            SubscriptionRow.state == "pending", SubscriptionRow.requested_at < before
        )
    ).all()
    session.execute(delete(SubscriptionRow).where(SubscriptionRow.id.in_([row.id for row in found])))
    remove_unwatched_areas(session, [row.watch_area_id for row in found])
    _remove_strangers(session)
    return len(found)


def empty_emails(session: Session, before: datetime) -> int:
    """Take the words out of e-mails that are over; their ids stay, so that none is sent twice."""
    over = (EmailRow.state.in_(("sent", "failed", "dropped"))) & (EmailRow.composed_at < before)
    ids = session.scalars(select(EmailRow.id).where(over, EmailRow.text != "")).all()
    session.execute(update(EmailRow).where(EmailRow.id.in_(ids)).values(subject="", text="", html=""))
    return len(ids)


def remove_people_without_areas(session: Session, before: datetime) -> int:
    """People all of whose subscriptions ended before this moment (until then they may undo it)."""
    still_here = exists().where(
        SubscriptionRow.subscriber_id == SubscriberRow.id,
        or_(SubscriptionRow.state != "ended", SubscriptionRow.ended_at >= before),
    )
    had_area = exists().where(SubscriptionRow.subscriber_id == SubscriberRow.id)
    ids = session.scalars(select(SubscriberRow.id).where(had_area, ~still_here)).all()
    remove_people(session, ids)
    return len(ids)


def remove_people(session: Session, ids: Sequence[int]) -> None:
    """Everything about these people, in the order that the constraints allow."""
    subscriptions = select(SubscriptionRow.id).where(SubscriptionRow.subscriber_id.in_(ids))
    areas = session.scalars(
        select(SubscriptionRow.watch_area_id).where(SubscriptionRow.subscriber_id.in_(ids))
    ).all()
    session.execute(delete(AlertRow).where(AlertRow.subscription_id.in_(subscriptions)))
    session.execute(delete(EmailRow).where(EmailRow.subscriber_id.in_(ids)))
    session.execute(delete(MuteRow).where(MuteRow.subscriber_id.in_(ids)))
    session.execute(delete(SubscriptionRow).where(SubscriptionRow.subscriber_id.in_(ids)))
    session.execute(delete(SubscriberRow).where(SubscriberRow.id.in_(ids)))
    remove_unwatched_areas(session, areas)


def remove_polls(session: Session, before: datetime) -> int:
    ids = session.scalars(select(PollRow.id).where(PollRow.started_at < before)).all()
    session.execute(delete(PollRow).where(PollRow.id.in_(ids)))
    return len(ids)


def _remove_strangers(session: Session) -> None:
    """People who asked, never confirmed anything, and have no subscription left."""
    has_any = exists().where(SubscriptionRow.subscriber_id == SubscriberRow.id)
    remove_people(session, session.scalars(select(SubscriberRow.id).where(~has_any)).all())
