"""The e-mails that one person would get if nothing else happened, in the words that they will have; marks nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from alerts.db import due, subscriptions
from alerts.db.ledger import WaitingAlert
from alerts.domain.timetable import Timetable
from alerts.language import speaking
from alerts.mail.compose import Email, MailSite, compose_alert
from alerts.mail.pictures import NO_PICTURES
from alerts.services import closing
from alerts.services.languages import language_of
from alerts.services.page_of_alerts import ProtectedSites, read_page
from alerts.services.suppression import is_suppressed
from alerts.services.unsayable import as_many_as_can_be_said, sound_ones


class LetterAhead(NamedTuple):
    """An e-mail to come, its links not filled in, and when it goes out."""

    at: datetime
    email: Email


@dataclass(frozen=True)
class LettersAhead:
    """What looks ahead needs to know: the site that writes, its keys and hours, and from when until when to look."""

    site: MailSite
    keys: tuple[str, ...]
    timetable: Timetable
    now: datetime
    until: datetime

    def of(self, session: Session, number: int) -> list[LetterAhead]:
        """A person's, in order; none where nothing is due, or they are written to no more. Without maps, and with what
        is known of feeds now.
        """
        person = subscriptions.subscriber(session, number)
        if person is None or is_suppressed(session, self.keys, person.email):
            return []
        found = []
        with speaking(language_of(person)):
            for at, alerts in self._going(session, number):
                email = self._in_words(session, number, alerts, at)
                found += [LetterAhead(at, email)] if email else []
        return found

    def _going(self, session: Session, number: int) -> Iterator[tuple[datetime, list[WaitingAlert]]]:
        """What goes out at each moment, as will be decided then."""
        waiting: dict[datetime, list[WaitingAlert]] = {}
        for each in due.look_at_alerts_of(session, [number], self.until):
            waiting.setdefault(max(self.now, each.alert.due_at), []).append(each)
        while waiting and (at := min(waiting)) <= self.until:
            found = closing.sorted_at(session, waiting.pop(at), self.timetable, at)
            for later, alerts in found.later:
                waiting.setdefault(later, []).extend(alerts)
            if found.going:
                yield at, found.going

    def _in_words(
        self, session: Session, number: int, alerts: Sequence[WaitingAlert], at: datetime
    ) -> Email | None:
        """Without what cannot be put into words; None where nothing can."""
        protected = ProtectedSites(self.timetable.today(at))
        page = read_page(session, {number: list(alerts)}, self.timetable, at, protected, known_at=self.now)

        def say(some: Sequence[WaitingAlert]) -> Email:
            return compose_alert(page.alert(number, some), self.site, NO_PICTURES)

        email, _ = as_many_as_can_be_said(sound_ones(alerts, say), say)
        return email
