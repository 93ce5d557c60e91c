"""Acts on mail that comes in: bounces, complaints, and the wish to leave. Each message is one transaction's work."""

import hashlib
import logging
from collections.abc import Iterable
from enum import StrEnum

from sqlalchemy.orm import Session

from alerts.db import bounces, emails
from alerts.db.counts import Counted, count
from alerts.db.tables import EmailRow
from alerts.domain.errors import LinkRefused
from alerts.domain.links import Purpose
from alerts.domain.return_address import GOOD_FOR, read_return_address
from alerts.domain.suppression import Reason
from alerts.mail.returned import Kind, Report, read_incoming
from alerts.services.refusals import note_refusal
from alerts.services.subscribing import Desk, end, living_of, person_of
from alerts.services.suppression import suppress

log = logging.getLogger("planning_alerts.bounces")

_MOST_WORDS = 5
"""Of a subject, in which mail programs may put words before the token."""


class Took(StrEnum):
    """What one message was."""

    BOUNCES = "bounces"
    COMPLAINTS = "complaints"
    LEFT = "left"
    IGNORED = "ignored"


def take_in(session: Session, desk: Desk, content: bytes) -> Took:
    """Act on a message as it came. What is forged, replayed, too old or not to be understood changes nothing."""
    incoming = read_incoming(content)
    if incoming is None:
        return Took.IGNORED
    digest = hashlib.sha256(content).hexdigest()
    if desk.identity.leave_address.lower() in map(str.lower, incoming.addressed_to):
        return _leave(session, desk, incoming.subject, digest)
    if incoming.report is None:
        return Took.IGNORED
    return take_report(session, desk, incoming.addressed_to, incoming.report, digest)


def take_report(
    session: Session, desk: Desk, addressed_to: Iterable[str], report: Report, digest: str
) -> Took:
    """Act on a report that came to these addresses, one of which may be the return address of an e-mail of ours."""
    found = _email_of(session, desk, addressed_to)
    if found is None:
        return Took.IGNORED
    email, recipient = found
    if not bounces.note(session, digest, email.id, report.kind, report.status, desk.now):
        return Took.IGNORED
    count(session, Counted.RETURNED, report.kind)
    log.info("the e-mail %s came back: %s %s", email.id, report.kind, report.status)
    if report.kind is Kind.COMPLAINT:
        _complain(session, desk, email, recipient)
        return Took.COMPLAINTS
    _bounce(session, desk, email, recipient, report.status)
    return Took.BOUNCES


def _email_of(session: Session, desk: Desk, addressed_to: Iterable[str]) -> tuple[EmailRow, str] | None:
    """The e-mail whose return address stands among these, and its recipient, if it is ours and not too old."""
    for address in addressed_to:
        returned = read_return_address(address)
        email = emails.by_id(session, returned.email_id) if returned else None
        if returned is None or email is None:
            continue
        person = emails.recipient_of(session, email)
        recipient = person.email if person else desk.identity.operators_address
        is_in_time = desk.now - (email.sent_at or email.composed_at) <= GOOD_FOR
        if is_in_time and returned.is_ours(recipient, desk.identity.keys):
            return email, recipient
    return None


def _bounce(session: Session, desk: Desk, email: EmailRow, recipient: str, status: str) -> None:
    """An e-mail comes back once, however many notices there are of it."""
    is_first = emails.mark_bounced(session, email.id, status, desk.now)
    if is_first and email.subscriber_id is not None:
        note_refusal(session, desk.identity.key, email.subscriber_id, recipient, status, desk.now)


def _complain(session: Session, desk: Desk, email: EmailRow, recipient: str) -> None:
    if email.subscriber_id is not None:
        suppress(session, desk.identity.key, recipient, Reason.COMPLAINT, desk.now)


def _leave(session: Session, desk: Desk, subject: str, digest: str) -> Took:
    """What the one-click POST does, by mail: the token in the subject is what proves that it may."""
    for word in subject.split()[-_MOST_WORDS:]:
        try:
            person, _claim = person_of(session, word, Purpose.UNSUBSCRIBE, desk)
        except LinkRefused:
            continue
        if bounces.note(session, digest, "", Took.LEFT, "", desk.now):
            end(living_of(session, person.id), desk.now)
            return Took.LEFT
    return Took.IGNORED
