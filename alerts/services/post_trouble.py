"""Judges the mail server by each letter, pauses all workers while it is in trouble, and has the operator told."""

import hashlib
import logging
import re
from datetime import datetime

from sqlalchemy.orm import Session

from alerts.db import alarms, post_state
from alerts.domain.parts import Part
from alerts.domain.post_health import (
    Attempt,
    PostHealth,
    PostLimits,
    Trouble,
    health_after,
    needs_operator,
    trouble_words,
)
from alerts.mail.outcome import Abandoned, NotSent, Outcome, Sent

log = logging.getLogger("planning_alerts.sending")

_NOT_LET_IN = frozenset({530, 535, 538})
_THROTTLED = 454
_ADDRESS = re.compile(r"[^\s<>]+@[^\s<>]+")


def attempt_of(outcome: Outcome) -> Attempt | None:
    """What a letter's fate says of the server; None where it never heard of the letter, or we hung up ourselves."""
    match outcome:
        case Sent():
            return Attempt.TAKEN
        case Abandoned() | NotSent(code=None, is_connection_lost=False):
            return None
        case NotSent(code=code) if code in _NOT_LET_IN:
            return Attempt.NOT_LET_IN
        case NotSent(code=code) if code == _THROTTLED:
            return Attempt.THROTTLED
        case NotSent(is_server_sick=True):
            return Attempt.UNREACHABLE
        case _:
            return Attempt.FAILED


def note_attempt(
    session: Session, attempt: Attempt, recipient: str, error: str | None, now: datetime, limits: PostLimits
) -> PostHealth:
    """Remember what one more letter says of the server; gives how it stands from here on."""
    what = (attempt, _domain(recipient), without_addresses(error), now, limits)
    seen = post_state.health(session)
    if attempt is Attempt.TAKEN and health_after(seen, *what) == seen:
        return seen  # all is well and was so before: nothing to write for each letter
    before = post_state.health(session, is_to_be_changed=True)
    after = health_after(before, *what)
    post_state.keep_health(session, after)
    if after.trouble and after.trouble is not before.trouble:
        log.warning("no e-mails go out until %s: %s", after.paused_until, in_words(after))
    _alarm(session, after, now, limits)
    return after


def note_nothing(session: Session, now: datetime) -> None:
    """A letter that said nothing of the server: where it was to find out how things stand, another may do so."""
    health = post_state.health(session)
    if health.trouble is not None:
        post_state.take_probe(session, health, now)


def in_words(health: PostHealth) -> str:
    """For the operator: what is the matter, since when, and what the server said."""
    if health.trouble is None or health.sick_since is None:
        return "The mail server takes our e-mails."
    since = f"since {health.sick_since:%H:%M on %d %B %Y} UTC"
    return f"{trouble_words(health.trouble)}, {since}: {health.last_error or 'it gave no reason'}"


def without_addresses(text: str | None) -> str | None:
    """What a server said, fit to be kept: it likes to name the recipient."""
    return _ADDRESS.sub("(address)", text) if text else text


def _alarm(session: Session, health: PostHealth, now: datetime, limits: PostLimits) -> None:
    raised = health.trouble if needs_operator(health, now, limits) else None
    if raised is not None:
        waiting = post_state.waiting(session, now)
        words = f"{in_words(health)}. {waiting} e-mails wait, and go out once it takes them again."
        is_new = alarms.raise_once(session, Part.MAIL, raised, words, now)
        log.log(logging.ERROR if is_new else logging.WARNING, words)
    alarms.clear(session, Part.MAIL, [kind for kind in Trouble if kind is not raised], now)


def _domain(address: str) -> str:
    """A recipient's domain, only to be told from others: a domain can be one person's own."""
    return hashlib.sha256(address.rpartition("@")[2].lower().encode()).hexdigest()[:16]
