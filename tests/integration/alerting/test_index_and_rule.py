"""What is held packed tells the same as the one rule asked of every pair, for every kind of area."""

import random

import pytest
from sqlalchemy import select

from alerts.db import watchers
from alerts.db.mapping import watch_area_from_row
from alerts.db.session import Database
from alerts.db.subscriptions import find_or_add_watch_area
from alerts.db.tables import WatchAreaRow
from alerts.domain.application import Application
from alerts.domain.change import Change, ChangeKind
from alerts.domain.matching import Noticed
from alerts.domain.watch_area import AreaKind, Reach, reach
from alerts.services.reasons import reaches
from alerts.services.watched import WatchedAreas
from tests.factories import NOW, a_circle, an_application
from tests.integration.alerting.crowd import some_applications, some_areas

SEED = 20261123


def noticed(applications: list[Application]) -> list[Noticed]:
    return [Noticed(Change(ChangeKind.NEW), application, NOW) for application in applications]


def found(database: Database, asked: list[Noticed]) -> dict[tuple[int, int], Reach]:
    """(area, position) of all that lies in an area, with how it stands to it."""
    watched = WatchedAreas()
    watched.follow(database, NOW)
    near = watched.near(asked)
    with database.reading() as session:
        areas = watchers.areas(session, {each.area_id for each in near})
    places = zip(near, reaches(near, areas, asked), strict=True)
    return {(each.area_id, each.position): place for each, place in places if place.is_inside}


@pytest.mark.fault("G-08")
def test_what_is_packed_finds_exactly_the_pairs_that_the_rule_allows(database: Database) -> None:
    dice = random.Random(SEED)
    with database.writing() as session:
        for area in some_areas(dice, 80):
            find_or_add_watch_area(session, area, NOW)
    with database.reading() as session:
        areas = {row.id: watch_area_from_row(row) for row in session.scalars(select(WatchAreaRow))}
    asked = noticed(some_applications(dice, 300))
    by_rule = {
        (number, position): reach(watch, each.application)
        for number, watch in areas.items()
        for position, each in enumerate(asked)
        if reach(watch, each.application).is_inside
    }
    assert found(database, asked) == by_rule
    assert {areas[number].name.kind for number, _ in by_rule} == set(AreaKind) - {AreaKind.CONSTRAINT}
    assert len(by_rule) > 3_000


@pytest.mark.parametrize("applications", [[], [an_application(site=None, postcode=None)]])
def test_nothing_located_is_in_no_place(database: Database, applications: list[Application]) -> None:
    assert found(database, noticed(applications)) == {}
    with database.writing() as session:
        find_or_add_watch_area(session, a_circle(), NOW)
    assert found(database, noticed(applications)) == {}
