"""The ledger holds what the rule says, asked of every change and every subscription one by one; and nothing else."""

import random
from dataclasses import replace
from typing import NamedTuple

import pytest
from shapely import box
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from alerts.db import constraints, ledger, subscriptions
from alerts.db.mapping import (
    application_from_row,
    change_from_row,
    subscription_from_row,
    watch_area_from_row,
)
from alerts.db.session import Database
from alerts.db.tables import AlertRow, ApplicationRow, ChangeRow, SubscriptionRow, WatchAreaRow
from alerts.domain.change import ChangeKind
from alerts.domain.matching import Noticed, is_wanted
from alerts.domain.watch_area import reach
from alerts.services import alerting
from alerts.services.alerting import match_changes
from alerts.services.constraints import constraints_of
from alerts.services.watched import WatchedAreas
from geo.constraints import ConstraintArea, ConstraintKind
from tests.factories import NOW, TIMETABLE, TODAY, stored, subscribe
from tests.fakes import HandClock
from tests.integration.alerting.crowd import (
    EAST,
    NORTH,
    let_happen,
    let_mute,
    let_subscribe,
    some_applications,
    some_areas,
)

SEED, PEOPLE, ENOUGH = 20261127, 40, 80


class Line(NamedTuple):
    """A line of the ledger, but for its id."""

    subscription_id: int
    change_id: int
    distance_m: float | None
    reason: str
    due_at: object
    created_at: object


def by_the_rule(session: Session) -> set[Line]:
    """What the changes that wait are to tell, worked out as simply as it can be said."""
    watching = session.execute(
        select(SubscriptionRow, WatchAreaRow)
        .join(WatchAreaRow, SubscriptionRow.watch_area_id == WatchAreaRow.id)
        .where(SubscriptionRow.state == "confirmed")
    ).all()
    areas = {area.id: watch_area_from_row(area) for _, area in watching}
    waiting = session.execute(
        select(ChangeRow, ApplicationRow)
        .join(ApplicationRow, ChangeRow.application_id == ApplicationRow.id)
        .where(ChangeRow.state == "unmatched")
        .order_by(ChangeRow.id)
    ).all()
    told = ledger.already_told_as_new(session, {row.id for _, row in waiting})
    lines = set()
    for change, row in waiting:
        application = application_from_row(row)
        kinds = frozenset(str(each.kind) for each in constraints_of(session, application, TODAY))
        noticed = Noticed(change_from_row(change), application, change.noticed_at, kinds)
        muted = {person for person, muted in subscriptions.mutes_among(session, [row.id])}
        is_new, is_reminder = (change.kind == kind for kind in (ChangeKind.NEW, ChangeKind.DEADLINE_NEAR))
        places = {number: reach(area, application) for number, area in areas.items()}
        for who, area in watching:
            place, subscription = places[area.id], subscription_from_row(who)
            is_muted = who.subscriber_id in muted
            if not place.is_inside or not is_wanted(subscription, noticed, is_muted=is_muted):
                continue
            if is_new and (who.id, row.id) in told:
                continue
            told |= {(who.id, row.id)} if is_new else set()
            at = TIMETABLE.reminder_due_at if is_reminder else TIMETABLE.due_at
            due_at = at(subscription.wishes, NOW, subscription.paused_until)
            lines.add(Line(who.id, change.id, place.distance_m, place.reason, due_at, NOW))
    return lines


def lines(session: Session) -> list[Line]:
    rows = session.scalars(select(AlertRow).order_by(AlertRow.id))
    return [Line(*(getattr(row, name) for name in Line._fields)) for row in rows]


def match_as_the_rule_says(database: Database, watched: WatchedAreas | None = None) -> int:
    """Match all that waits; returns how many alerts were added, all by the rule."""
    with database.reading() as session:
        before, expected = lines(session), by_the_rule(session)
    match_changes(database, TIMETABLE, HandClock(), watched=watched)
    with database.reading() as session:
        after = lines(session)
    added = after[len(before) :]
    assert after[: len(before)] == before
    assert len(added) == len(set(added))
    assert set(added) == expected
    return len(added)


def enter(database: Database, dice: random.Random) -> None:
    """A crowd, some of it muted, part of the ground protected."""
    ground = box(EAST, NORTH - 2_000, EAST + 2_000, NORTH + 2_000)
    protected = ConstraintArea(44, ConstraintKind.CONSERVATION_AREA, "CA1", "The east", None, None, ground)
    with database.writing() as session:
        constraints.put(session, [protected], NOW)
        let_subscribe(session, dice, some_areas(dice, 30), PEOPLE)
        rows = [stored(session, each) for each in some_applications(dice, 60)]
        let_mute(session, dice, rows, PEOPLE)
        let_happen(session, dice, rows)


def more_happens(database: Database, dice: random.Random) -> None:
    with database.writing() as session:
        let_happen(session, dice, list(session.scalars(select(ApplicationRow).order_by(ApplicationRow.id))))


def people_come_and_go(database: Database, dice: random.Random) -> None:
    """Some leave, and their areas are gone with them; some come, to areas old and new; who follows an application
    follows it under another reference.
    """
    with database.writing() as session:
        newest = select(WatchAreaRow.id).order_by(WatchAreaRow.id.desc()).limit(15)
        gone = [*session.scalars(newest), 3, 5, 8]
        going = select(SubscriptionRow.id).where(SubscriptionRow.watch_area_id.in_(gone))
        session.execute(delete(AlertRow).where(AlertRow.subscription_id.in_(going)))
        session.execute(delete(SubscriptionRow).where(SubscriptionRow.watch_area_id.in_(gone)))
        session.execute(delete(WatchAreaRow).where(WatchAreaRow.id.in_(gone)))
        followed = session.scalars(
            select(WatchAreaRow).where(WatchAreaRow.application_reference.is_not(None))
        ).first()
        assert followed is not None
        assert followed.application_reference is not None
        subscriptions.rename_followed(
            session, str(followed.authority), followed.application_reference, "2026/0055/P"
        )
        for number, watch in enumerate(some_areas(dice, 8)):
            named = watch if watch.area is None else replace(watch, vintage="later")
            subscribe(session, f"late{number}@example.com", named)


@pytest.mark.fault("G-08")
@pytest.mark.fault("S-05")
def test_round_for_round_the_ledger_holds_what_the_rule_says(database: Database) -> None:
    dice, watched = random.Random(SEED), WatchedAreas()
    enter(database, dice)
    first = match_as_the_rule_says(database, watched)
    more_happens(database, dice)
    second = match_as_the_rule_says(database, watched)
    people_come_and_go(database, dice)
    more_happens(database, dice)
    third = match_as_the_rule_says(database, watched)
    assert min(first, second, third) > ENOUGH


def test_it_is_the_same_however_little_is_matched_at_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerting, "_FIRST_BATCH", 1)
    monkeypatch.setattr(alerting, "_SMALLEST_BATCH", 1)
    monkeypatch.setattr(alerting, "_ASKED_AT_ONCE", 30)
    dice = random.Random(SEED + 1)
    enter(database, dice)
    assert match_as_the_rule_says(database) > ENOUGH
