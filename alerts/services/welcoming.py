"""The one e-mail that welcomes a subscription: queued as it is confirmed, put into words by the worker."""

import hmac
import logging
from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from alerts.db import emails, subscriptions
from alerts.db.mapping import watch_area_from_row, wishes_from_row
from alerts.db.session import Database, DatabaseUnusable
from alerts.db.tables import EmailRow, SubscriptionRow, WatchAreaRow
from alerts.db.waking import Work, wake
from alerts.domain.timetable import Timetable
from alerts.domain.wording import about_area
from alerts.language import speaking
from alerts.mail.compose import Email, MailSite
from alerts.mail.welcome import MOST_OPEN_LISTED, OpenApplication, Welcome, compose_welcome
from alerts.services.identity import MailIdentity
from alerts.services.languages import language_of
from alerts.services.letters import letter_to_store
from alerts.services.listing import open_in

log = logging.getLogger("planning_alerts.welcoming")

_NOT_YET = datetime(9999, 1, 1, tzinfo=UTC)
"""When an e-mail without words is due."""

MOST_TRIES = 5


def queue_welcome(session: Session, identity: MailIdentity, row: SubscriptionRow, now: datetime) -> None:
    """Queue the welcome of a subscription that its link has just confirmed; a second one finds it there already.

    Its words take a search of the area, which the page that confirms does not wait for.
    """
    email_id = _welcome_id(identity.key, row.id)
    welcome = EmailRow(
        id=email_id,
        lane="welcome",
        subscriber_id=row.subscriber_id,
        message_id=identity.message_id(email_id),
        composed_at=now.replace(microsecond=0),
        subject="",
        text="",
        html="",
        list_id="alerts",
        state="queued",
        next_try_at=_NOT_YET,
    )
    try:
        with session.begin_nested():
            session.add(welcome)
            wake(session, Work.WELCOME)
    except IntegrityError:  # another process confirmed it at the same moment
        log.info("a subscription was confirmed twice at the same moment; it is welcomed once")


def compose_welcomes(
    database: Database,
    site: MailSite,
    identity: MailIdentity,
    timetable: Timetable,
    clock: Callable[[], datetime],
) -> int:
    """Put the welcomes that wait into words; returns how many are on their way. A crash here loses nothing."""
    with database.reading() as session:
        waiting = emails.unworded(session, "welcome")
    return sum(_compose(database, email_id, site, identity, timetable, clock()) for email_id in waiting)


def welcomed(
    session: Session, identity: MailIdentity, email: EmailRow
) -> tuple[SubscriptionRow, WatchAreaRow] | None:
    """The subscription that an e-mail welcomes, if it still stands."""
    if email.subscriber_id is None:
        return None
    found = subscriptions.subscriptions_of(session, email.subscriber_id, states=("confirmed",))
    return next(
        (each for each in found if email.id in [_welcome_id(key, each[0].id) for key in identity.keys]), None
    )


def _welcome_id(key: str, subscription_id: int) -> str:
    """The id of the one welcome of a subscription: the same for everybody who asks, and not to be guessed."""
    return hmac.digest(key.encode(), f"welcome {subscription_id}".encode(), "sha256").hex()[:32]


def _compose(
    database: Database,
    email_id: str,
    site: MailSite,
    identity: MailIdentity,
    timetable: Timetable,
    now: datetime,
) -> bool:
    """Fill one welcome in, unless another worker has done so or the person has left or is forgotten."""
    try:
        with database.reading() as session:
            row = session.get(EmailRow, email_id)
            found = welcomed(session, identity, row) if row else None
            email = _in_words(session, found, site, timetable, now) if found else None
        return _fill_in(database, identity, email_id, email, now)
    except DatabaseUnusable:
        raise
    except Exception:
        log.exception("the welcome %s cannot be composed; it is tried again", email_id)
        _count_try(database, email_id)
        return False


def _in_words(
    session: Session,
    found: tuple[SubscriptionRow, WatchAreaRow],
    site: MailSite,
    timetable: Timetable,
    now: datetime,
) -> Email:
    with speaking(language_of(subscriptions.subscriber(session, found[0].subscriber_id))):
        return compose_welcome(_welcome(session, *found, timetable, now), site)


def _fill_in(
    database: Database, identity: MailIdentity, email_id: str, email: Email | None, now: datetime
) -> bool:
    with database.writing() as session:
        row = session.get(EmailRow, email_id, with_for_update=True)
        if row is None or row.text or row.state != "queued":
            return False
        if email is None:
            row.state = "dropped"
            return False
        row.subject, row.text, row.html = email.subject, email.text, email.html
        row.composed_at, row.next_try_at = now.replace(microsecond=0), now
        row.letter = letter_to_store(identity, row)
        wake(session, Work.SEND)
        return True


def _count_try(database: Database, email_id: str) -> None:
    """A welcome that no try puts into words is set aside."""
    with database.writing() as session:
        row = session.get(EmailRow, email_id, with_for_update=True)
        if row is None:
            return
        row.attempts += 1
        if row.attempts >= MOST_TRIES:
            row.state, row.last_error = "failed", "it cannot be put into words"


def _welcome(
    session: Session, row: SubscriptionRow, area: WatchAreaRow, timetable: Timetable, now: datetime
) -> Welcome:
    watch, today = watch_area_from_row(area), timetable.today(now)
    listed = open_in(session, watch, today)
    return Welcome(
        subscriber_id=row.subscriber_id,
        watch=watch.name,
        about=about_area(watch),
        wishes=wishes_from_row(row),
        confirmed_on=timetable.today(row.confirmed_at or now),
        today=today,
        open_count=len(listed),
        listed=tuple(
            OpenApplication(each.application, each.reach.reason) for each in listed[:MOST_OPEN_LISTED]
        ),
    )
