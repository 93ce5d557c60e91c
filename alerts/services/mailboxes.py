"""How often a mailbox was written to because of a form, and whether it said never to do so again."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from alerts.db import counters
from alerts.domain.address import limit_key
from alerts.domain.signup_limits import DAY, HOUR, Written, counted_as
from alerts.domain.suppression import Reason
from alerts.services.identity import MailIdentity
from alerts.services.subscribing import Desk
from alerts.services.suppression import allow, is_suppressed, suppress

SITE = "site/all"


@dataclass(frozen=True)
class _Counters:
    """The counters of one address: its own, and those of its mailbox however it is spelt."""

    own: str
    unanswered: str
    all: str


def hold(session: Session, desk: Desk, email: str) -> None:
    """Be alone with the counters of the site and of a mailbox until the transaction ends."""
    counters.hold(session, SITE)
    counters.hold(session, _counters(email, desk.identity.key).unanswered)


def written(session: Session, desk: Desk, email: str) -> Written:
    named, now = _counters(email, desk.identity.key), desk.now
    return Written(
        in_gap=counters.since(session, named.unanswered, now - desk.limits.mailbox_gap),
        unanswered_in_day=counters.since(session, named.unanswered, now - DAY),
        all_in_day=counters.since(session, named.all, now - DAY),
        by_site_in_hour=counters.since(session, SITE, now - HOUR),
    )


def count(session: Session, desk: Desk, email: str) -> None:
    """One more e-mail goes to this address because somebody typed it into a form."""
    named = _counters(email, desk.identity.key)
    for key in (SITE, named.own, named.unanswered, named.all):
        counters.add(session, key, desk.now)


def answered(session: Session, identity: MailIdentity, email: str) -> None:
    """Somebody reads this address: what was written to it is no flood. Call it before anything else is changed."""
    named = _counters(email, identity.key)
    counters.hold(session, named.unanswered)
    counters.take_away(session, named.own, from_key=named.unanswered)


def forget(session: Session, keys: tuple[str, ...], email: str) -> None:
    """Forget how often the mailbox was written to."""
    for named in (_counters(email, key) for key in keys):
        for counter in (named.own, named.unanswered, named.all):
            counters.forget(session, counter)


def never_again(session: Session, desk: Desk, email: str) -> None:
    """Write to this address no more; nor, on a stranger's word, to its mailbox in another spelling."""
    for each in (email, _mailbox(email)):
        suppress(session, desk.identity.key, each, Reason.NEVER, desk.now)


def again(session: Session, identity: MailIdentity, email: str) -> bool:
    """Take that back, under whichever key it was noted; False where nothing stood against the address."""
    taken = [allow(session, identity.keys, each) for each in (email, _mailbox(email))]
    return any(taken)


def may_be_written_to(session: Session, identity: MailIdentity, email: str, *, is_confirmed: bool) -> bool:
    """Whether an address may get what somebody asked for in its name; spelt otherwise, only if it is confirmed."""
    against = (email,) if is_confirmed else (email, _mailbox(email))
    return not any(is_suppressed(session, identity.keys, each) for each in against)


def _mailbox(email: str) -> str:
    """What stands in the list for a mailbox in every spelling; no address looks like it."""
    return f"mailbox {limit_key(email)}"


def _counters(email: str, key: str) -> _Counters:
    mailbox = limit_key(email)
    return _Counters(
        counted_as("address", email, key),
        counted_as("unanswered", mailbox, key),
        counted_as("mailbox", mailbox, key),
    )
