"""What is done for one person at their word, by an operator's page or command: named by their exact address.

Each is one transaction's work. DecidedAlready where there is nothing to do, so that a second press changes nothing.
"""

from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from alerts.db import subscriptions
from alerts.db.tables import SubscriberRow
from alerts.domain.errors import DecidedAlready, NotFound
from alerts.services import mailboxes
from alerts.services.identity import MailIdentity
from alerts.services.intake import Asked, note
from alerts.services.languages import language_of
from alerts.services.privacy import erase, held_about
from alerts.services.replying import FOR_CONFIRMATION, FOR_LINK
from alerts.services.subscribing import Desk, end, living_of
from alerts.services.suppression import write_again

NOBODY = "nobody of this address is known"


class WhyStopped(StrEnum):
    """Why an operator ends somebody's alerts. The audit keeps one of these and no words, which might be of a person."""

    ASKED = "they asked us to"
    WRONG_PERSON = "the address is somebody else’s"
    UNWANTED = "they say that they never asked for it"
    AGAINST_TERMS = "the alerts are used against somebody"


def export_person(session: Session, address: str, keys: tuple[str, ...]) -> dict[str, Any]:
    """Everything held about the person of this address. Raises NotFound."""
    return held_about(session, _person(session, address), keys)


def erase_person(session: Session, address: str, keys: tuple[str, ...]) -> None:
    """Forget the person of this address. Raises NotFound."""
    erase(session, _person(session, address), keys)


def allow_again(session: Session, identity: MailIdentity, address: str) -> None:
    """Write again to an address that was given up, or that said never. Raises DecidedAlready."""
    allowed = [write_again(session, identity.keys, address), mailboxes.again(session, identity, address)]
    if not any(allowed):
        raise DecidedAlready("nothing speaks against writing to this address")


def stop_person(session: Session, desk: Desk, address: str) -> int:
    """End all areas of a person, as if they had left; they can undo it for 30 days. Returns how many."""
    person = subscriptions.subscriber(session, _person(session, address).id)
    rows = living_of(session, person.id) if person else []
    if not rows:
        raise DecidedAlready("they watch nothing")
    end(rows, desk.now)
    return len(rows)


def send_confirmation(session: Session, desk: Desk, address: str, ip: str | None) -> None:
    """Have a person asked once more to confirm what they have not; the proof of what they asked for stays as it is."""
    _ask(session, desk, address, FOR_CONFIRMATION, ip)


def send_link(session: Session, desk: Desk, address: str, ip: str | None) -> None:
    """Have a person sent the link to their own page."""
    _ask(session, desk, address, FOR_LINK, ip)


def _ask(session: Session, desk: Desk, address: str, source: str, ip: str | None) -> None:
    """Put a request down as any form does, under the same limits, for the worker to answer."""
    language = language_of(_person(session, address))
    if not note(session, desk, Asked(address, source, ip, language=language)):
        raise DecidedAlready("your network has asked for as many e-mails as one may in an hour; try later")


def _person(session: Session, address: str) -> SubscriberRow:
    person = subscriptions.subscriber_of(session, address)
    if person is None:
        raise NotFound(NOBODY)
    return person
