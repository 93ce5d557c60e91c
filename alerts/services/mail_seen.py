"""E-mails as an operator may see them: addresses masked, and as they looked, their links leading nowhere."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from alerts.db import mail_lately, pictures
from alerts.db.mail_lately import Addressed
from alerts.domain.address import masked
from alerts.domain.dead_links import dead_html, dead_text
from alerts.domain.masking import Mask
from alerts.domain.person_subject import person_subject
from alerts.services.identity import MailIdentity

OPERATORS = "the operators"
_MASK = Mask()


@dataclass(frozen=True)
class EmailSeen:
    """One e-mail in a list. `why` says what kept it from arriving."""

    id: str
    lane: str
    to: str
    subject: str
    state: str
    composed_at: datetime
    sent_at: datetime | None
    why: str


class Listed(NamedTuple):
    """A page of e-mails, and the id after which the next goes on; empty where there are no more."""

    emails: list[EmailSeen]
    next_after: str


@dataclass(frozen=True)
class LetterSeen:
    """An e-mail with its words; none once they are forgotten, or before they are written."""

    email: EmailSeen
    text: str
    html: str
    pictures: list[tuple[str, bytes]]


def written_on(session: Session, day: date, zone: ZoneInfo, most: int, after: str = "") -> Listed:
    """What was put into the outbox on a day, in order; not the welcomes, whose ids tell of no day."""
    begins = datetime.combine(day, time(), zone)
    ends = datetime.combine(day + timedelta(days=1), time(), zone)
    return _page(mail_lately.written_from(session, begins, ends, most + 1, after), most)


def failed(session: Session, most: int, before: str = "") -> Listed:
    """What was given up, the newest first."""
    return _page(mail_lately.failed(session, most + 1, before), most)


def email_seen(session: Session, email_id: str) -> EmailSeen | None:
    found = mail_lately.one(session, email_id)
    return _seen(found) if found else None


def letter_seen(session: Session, identity: MailIdentity, email_id: str) -> LetterSeen | None:
    """An e-mail as it looked."""
    found = mail_lately.one(session, email_id)
    if found is None:
        return None
    row, addresses = found.email, [each for each in {found.address, found.own_address} if each]
    return LetterSeen(
        email=_seen(found),
        text=dead_text(row.text, identity.base_url, addresses),
        html=dead_html(row.html, identity.base_url, addresses),
        pictures=pictures.carried_by(session, [row])[row.id],
    )


def subject_of(session: Session, email_id: str, key: str) -> str | None:
    """What the audit files a look at this e-mail under: its person, where it has one."""
    found = mail_lately.one(session, email_id)
    if found is None:
        return None
    return person_subject(found.own_address, key) if found.own_address else f"email:{email_id}"


def _page(found: list[Addressed], most: int) -> Listed:
    shown = [_seen(each) for each in found[:most]]
    return Listed(shown, shown[-1].id if len(found) > most else "")


def _seen(found: Addressed) -> EmailSeen:
    row = found.email
    return EmailSeen(
        id=row.id,
        lane=row.lane,
        to=masked(found.address) if found.address else OPERATORS,
        subject=row.subject,
        state=row.state,
        composed_at=row.composed_at,
        sent_at=row.sent_at,
        # What versions before this one wrote down of a refusal may hold the address.
        why=f"came back with {row.bounce_status}" if row.bounced_at else _MASK(row.last_error or ""),
    )
