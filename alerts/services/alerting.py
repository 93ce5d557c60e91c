"""Turns changes into alerts: change × watch area × wishes → one line of the ledger, once."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from alerts.db import change_log, changes, feeds, ledger, locks, subscriptions
from alerts.db.locks import Lock
from alerts.db.mapping import (
    application_from_row,
    change_from_row,
    subscription_from_row,
    watch_area_from_row,
)
from alerts.db.session import Database
from alerts.db.tables import ApplicationRow, ChangeRow, SubscriptionRow, WatchAreaRow
from alerts.db.waking import Work, wake
from alerts.domain.change import ChangeKind
from alerts.domain.matching import Match, Noticed, is_wanted
from alerts.domain.timetable import Timetable
from alerts.domain.watch_area import WatchArea, reach
from alerts.effects import OnEffect, no_effect
from alerts.services.constraints import constraints_of_each
from alerts.services.owner import is_gone
from alerts.services.putting_back import is_waiting
from geo.area_index import AreaIndex

BATCH = 2_000
_PLACES_AT_ONCE = 100


@dataclass(frozen=True)
class MatchReport:
    """What one run found: changes looked at, alerts written, subscriptions that have any."""

    changes: int
    alerts: int
    subscriptions: int


def match_changes(
    database: Database,
    timetable: Timetable,
    clock: Callable[[], datetime],
    on_effect: OnEffect = no_effect,
    is_stopping: Callable[[], bool] = lambda: False,
) -> MatchReport:
    """Match all changes that wait, a batch a transaction: ledger and "matched" together, whole or absent."""
    looked_at, alerts, told = 0, 0, set[int]()
    while not is_stopping():
        with database.writing() as session:
            locks.take(session, Lock.MATCHING)
            now = clock()
            if is_waiting(session, now):
                break
            # In this order: a poll that begins between the two notices nothing below `before_id`.
            before_id = changes.next_id(session)
            batch = changes.take_unmatched(session, BATCH, _being_polled(session, now), before_id)
            if not batch:
                if not change_log.publish(session):
                    break
                continue  # what was only noted waits for nobody
            rows = _alert_rows(session, batch, timetable, now)
            ledger.add_all(session, rows)
            if any(row["due_at"] <= now for row in rows):
                wake(session, Work.COMPOSE)
            on_effect("ledger written")
            changes.mark_matched(session, [change for change, _ in batch])
            on_effect("changes marked")
            change_log.publish(session)
        on_effect("matched")
        looked_at += len(batch)
        alerts += len(rows)
        told |= {row["subscription_id"] for row in rows}
    return MatchReport(looked_at, alerts, len(told))


def _being_polled(session: Session, now: datetime) -> list[str]:
    """Feeds whose poll goes on: only at its end is it known whether their changes are a flood."""
    return [name for name, owner in feeds.poll_owners(session, now).items() if not is_gone(owner)]


def _alert_rows(
    session: Session, batch: list[tuple[ChangeRow, ApplicationRow]], timetable: Timetable, now: datetime
) -> list[dict[str, Any]]:
    confirmed = subscriptions.all_confirmed(session)
    subscribed = {row.id: subscription_from_row(row) for row, _ in confirmed}
    reminders = {change.id for change, _ in batch if change.kind == ChangeKind.DEADLINE_NEAR}

    def due_at(match: Match) -> datetime:
        one = subscribed[match.subscription_id]
        at = timetable.reminder_due_at if match.change_id in reminders else timetable.due_at
        return at(one.wishes, now, one.paused_until)

    return [
        {
            "subscription_id": match.subscription_id,
            "change_id": match.change_id,
            "distance_m": match.distance_m,
            "reason": match.reason,
            "due_at": due_at(match),
            "created_at": now,
        }
        for match in _matches(session, batch, confirmed, timetable.today(now))
    ]


def _matches(
    session: Session,
    batch: list[tuple[ChangeRow, ApplicationRow]],
    confirmed: list[tuple[SubscriptionRow, WatchAreaRow]],
    today: date,
) -> Iterator[Match]:
    application_ids = {application.id for _, application in batch}
    muted = subscriptions.mutes_among(session, application_ids)
    told = ledger.already_told_as_new(session, application_ids)
    noticed = [
        Noticed(change_from_row(change), application_from_row(row), change.noticed_at)
        for change, row in batch
    ]
    areas = {area.id: watch_area_from_row(area) for _, area in confirmed}
    watchers: dict[int, list[SubscriptionRow]] = defaultdict(list)
    for row, area in confirmed:
        watchers[area.id].append(row)
    found = list(inside(areas, noticed))
    ask_where = {area.id for row, area in confirmed if row.constraint_kinds}
    in_question = {position for area_id, position in found if area_id in ask_where}
    noticed = with_constraints(session, noticed, in_question, today)
    for area_id, position in found:
        change, application = batch[position]
        place = reach(areas[area_id], noticed[position].application)
        for row in watchers[area_id]:
            again = change.kind == ChangeKind.NEW and (row.id, application.id) in told
            is_muted = (row.subscriber_id, application.id) in muted
            if not again and is_wanted(subscription_from_row(row), noticed[position], is_muted=is_muted):
                if change.kind == ChangeKind.NEW:
                    told.add((row.id, application.id))
                yield Match(row.id, change.id, place.distance_m, place.reason)


def with_constraints(
    session: Session, noticed: Sequence[Noticed], positions: Iterable[int], today: date
) -> list[Noticed]:
    """The changes, those at `positions` with the kinds of constraint area that they lie in."""
    known, order = list(noticed), sorted(positions)
    for start in range(0, len(order), _PLACES_AT_ONCE):
        chunk = order[start : start + _PLACES_AT_ONCE]
        areas = constraints_of_each(session, [noticed[position].application for position in chunk], today)
        for position, mentions in zip(chunk, areas, strict=True):
            kinds = frozenset(str(mention.kind) for mention in mentions)
            known[position] = replace(noticed[position], constraints=kinds)
    return known


def inside(areas: dict[int, WatchArea], noticed: list[Noticed]) -> Iterator[tuple[int, int]]:
    """(area id, position of the change) for every change whose application lies in a watch area.

    Areas with geometry go through the index in one query; the others by attribute.
    """
    found = set(_by_attribute(areas, noticed))
    shaped = [(area_id, watch.area) for area_id, watch in areas.items() if watch.area and not watch.authority]
    located = [(n, item.application.site) for n, item in enumerate(noticed) if item.application.site]
    if shaped and located:
        matches = AreaIndex([area for _, area in shaped]).match([site.geometry for _, site in located])
        for area, site in zip(matches.area_position, matches.site_position, strict=True):
            found.add((shaped[area][0], located[site][0]))
    yield from sorted(found)


def _by_attribute(areas: dict[int, WatchArea], noticed: list[Noticed]) -> Iterator[tuple[int, int]]:
    by_authority, by_postcode, by_key = defaultdict(list), defaultdict(list), defaultdict(list)
    for area_id, watch in areas.items():
        if watch.application is not None:
            by_key[watch.application.normalised].append(area_id)
        elif watch.authority is not None:
            by_authority[watch.authority].append(area_id)
        for postcode in watch.own_postcodes:
            by_postcode[postcode].append(area_id)
    for position, item in enumerate(noticed):
        application = item.application
        for area_id in (
            *by_authority[application.authority],
            *by_key[application.key.normalised],
            *(by_postcode[application.postcode] if application.postcode else ()),
        ):
            yield area_id, position
