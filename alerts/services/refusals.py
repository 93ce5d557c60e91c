"""What a mail server's final refusal means for the person: told in the SMTP conversation, or by a bounce later."""

import logging
from datetime import datetime

from sqlalchemy.orm import Session

from alerts.db import failures
from alerts.domain.suppression import UNSAID, Reason, Weight, is_refused_too_often, refusal_day, weight
from alerts.mail.outcome import NotSent, Outcome
from alerts.services.suppression import suppress

log = logging.getLogger("planning_alerts.refusals")


def note_outcome(
    session: Session, key: str, subscriber_id: int | None, address: str, outcome: Outcome, now: datetime
) -> None:
    """Draw the consequence of an attempt to hand over. One that failed before a server spoke has none."""
    if subscriber_id is None or not isinstance(outcome, NotSent):
        return
    if outcome.is_permanent and outcome.code is not None:
        note_refusal(session, key, subscriber_id, address, outcome.enhanced_status or UNSAID, now)


def note_refusal(
    session: Session, key: str, subscriber_id: int, address: str, status: str, now: datetime
) -> bool:
    """Count a final refusal of this person's address; True where that was the last, and we write to it no more."""
    weighs = weight(status)
    is_over = weighs is Weight.GONE
    if weighs is Weight.COUNTS:
        days = failures.note(session, subscriber_id, refusal_day(now), status)
        is_over = is_refused_too_often(days)
    if not is_over:
        return False
    is_new = suppress(session, key, address, Reason.HARD_BOUNCE, now)
    if is_new:
        log.info("subscriber %d is written to no more: refused with %s", subscriber_id, status)
    return is_new
