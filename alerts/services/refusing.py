"""Never again: whoever was written to because a stranger typed their address ends it for good, in one click."""

from sqlalchemy.orm import Session

from alerts.db import address_changes, subscriptions
from alerts.domain.errors import LinkRefused
from alerts.domain.links import REFUSAL, Purpose, read_token
from alerts.services import mailboxes, privacy
from alerts.services.subscribing import Desk, end, living_of


def address_of(session: Session, token: str, desk: Desk) -> str | None:
    """The address that the link was sent to; None where nothing is known of it any more, as after the click.

    Raises LinkRefused.
    """
    claim = read_token(token, Purpose.NEVER, desk.identity.keys, desk.now)
    if claim.about:
        change = address_changes.change(session, claim.about)
        if change is None or change.subscriber_id != claim.subject:
            raise LinkRefused(REFUSAL)
        return change.email
    person = subscriptions.subscriber(session, claim.subject)
    if person is not None and person.generation != claim.generation:
        raise LinkRefused(REFUSAL)
    return person.email if person else None


def never_write_again(session: Session, token: str, desk: Desk) -> str | None:
    """Erase what is held about the address that the link was sent to, and keep a hash that forbids to write to it.

    A subscriber who only wanted to move to that address stays. Raises LinkRefused.
    """
    email = address_of(session, token, desk)
    if email is None:
        return None
    mailboxes.never_again(session, desk, email)
    person = subscriptions.subscriber_of(session, email)
    if person is not None:
        privacy.erase(session, person, desk.identity.keys)
    return email


def refuse_in_one_click(session: Session, token: str, desk: Desk) -> bool:
    """The same, where nobody is asked what it ends. Who has confirmed an area may have been written to because of a
    stranger: all of theirs ends as by the button of any alert, with its undo, and nothing is erased. Returns whether
    the address is never written to again. Raises LinkRefused.
    """
    email = address_of(session, token, desk)
    person = subscriptions.subscriber_of(session, email) if email else None
    rows = living_of(session, person.id) if person else []
    if any(row.state == "confirmed" for row in rows):
        end(rows, desk.now)
        return False
    never_write_again(session, token, desk)
    return True
