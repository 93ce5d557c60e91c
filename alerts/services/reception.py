"""Answers what people asked for in forms: one e-mail to confirm, or their own link, and never too many.

A crash loses nothing: a request is removed in the transaction that queues its answer.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.db import address_changes, alarms, signups, subscriptions
from alerts.db.counts import Counted, count
from alerts.db.session import Database, DatabaseUnusable
from alerts.db.signups import Waiting
from alerts.domain.address import limit_key
from alerts.domain.signup_limits import USUAL, SignupLimits, Turn, turn_of
from alerts.domain.timetable import Timetable
from alerts.mail.compose import MailSite
from alerts.services import mailboxes
from alerts.services.areas import Places
from alerts.services.identity import MailIdentity
from alerts.services.moving import write_to_new_address
from alerts.services.replying import reply
from alerts.services.subscribing import Desk

log = logging.getLogger("planning_alerts.reception")

ALARM, TOO_MANY = "sign-ups", "too-many"
"""The part of the service that the alarm is about, and its kind."""

AT_ONCE = 5_000
"""Requests looked at in one run, far more than may wait for a mailbox that was written to a moment ago."""


@dataclass(frozen=True)
class Reception:
    """All that is needed to answer."""

    database: Database
    places: Places
    site: MailSite
    identity: MailIdentity
    timetable: Timetable
    clock: Callable[[], datetime]
    limits: SignupLimits = USUAL

    def desk(self) -> Desk:
        return Desk(self.site, self.identity, self.timetable, self.clock(), self.limits)


def take_in(reception: Reception) -> int:
    """Answer every request whose turn it is; returns how many e-mails were queued."""
    queued = 0
    for group in _groups(reception):
        try:
            turn = _turn(reception, group)
            if turn is Turn.WAIT:
                continue
            if turn is Turn.STOP:
                _raise_alarm(reception)
                return queued
            queued += _answer(reception, group)
        except Exception:
            log.exception("a request cannot be answered; it is tried again, but not for long")
    return queued + _take_in_changes(reception)


def _take_in_changes(reception: Reception) -> int:
    """Write to the new addresses that people want to move to."""
    queued = 0
    with reception.database.reading() as session:
        waiting = [row.id for row in address_changes.waiting(session)]
    for number in waiting:
        turn = _write_to_new_address(reception, number)
        if turn is Turn.STOP:
            _raise_alarm(reception)
            return queued
        queued += turn is Turn.WRITE
    _clear_alarm(reception)
    return queued


def _write_to_new_address(reception: Reception, number: int) -> Turn:
    """One who cannot be written to costs nobody else their turn, and is let go after a while."""
    try:
        with reception.database.writing() as session:
            return write_to_new_address(session, reception.desk(), number)
    except DatabaseUnusable:
        raise
    except Exception:
        log.exception("a new address cannot be written to; it is tried again, but not for long")
    with reception.database.writing() as session:
        row = address_changes.claim(session, number)
        if row is not None and reception.clock() - row.requested_at > reception.limits.patience:
            row.taken_in_at = reception.clock()
    return Turn.WAIT


def _groups(reception: Reception) -> Iterable[tuple[Waiting, ...]]:
    """The requests that wait, those of one mailbox together; what waited too long is let go."""
    too_long_ago = reception.clock() - reception.limits.patience
    with reception.database.reading() as session:
        has_stale = signups.has_before(session, too_long_ago)
    if has_stale:
        with reception.database.writing() as session:
            signups.remove_before(session, too_long_ago)
    with reception.database.reading() as session:
        waiting = signups.waiting(session, AT_ONCE)
    by_mailbox: dict[str, list[Waiting]] = {}
    for each in waiting:
        by_mailbox.setdefault(limit_key(each.email), []).append(each)
    return [tuple(group) for group in by_mailbox.values()]


def _turn(reception: Reception, group: Sequence[Waiting]) -> Turn:
    """What would become of these requests, looked up without keeping anybody waiting."""
    with reception.database.reading() as session:
        lately = mailboxes.written(session, reception.desk(), group[0].email)
    return turn_of(lately, reception.limits)


def _answer(reception: Reception, group: Sequence[Waiting]) -> int:
    """Answer one mailbox's requests with one e-mail at most, in one transaction; those of another spelling wait.

    A person is locked before the counters, as by whoever confirms or erases at the same moment.
    """
    desk = reception.desk()
    with reception.database.writing() as session:
        subscriptions.lock_mailbox(session, group[0].email)
        rows = signups.claim(session, [each.id for each in group])
        mailboxes.hold(session, desk, group[0].email)
        for email in dict.fromkeys(row.email for row in rows):
            turn = turn_of(mailboxes.written(session, desk, email), desk.limits)
            if turn in (Turn.WAIT, Turn.STOP):
                break
            theirs = [row for row in rows if row.email == email]
            signups.remove(session, [row.id for row in theirs])
            if turn is Turn.REFUSE:
                count(session, Counted.LET_GO, "mailbox", by=len(theirs))
            if turn is Turn.WRITE and reply(session, desk, reception.places, theirs):
                mailboxes.count(session, desk, email)
                return 1
    return 0


def _raise_alarm(reception: Reception) -> None:
    most = reception.limits.site_an_hour
    with reception.database.writing() as session:
        alarms.raise_once(
            session,
            ALARM,
            TOO_MANY,
            f"{most} e-mails went out within an hour because of what was typed into forms, as many as "
            "signup.site_an_hour allows. Further requests wait; those that wait over an hour are let go. "
            "Alerts are not held up.",
            reception.clock(),
        )


def _clear_alarm(reception: Reception) -> None:
    with reception.database.reading() as session:
        is_raised = bool(alarms.open_of(session, ALARM))
        lately = mailboxes.written(session, reception.desk(), "") if is_raised else None
    if lately and lately.by_site_in_hour < reception.limits.site_an_hour:
        with reception.database.writing() as session:
            alarms.clear(session, ALARM, (TOO_MANY,), reception.clock())
