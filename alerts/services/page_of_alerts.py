"""What a page of people are to be told, put together from rows that are read at once for all of them."""

import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from alerts.db import subscriptions
from alerts.db.ledger import WaitingAlert
from alerts.db.mapping import application_from_row, change_from_row
from alerts.db.tables import ApplicationRow
from alerts.domain.alert import Alert, AlertItem, Reason, ToldChange
from alerts.domain.application import Application, Site
from alerts.domain.constraint import ConstraintMention
from alerts.domain.timetable import Timetable
from alerts.domain.urgency import by_urgency
from alerts.domain.watch_area import AreaKind, parse_area_name
from alerts.domain.wording import about_label
from alerts.language import Language, spoken
from alerts.mail.compose import MOST_LISTED
from alerts.services import coverage
from alerts.services.constraints import constraints_of_each
from alerts.services.coverage import Judged

_MOST_SITES, _SITES_AT_ONCE = 20_000, 50


@dataclass
class ProtectedSites:
    """The constraint areas that sites lie in, each looked up once a run and no more of them kept than is good."""

    today: date
    _known: dict[Site, tuple[ConstraintMention, ...]] = field(default_factory=dict)

    def of(
        self, session: Session, applications: Sequence[Application]
    ) -> list[tuple[ConstraintMention, ...]]:
        """Those of each of these applications."""
        unknown = {
            each.site: each for each in applications if each.site is not None and each.site not in self._known
        }
        if len(self._known) + len(unknown) > _MOST_SITES:
            self._known.clear()
            unknown = {each.site: each for each in applications if each.site is not None}
        asked = list(unknown.values())
        for start in range(0, len(asked), _SITES_AT_ONCE):
            chunk = asked[start : start + _SITES_AT_ONCE]
            found = constraints_of_each(session, chunk, self.today)
            self._known.update(
                (each.site, areas) for each, areas in zip(chunk, found, strict=True) if each.site
            )
        return [self._known[each.site] if each.site is not None else () for each in applications]


@dataclass
class PageOfAlerts:
    """The alerts of a page of people. Each application is mapped once, however many of them are told of it."""

    session: Session
    timetable: Timetable
    now: datetime
    protected: ProtectedSites
    watched: dict[int, frozenset[str]]
    judged: Judged
    _applications: dict[int, Application] = field(default_factory=dict)
    _items: dict[tuple[int, ...], list[AlertItem]] = field(default_factory=dict)
    _warnings: dict[tuple[Language, frozenset[str]], tuple[str, ...]] = field(default_factory=dict)

    def alert(self, subscriber_id: int, waiting: Sequence[WaitingAlert]) -> Alert:
        """A person's due alerts: each application once, with all its changes and all its reasons."""
        items = self._items.get(_ids(waiting)) or self._in_order(waiting)
        listed = items[:MOST_LISTED]
        constraints = self.protected.of(self.session, [item.application for item in listed])
        known = [replace(item, constraints=areas) for item, areas in zip(listed, constraints, strict=True)]
        return Alert(
            subscriber_id=subscriber_id,
            items=(*known, *items[MOST_LISTED:]),
            areas=tuple(dict.fromkeys(each.watch_area.label for each in waiting)),
            warnings=self._warned(self.watched.get(subscriber_id, frozenset())),
            today=self.timetable.today(self.now),
        )

    def look_ahead(self, everybodys: Iterable[Sequence[WaitingAlert]]) -> None:
        """Look up the constraint areas of all that is going to be listed. What cannot be read is found out later."""
        listed: dict[int, Application] = {}
        for waiting in everybodys:
            # What is wrong with an alert comes up again, and is seen to, where it is put into words.
            with contextlib.suppress(Exception):
                items = self._items[_ids(waiting)] = self._in_order(waiting)
                listed.update((item.application_id, item.application) for item in items[:MOST_LISTED])
        self.protected.of(self.session, list(listed.values()))

    def _in_order(self, waiting: Sequence[WaitingAlert]) -> list[AlertItem]:
        by_application: dict[int, list[WaitingAlert]] = {}
        for each in waiting:
            by_application.setdefault(each.application.id, []).append(each)
        return by_urgency(map(self._item, by_application.values()), self.timetable.today(self.now))

    def _item(self, alerts: Sequence[WaitingAlert]) -> AlertItem:
        changes = {each.change.id: each.change for each in alerts}
        return AlertItem(
            application_id=alerts[0].application.id,
            application=self._application(alerts[0].application),
            changes=tuple(
                ToldChange(change_from_row(change), self.timetable.today(change.noticed_at))
                for change in changes.values()
            ),
            reasons=tuple(dict.fromkeys(map(_reason, alerts))),
        )

    def _application(self, row: ApplicationRow) -> Application:
        if row.id not in self._applications:
            self._applications[row.id] = application_from_row(row)
        return self._applications[row.id]

    def _warned(self, authorities: frozenset[str]) -> tuple[str, ...]:
        key = (spoken(), authorities)
        if key not in self._warnings:
            self._warnings[key] = self.judged.warnings(authorities)
        return self._warnings[key]


def read_page(
    session: Session,
    by_person: dict[int, list[WaitingAlert]],
    timetable: Timetable,
    now: datetime,
    protected: ProtectedSites,
    known_at: datetime | None = None,
) -> PageOfAlerts:
    """The page of these people: as many queries as for one of them. What `now` is yet to come says of feeds what is
    known at `known_at`.
    """
    page = PageOfAlerts(
        session,
        timetable,
        now,
        protected,
        watched=subscriptions.authorities_watched(session, list(by_person)),
        judged=coverage.judged(session, known_at or now),
    )
    page.look_ahead(by_person.values())
    return page


def by_person(waiting: Iterable[WaitingAlert]) -> dict[int, list[WaitingAlert]]:
    """Alerts by whose they are, each person's in the order in which they stand."""
    found: dict[int, list[WaitingAlert]] = {}
    for each in waiting:
        found.setdefault(each.subscription.subscriber_id, []).append(each)
    return found


def _ids(waiting: Sequence[WaitingAlert]) -> tuple[int, ...]:
    return tuple(each.alert.id for each in waiting)


def _reason(waiting: WaitingAlert) -> Reason:
    kind = parse_area_name(waiting.watch_area.name).kind
    is_followed = kind is AreaKind.APPLICATION
    area = None if is_followed else about_label(kind, waiting.watch_area.label)
    return Reason(area, waiting.alert.reason)
