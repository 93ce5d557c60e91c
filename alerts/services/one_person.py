"""One person's state, looked up by their exact address: what they asked for, what they got, and what stands against it.

Somebody who was never known and somebody who was erased look the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from alerts.db import address_changes, failures, mail_lately, operators, signups, subscriptions
from alerts.db.tables import (
    AddressChangeRow,
    AuditRow,
    DeliveryFailureRow,
    EmailRow,
    SignupRow,
    SubscriberRow,
    SubscriptionRow,
    WatchAreaRow,
)
from alerts.domain.person_subject import subjects_of
from alerts.domain.signup_limits import Turn, Written, turn_of
from alerts.domain.suppression import Reason
from alerts.services import mailboxes
from alerts.services.subscribing import Desk
from alerts.services.suppression import why_suppressed

_EMAILS = 20


@dataclass(frozen=True)
class Known:
    """A person we know: their areas with the wishes of each, their newest e-mails, days on which mail was refused,
    requests that nobody has answered yet, the new address that they think of, and how many applications they muted.
    """

    person: SubscriberRow
    areas: Sequence[tuple[SubscriptionRow, WatchAreaRow]]
    emails: Sequence[EmailRow]
    refused: Sequence[DeliveryFailureRow]
    requests: Sequence[SignupRow]
    new_address: AddressChangeRow | None
    muted: int

    def has(self, state: str) -> bool:
        """Whether any of their areas is in this state."""
        return any(row.state == state for row, _ in self.areas)

    @property
    def is_watching(self) -> bool:
        return self.has("pending") or self.has("confirmed")


@dataclass(frozen=True)
class LookedUp:
    """What is there of an address. `turn` is what would become of one more request in its name, by what was `written`
    to it lately.
    """

    address: str
    known: Known | None
    suppressed: Reason | None
    written: Written
    turn: Turn
    audit: Sequence[AuditRow]

    @property
    def is_anything_held(self) -> bool:
        return self.known is not None or self.suppressed is not None


def look_up(session: Session, desk: Desk, address: str) -> LookedUp:
    """All that an operator needs, to help the person of this address."""
    person = subscriptions.subscriber_of(session, address)
    written = mailboxes.written(session, desk, address)
    return LookedUp(
        address=address,
        known=_known(session, person) if person else None,
        suppressed=why_suppressed(session, desk.identity.keys, address),
        written=written,
        turn=turn_of(written, desk.limits),
        audit=_audit(session, address, desk.identity.keys) if person else (),
    )


def _known(session: Session, person: SubscriberRow) -> Known:
    return Known(
        person=person,
        areas=subscriptions.subscriptions_of(session, person.id),
        emails=mail_lately.lately_of(session, person.id, _EMAILS),
        refused=failures.of_subscriber(session, person.id),
        requests=signups.of_address(session, person.email),
        new_address=address_changes.of_subscriber(session, person.id),
        muted=len(subscriptions.mutes_of(session, person.id)),
    )


def _audit(session: Session, address: str, keys: tuple[str, ...]) -> list[AuditRow]:
    lines = [row for subject in subjects_of(address, keys) for row in operators.about(session, subject)]
    return sorted(lines, key=lambda row: row.id, reverse=True)
