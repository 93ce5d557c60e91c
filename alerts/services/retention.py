"""Forgets in time: what nobody confirmed, what was sent long ago, who has left."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from alerts.db import pictures, retention
from alerts.domain.suppression import refusal_day


@dataclass(frozen=True)
class Lifetimes:
    """How long each kind of personal data is kept."""

    pending: timedelta = timedelta(days=7)
    sent_words: timedelta = timedelta(days=30)
    left: timedelta = timedelta(days=30)
    unwatched_areas: timedelta = timedelta(days=7)
    polls: timedelta = timedelta(days=90)
    bounces: timedelta = timedelta(days=30)
    refusals: timedelta = timedelta(days=90)


@dataclass(frozen=True)
class Forgotten:
    """How much was forgotten in one run."""

    pending: int
    ended: int
    emails: int
    areas: int
    polls: int
    pictures: int
    bounces: int
    refusals: int


def forget(session: Session, now: datetime, lifetimes: Lifetimes | None = None) -> Forgotten:
    """Forget all that has outlived its purpose, in the caller's transaction."""
    kept = lifetimes or Lifetimes()
    return Forgotten(
        pending=retention.remove_pending(session, now - kept.pending),
        ended=retention.remove_ended(session, now - kept.left),
        emails=retention.empty_emails(session, now - kept.sent_words),
        areas=retention.remove_unwatched_areas(session, now - kept.unwatched_areas),
        polls=retention.remove_polls(session, now - kept.polls),
        pictures=pictures.remove_unneeded(session, now - kept.sent_words),
        bounces=retention.remove_bounces(session, now - kept.bounces),
        refusals=retention.remove_refusals(session, refusal_day(now - kept.refusals)),
    )
