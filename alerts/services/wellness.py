"""What is not well with the service as a whole, found out from the database: for whoever asks, watches or is told."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from alerts.db import backlog, beats, post_state
from alerts.domain.parts import Part
from alerts.domain.post_health import PostLimits, needs_operator, trouble_words
from alerts.domain.steps import Beat
from alerts.domain.wellness import (
    USUAL,
    Ailment,
    Backlog,
    Patience,
    clock_ailments,
    step_ailments,
    waiting_ailments,
)
from alerts.services.coverage import FeedHealth, FeedState, judged_feeds


def ailments(session: Session, now: datetime, patience: Patience = USUAL) -> list[Ailment]:
    """All that is not well, what matters most first."""
    said = beats.everybody(session)
    found = [
        *clock_ailments(said, now, patience),
        *step_ailments(said, now, patience),
        *mail_ailments(session, now),
        *waiting_ailments(backlog.backlog(session, now), now, patience),
        *feed_ailments(session, now, patience),
    ]
    return sorted(found, key=lambda each: not each.is_essential)


def mail_ailments(session: Session, now: datetime) -> list[Ailment]:
    """The mail server, where its trouble does not pass by itself."""
    health = post_state.health(session)
    if health.trouble is None or not needs_operator(health, now, PostLimits()):
        return []
    words = trouble_words(health.trouble)
    return [Ailment(Part.MAIL, f"{words[0].lower()}{words[1:]}", health.sick_since)]


def feed_ailments(session: Session, now: datetime, patience: Patience = USUAL) -> list[Ailment]:
    """Feeds that have not been read for some time: what matters is whether any can be."""
    judged = judged_feeds(session, now)
    ill = [(health.name, health.since) for _, health in judged if _is_unread(health, now, patience)]
    if not ill:
        return []
    since = min((at for _, at in ill if at), default=None)
    if len(ill) == len(judged):
        words = (
            f"the feed {ill[0][0]} cannot be read"
            if len(ill) == 1
            else f"none of {len(ill)} feeds can be read"
        )
        return [Ailment("feeds", words, since)]
    names = ", ".join(name for name, _ in ill)
    return [Ailment("feeds", f"{len(ill)} of {len(judged)} feeds cannot be read: {names}", since, False)]


def _is_unread(health: FeedHealth, now: datetime, patience: Patience) -> bool:
    is_failing = health.state is FeedState.FAILING and health.since is not None
    fails_long = is_failing and now - (health.since or now) > patience.feeds
    return fails_long or health.state is FeedState.STALE


def backlog_of(session: Session, now: datetime) -> Backlog:
    """Since when the oldest waits at each step."""
    return backlog.backlog(session, now)


def in_one_line(found: Sequence[Ailment]) -> str:
    """All of it for a line of a log, a probe or a page."""
    return "; ".join(f"{each.part}: {each.words}" for each in found)


def of_process(said: Sequence[Beat], host: str) -> list[Beat]:
    """What the processes of one machine say of themselves."""
    return [each for each in said if each.process.partition(":")[0] == host]
