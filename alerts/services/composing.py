"""Turns the alerts that are due into e-mails: one a person, over all their areas; a page of people in a transaction."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from alerts.db import due, ledger, restored, subscriptions
from alerts.db.due import MOST_AT_ONCE, DuePeople
from alerts.db.ledger import WaitingAlert
from alerts.db.session import Database, DatabaseUnusable
from alerts.db.tables import SubscriberRow
from alerts.domain.share import ALL, Share
from alerts.domain.timetable import Timetable
from alerts.effects import OnEffect, no_effect
from alerts.language import speaking
from alerts.mail.compose import Email, MailSite, compose_alert
from alerts.mail.pictures import NO_PICTURES
from alerts.services.closing import close, due_now
from alerts.services.drawing_ahead import Drawn, drawn_ahead
from alerts.services.identity import MailIdentity
from alerts.services.languages import language_of
from alerts.services.page_of_alerts import ProtectedSites, by_person, read_page
from alerts.services.picturing import Pictures
from alerts.services.queueing import queue_alerts
from alerts.services.suppression import suppressed_among
from alerts.services.unsayable import (
    as_many_as_can_be_said,
    clear_if_over,
    count_try,
    is_of_everything,
    sound_ones,
)
from geo.gazetteer import Gazetteer

log = logging.getLogger("planning_alerts.composing")

MOST_DRAWN_FOR = 5
"""People of a page where maps are drawn for them, each of which takes long: who is to stop does so soon."""


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
    run = _Run(database, site, identity, timetable, now, on_effect, illustrator)
    composed = 0
    while most is None or composed < most:
        page = [] if is_stopping() else _next_page(run, people, most and most - composed)
        composed += run.compose_page(page)
        if not page:
            break  # nobody is left, or the others' alerts wait as they are
    clear_if_over(database, now)
    return composed


def _next_page(run: "_Run", people: DuePeople, most: int | None) -> list[int]:
    page = MOST_AT_ONCE if run.illustrator is None else MOST_DRAWN_FOR
    with run.database.reading() as session:
        is_held = restored.since(session) is not None
        return [] if is_held else people.page(session, run.now, min(most or page, page))


@dataclass
class _Run:
    """One run of the composer: all that is the same for everybody. `in_hand` is whose e-mail is being made."""

    database: Database
    site: MailSite
    identity: MailIdentity
    timetable: Timetable
    now: datetime
    on_effect: OnEffect
    illustrator: Pictures | None
    in_hand: int | None = None
    protected: ProtectedSites = field(init=False)

    def __post_init__(self) -> None:
        self.protected = ProtectedSites(self.timetable.today(self.now))

    def compose_page(self, people: Sequence[int]) -> int:
        """How many e-mails were composed for these people, together; where that goes wrong, each by themselves."""
        try:
            composed = self._composed(people)
        except DatabaseUnusable:
            raise
        except Exception as error:  # noqa: BLE001 (it is logged where somebody is to blame, and tried again where not)
            return self._compose_each(people, error)
        for _ in people:
            self.on_effect("composed")
        return composed

    def _compose_each(self, people: Sequence[int], error: Exception) -> int:
        """What goes wrong with one person's e-mail costs the others nothing."""
        blamed = people[0] if len(people) == 1 else self.in_hand
        if blamed is None:
            log.info("the digests of a page of people are composed one by one: %s", type(error).__name__)
        elif isinstance(error, IntegrityError):
            log.info("the digest of subscriber %d is composed by another process", blamed)
        else:
            words = "subscriber %d cannot be told just now; their alerts wait"
            log.error(words, blamed, exc_info=error)
        return sum(self.compose_page([each]) for each in people if each != blamed)

    def _composed(self, people: Sequence[int]) -> int:
        self.in_hand = None
        if not people:
            return 0
        drawn = self._drawn(people)
        with self.database.writing() as session:
            return self._compose(session, people, drawn)

    def _drawn(self, people: Sequence[int]) -> Drawn:
        if self.illustrator is None:
            return {}
        return drawn_ahead(self.database, self.illustrator, people, self.timetable, self.now, self.protected)

    def _compose(self, session: Session, people: Sequence[int], drawn: Drawn) -> int:
        """Compose the e-mails of those who have anything to be told now. Whose row is locked is left to who has it,
        or to the next run.
        """
        persons = subscriptions.lock_people(session, people)
        waiting = self._waiting(session, persons)
        letters = self._letters(session, persons, waiting, drawn)
        rows = queue_alerts(
            session, self.identity, [(person, email) for person, email, _ in letters], self.now
        )
        self._tell("e-mail queued", letters)
        told = [(row.id, alerts) for row, (_, _, alerts) in zip(rows, letters, strict=True)]
        close(session, told, self.timetable, self.now)
        self._tell("digest closed", letters)
        return len(letters)

    def _waiting(
        self, session: Session, persons: Mapping[int, SubscriberRow]
    ) -> dict[int, list[WaitingAlert]]:
        """What each of these people is to be told now; what is due for the suppressed is set aside."""
        found = due.alerts_of(session, list(persons), self.now)
        addresses = {number: row.email for number, row in persons.items()}
        suppressed = suppressed_among(session, self.identity.keys, addresses)
        over = [each for each in found if each.subscription.subscriber_id in suppressed]
        ledger.set_aside(session, over, ledger.SUPPRESSED)
        rest = [each for each in found if each.subscription.subscriber_id not in suppressed]
        return by_person(due_now(session, rest, self.timetable, self.now))

    def _letters(
        self,
        session: Session,
        persons: Mapping[int, SubscriberRow],
        waiting: dict[int, list[WaitingAlert]],
        drawn: Drawn,
    ) -> list["_Letter"]:
        """The e-mails, each with whose it is and the alerts that it tells."""
        page = read_page(session, waiting, self.timetable, self.now, self.protected)
        letters = []
        for person, alerts in waiting.items():
            self.in_hand = person

            def say(some: Sequence[WaitingAlert], person: int = person) -> Email:
                with speaking(language_of(persons[person])):
                    return compose_alert(page.alert(person, some), self.site, drawn.get(person, NO_PICTURES))

            email, told = self._put_into_words(session, person, alerts, say)
            if email is not None:
                letters.append((person, email, told))
        self.in_hand = None
        return letters

    def _tell(self, effect: str, letters: Sequence["_Letter"]) -> None:
        for person, _, _ in letters:
            self.in_hand = person
            self.on_effect(effect)
        self.in_hand = None

    def _put_into_words(
        self,
        session: Session,
        subscriber_id: int,
        waiting: Sequence[WaitingAlert],
        say: Callable[[Sequence[WaitingAlert]], Email],
    ) -> tuple[Email | None, Sequence[WaitingAlert]]:
        """The e-mail with the alerts that it tells; None where words fail us.

        An application that cannot be put into words costs nobody, and no other application, theirs.
        """
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


_Letter = tuple[int, Email, Sequence[WaitingAlert]]
