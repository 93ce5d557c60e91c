"""Who is to be told of which change: change × watch area × wishes, each question asked once for all it answers."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from alerts.db import ledger, subscriptions, watchers
from alerts.db.ledger import NewAlert
from alerts.db.mapping import application_from_row, change_from_row
from alerts.db.tables import ApplicationRow, ChangeRow
from alerts.db.watchers import Watcher
from alerts.domain.change import ChangeKind
from alerts.domain.matching import Noticed, are_met, is_for_anybody
from alerts.domain.timetable import Timetable
from alerts.domain.watch_area import Reach
from alerts.services.constraints import constraints_of_each
from alerts.services.reasons import reaches
from alerts.services.watched import Near

_PLACES_AT_ONCE = 100


class Seen(NamedTuple):
    """A change as matching sees it, with its row's id and its application's."""

    change_id: int
    application_id: int
    noticed: Noticed


class Decided(NamedTuple):
    """The alerts, and how many questions of the kind "this subscription, this change?" were asked for them."""

    alerts: list[NewAlert]
    asked: int


def seen(batch: Sequence[tuple[ChangeRow, ApplicationRow]]) -> list[Seen]:
    """Changes with their applications, each of which is read once."""
    applications = {row.id: row for _, row in batch}
    read = {each: application_from_row(row) for each, row in applications.items()}
    return [
        Seen(change.id, row.id, Noticed(change_from_row(change), read[row.id], change.noticed_at))
        for change, row in batch
    ]


def decide(
    session: Session, changes: list[Seen], near: Iterable[Near], timetable: Timetable, now: datetime
) -> Decided:
    """The alerts of these changes, in order of areas, changes and subscriptions."""
    near = [each for each in near if is_for_anybody(changes[each.position].noticed)]
    watching = _watching(session, {each.area_id for each in near})
    near = _inside(session, [each for each in near if each.area_id in watching], changes)
    changes = _with_constraints(session, changes, near, watching, timetable.today(now))
    asked = _Asked(session, changes)
    wanted = [(each, who) for each in near for who in asked.who_wants(each, watching[each.area_id])]
    due_at = _due_at(changes, timetable, now)
    places = _places(session, list(dict.fromkeys(each for each, _ in wanted)), changes)
    alerts = [
        NewAlert(
            who.id,
            changes[each.position].change_id,
            places[each].distance_m,
            places[each].reason,
            due_at(who, each.position),
            now,
        )
        for each, who in wanted
    ]
    return Decided(alerts, sum(len(watching[each.area_id]) for each in near))


def _watching(session: Session, area_ids: set[int]) -> dict[int, list[Watcher]]:
    found: dict[int, list[Watcher]] = defaultdict(list)
    for who in watchers.of_areas(session, area_ids):
        found[who.area_id].append(who)
    return dict(found)


def _inside(session: Session, near: list[Near], changes: list[Seen]) -> list[Near]:
    """Those that lie in the area by the one rule, where it was not the place that brought them together."""
    named = [each for each in near if each.distance_m is None]
    outside = {each for each, place in _places(session, named, changes).items() if not place.is_inside}
    return [each for each in near if each not in outside] if outside else near


def _places(session: Session, pairs: Sequence[Near], changes: list[Seen]) -> dict[Near, Reach]:
    areas = watchers.areas(session, {pair.area_id for pair in pairs})
    return dict(zip(pairs, reaches(pairs, areas, [each.noticed for each in changes]), strict=True))


def _with_constraints(
    session: Session,
    changes: list[Seen],
    near: Iterable[Near],
    watching: dict[int, list[Watcher]],
    today: date,
) -> list[Seen]:
    """The changes, those that somebody who asks for protected areas may hear of with the kinds they lie in."""
    ask_where = {
        area_id for area_id, those in watching.items() if any(who.wishes.constraints for who in those)
    }
    order = sorted({each.position for each in near if each.area_id in ask_where})
    known = list(changes)
    for start in range(0, len(order), _PLACES_AT_ONCE):
        chunk = order[start : start + _PLACES_AT_ONCE]
        applications = [changes[position].noticed.application for position in chunk]
        areas = constraints_of_each(session, applications, today)
        for position, mentions in zip(chunk, areas, strict=True):
            kinds = frozenset(str(mention.kind) for mention in mentions)
            noticed = replace(changes[position].noticed, constraints=kinds)
            known[position] = changes[position]._replace(noticed=noticed)
    return known


@dataclass
class _Asked:
    """What subscriptions are asked of changes: once for all that have the same wishes, who was told before noted."""

    session: Session
    changes: list[Seen]
    _answers: dict[tuple[int, int], bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        ids = {each.application_id for each in self.changes}
        new = {each.application_id for each in self.changes if _is_new(each)}
        self._muted = subscriptions.mutes_among(self.session, ids)
        self._told = ledger.already_told_as_new(self.session, new)

    def who_wants(self, near: Near, those: Iterable[Watcher]) -> list[Watcher]:
        """Those of an area who are to be told of the change, each of whom is told of a new application once."""
        seen = self.changes[near.position]
        noticed, application = seen.noticed, seen.application_id
        wanting = [
            who
            for who in those
            if noticed.noticed_at > who.confirmed_at
            and (who.subscriber_id, application) not in self._muted
            and self._is_asked_for(who, near.position, noticed)
        ]
        if _is_new(seen):
            wanting = [who for who in wanting if (who.id, application) not in self._told]
            self._told |= {(who.id, application) for who in wanting}
        return wanting

    def _is_asked_for(self, who: Watcher, position: int, noticed: Noticed) -> bool:
        key = id(who.wishes), position
        answer = self._answers.get(key)
        if answer is None:
            answer = self._answers[key] = are_met(who.wishes, noticed)
        return answer


def _is_new(seen: Seen) -> bool:
    return seen.noticed.change.kind is ChangeKind.NEW


def _due_at(changes: list[Seen], timetable: Timetable, now: datetime) -> Callable[[Watcher, int], datetime]:
    """When somebody is told of a change: worked out once for all who want mail at the same times."""
    known: dict[tuple[int, date | None, bool], datetime] = {}

    def due_at(who: Watcher, position: int) -> datetime:
        is_reminder = changes[position].noticed.change.kind is ChangeKind.DEADLINE_NEAR
        key = id(who.wishes), who.paused_until, is_reminder
        if key not in known:
            at = timetable.reminder_due_at if is_reminder else timetable.due_at
            known[key] = at(who.wishes, now, who.paused_until)
        return known[key]

    return due_at
