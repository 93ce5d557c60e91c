"""Turns the alerts that are due into e-mails: one a person, over all their areas, in one transaction each."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from alerts.db import ledger, restored, subscriptions
from alerts.db.due import MOST_AT_ONCE, DuePeople
from alerts.db.ledger import WaitingAlert
from alerts.db.mapping import application_from_row, change_from_row
from alerts.db.session import Database, DatabaseUnusable
from alerts.domain.alert import Alert, AlertItem, Reason, ToldChange
from alerts.domain.share import ALL, Share
from alerts.domain.timetable import Timetable
from alerts.domain.urgency import by_urgency
from alerts.domain.watch_area import AreaKind, parse_area_name
from alerts.domain.wording import about_label
from alerts.effects import OnEffect, no_effect
from alerts.language import speaking
from alerts.mail.compose import MOST_LISTED, Email, MailSite, compose_alert
from alerts.mail.pictures import ItemPicture
from alerts.services import coverage
from alerts.services.closing import close, due_now
from alerts.services.constraints import constraints_of_each
from alerts.services.identity import MailIdentity
from alerts.services.languages import language_of
from alerts.services.picturing import Pictures, subjects_of
from alerts.services.queueing import queue
from alerts.services.suppression import is_suppressed
from alerts.services.unsayable import (
    as_many_as_can_be_said,
    clear_if_over,
    count_try,
    is_of_everything,
    sound_ones,
)
from geo.gazetteer import Gazetteer

log = logging.getLogger("planning_alerts.composing")


def compose_due(
    database: Database,
    site: MailSite,
    identity: MailIdentity,
    timetable: Timetable,
    clock: Callable[[], datetime],
    on_effect: OnEffect = no_effect,
    gazetteer: Gazetteer | None = None,
    most: int | None = None,
    is_stopping: Callable[[], bool] = lambda: False,
    share: Share = ALL,
    people: DuePeople | None = None,
) -> int:
    """Compose an e-mail for everybody of a share who has alerts due, or for the first `most`; returns how many were
    composed. Who calls it again and again for the next `most` keeps the `people`, to go on where it ended.

    The e-mail and the mark on its alerts are one transaction, so an alert is in exactly one e-mail. With a
    gazetteer to draw from it carries map pictures, which are drawn before: a transaction waits for no pencil.
    """
    illustrator = Pictures(gazetteer) if gazetteer is not None else None
    now = clock()
    people = people or DuePeople(share)
    run = _Run(site, identity, timetable, now, on_effect)
    composed = 0
    while most is None or composed < most:
        page = [] if is_stopping() else _next_page(database, people, now, most and most - composed)
        for subscriber_id in page:
            if is_stopping():
                break
            drawn = _drawn(database, illustrator, subscriber_id, timetable, now) if illustrator else {}
            composed += _composed(database, run, subscriber_id, drawn)
            on_effect("composed")
        if not page:
            break  # nobody is left, or the others' alerts wait as they are
    clear_if_over(database, now)
    return composed


def _next_page(database: Database, people: DuePeople, now: datetime, most: int | None) -> list[int]:
    with database.reading() as session:
        is_held = restored.since(session) is not None
        return [] if is_held else people.page(session, now, min(most or MOST_AT_ONCE, MOST_AT_ONCE))


def _composed(database: Database, run: "_Run", subscriber_id: int, drawn: Mapping[int, ItemPicture]) -> bool:
    """Whether a person's e-mail was composed. What goes wrong with one person's costs those after them nothing."""
    try:
        with database.writing() as session:
            return run.compose(session, subscriber_id, drawn)
    except DatabaseUnusable:
        raise
    except IntegrityError:
        log.info("the digest of subscriber %d is composed by another process", subscriber_id)
    except Exception:
        log.exception("subscriber %d cannot be told just now; their alerts wait", subscriber_id)
    return False


def _is_suppressed(session: Session, identity: MailIdentity, subscriber_id: int) -> bool:
    person = subscriptions.locked_subscriber(session, subscriber_id)
    return person is not None and is_suppressed(session, identity.keys, person.email)


def _drawn(
    database: Database, illustrator: Pictures, subscriber_id: int, timetable: Timetable, now: datetime
) -> dict[int, ItemPicture]:
    """The pictures for what one person is about to be told, by application; none where anything is wrong with that."""
    try:
        with database.reading() as session:
            language = language_of(subscriptions.subscriber(session, subscriber_id))
            waiting = ledger.look_at_due_alerts_of(session, subscriber_id, now)
            alert = alert_of(session, subscriber_id, waiting, timetable, now)
            with speaking(language):
                subjects = subjects_of(session, alert, waiting)
        with speaking(language):
            return illustrator.of(subjects)
    except Exception:
        log.exception("subscriber %d is told without map pictures", subscriber_id)
        return {}


@dataclass(frozen=True)
class _Run:
    """One run of the composer: all that is the same for everybody."""

    site: MailSite
    identity: MailIdentity
    timetable: Timetable
    now: datetime
    on_effect: OnEffect

    def compose(self, session: Session, subscriber_id: int, drawn: Mapping[int, ItemPicture]) -> bool:
        """Compose a person's e-mail, if there is anything to tell them now."""
        person = subscriptions.locked_subscriber(session, subscriber_id)
        due = ledger.due_alerts_of(session, subscriber_id, self.now)
        if _is_suppressed(session, self.identity, subscriber_id):
            ledger.set_aside(session, due, ledger.SUPPRESSED)
            return False
        waiting = due_now(session, due, self.timetable, self.now)

        def say(alerts: Sequence[WaitingAlert]) -> Email:
            with speaking(language_of(person)):
                alert = alert_of(session, subscriber_id, alerts, self.timetable, self.now)
                return compose_alert(alert, self.site, drawn)

        email, told = self._put_into_words(session, subscriber_id, waiting, say)
        if email is None:
            return False
        row = queue(session, self.identity, subscriber_id, "alert", email, self.now)
        self.on_effect("e-mail queued")
        close(session, told, self.timetable, self.now, row.id)
        self.on_effect("digest closed")
        return True

    def _put_into_words(
        self,
        session: Session,
        subscriber_id: int,
        waiting: Sequence[WaitingAlert],
        say: Callable[[Sequence[WaitingAlert]], Email],
    ) -> tuple[Email | None, Sequence[WaitingAlert]]:
        """The e-mail with the alerts that it tells; None where there is nothing to tell, or words fail us.

        An application that cannot be put into words costs nobody, and no other application, theirs.
        """
        if not waiting:
            return None, ()
        try:
            return say(waiting), waiting
        except SQLAlchemyError:
            raise
        except Exception as error:
            log.exception("the alert of subscriber %d cannot be composed; it is tried again", subscriber_id)
            sound = sound_ones(waiting, say)
            if not is_of_everything(waiting, sound):
                count_try(session, waiting, sound, type(error).__name__, self.now)
            return as_many_as_can_be_said(sound, say)


def alert_of(
    session: Session, subscriber_id: int, waiting: Sequence[WaitingAlert], timetable: Timetable, now: datetime
) -> Alert:
    """Group a person's due alerts: each application once, with all its changes and all its reasons."""
    by_application: dict[int, list[WaitingAlert]] = {}
    for alert in waiting:
        by_application.setdefault(alert.application.id, []).append(alert)
    watched = subscriptions.subscriptions_of(session, subscriber_id, states=("confirmed",))
    authorities = {code for _, area in watched for code in area.authorities}
    items = by_urgency((_item(alerts, timetable) for alerts in by_application.values()), timetable.today(now))
    return Alert(
        subscriber_id=subscriber_id,
        items=_with_constraints(session, items, timetable.today(now)),
        areas=tuple(dict.fromkeys(alert.watch_area.label for alert in waiting)),
        warnings=coverage.warnings(session, authorities, now),
        today=timetable.today(now),
    )


def _with_constraints(session: Session, items: Sequence[AlertItem], today: date) -> tuple[AlertItem, ...]:
    """The items, those that the e-mail lists with the constraint areas that they lie in."""
    listed = items[:MOST_LISTED]
    found = constraints_of_each(session, [item.application for item in listed], today)
    known = [replace(item, constraints=areas) for item, areas in zip(listed, found, strict=True)]
    return (*known, *items[MOST_LISTED:])


def _item(alerts: Sequence[WaitingAlert], timetable: Timetable) -> AlertItem:
    changes = {alert.change.id: alert.change for alert in alerts}
    return AlertItem(
        application_id=alerts[0].application.id,
        application=application_from_row(alerts[0].application),
        changes=tuple(
            ToldChange(change_from_row(change), timetable.today(change.noticed_at))
            for change in changes.values()
        ),
        reasons=tuple(dict.fromkeys(map(_reason, alerts))),
    )


def _reason(waiting: WaitingAlert) -> Reason:
    kind = parse_area_name(waiting.watch_area.name).kind
    is_followed = kind is AreaKind.APPLICATION
    area = None if is_followed else about_label(kind, waiting.watch_area.label)
    return Reason(area, waiting.alert.reason)
