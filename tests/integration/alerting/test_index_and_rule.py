"""The index tells the same as the one rule asked of every pair, for every kind of area."""

import random

import pytest
from shapely import Point, Polygon, box

from alerts.domain.application import Application, Site, SitePrecision
from alerts.domain.change import Change, ChangeKind
from alerts.domain.matching import Noticed
from alerts.domain.watch_area import AreaKind, AreaName, WatchArea, reach
from alerts.services.alerting import inside
from geo.area import Area
from tests.factories import CAMDEN, ISLINGTON, NOW, a_circle, all_of, an_application, following

SEED = 20261123
EAST, NORTH = 529_000, 185_500


def some_areas(dice: random.Random) -> list[WatchArea]:
    def offset() -> float:
        return round(dice.uniform(-2_000, 2_000), 1)

    def polygon(corners: int) -> Polygon:
        centre = Point(EAST + offset(), NORTH + offset())
        return Polygon(centre.buffer(dice.uniform(50, 900), quad_segs=corners).exterior.coords)

    def postcode(number: int) -> WatchArea:
        east, north = EAST + offset(), NORTH + offset()
        cell = box(east - 20, north - 20, east + 20, north + 20)
        name = AreaName(AreaKind.POSTCODE, f"NW5{number}")
        area = Area(cell, float(dice.choice([0, 100, 400])))
        return WatchArea(name, "", area, postcode=f"NW5 {number % 10}AA")

    return [
        *(a_circle(dice.choice([0, 50, 300, 1000]), offset(), offset()) for _ in range(80)),
        *(postcode(number) for number in range(80)),
        *(WatchArea(AreaName(AreaKind.WARD, str(n)), "", Area(polygon(n % 12 + 1), 0.0)) for n in range(80)),
        WatchArea(AreaName(AreaKind.POSTCODE, "NW59AA"), "", postcode="NW5 9AA"),
        *(all_of(code) for code in (CAMDEN, ISLINGTON)),
        *(following(f"2026/{number:04}/p") for number in range(30)),
    ]


def some_applications(dice: random.Random) -> list[Application]:
    def site() -> Site | None:
        east, north = EAST + round(dice.uniform(-2_000, 2_000)), NORTH + round(dice.uniform(-2_000, 2_000))
        kind = dice.choice(["point", "outline", "none"])
        if kind == "none":
            return None
        if kind == "point":
            return Site(Point(east, north), SitePrecision.POINT)
        return Site(box(east, north, east + 60, north + 25), SitePrecision.BOUNDARY)

    return [
        an_application(
            number,
            site=site(),
            authority=dice.choice([CAMDEN, ISLINGTON]),
            postcode=dice.choice([None, f"NW5 {number % 10}AA"]),
        )
        for number in range(300)
    ]


@pytest.mark.fault("G-08")
def test_the_index_finds_exactly_the_pairs_that_the_rule_allows() -> None:
    dice = random.Random(SEED)
    areas, applications = dict(enumerate(some_areas(dice))), some_applications(dice)
    noticed = [Noticed(Change(ChangeKind.NEW), application, NOW) for application in applications]
    by_rule = {
        (number, position)
        for number, watch in areas.items()
        for position, application in enumerate(applications)
        if reach(watch, application).is_inside
    }
    assert set(inside(areas, noticed)) == by_rule
    kinds = {areas[number].name.kind for number, _ in by_rule}
    assert kinds == {
        AreaKind.CIRCLE,
        AreaKind.POSTCODE,
        AreaKind.WARD,
        AreaKind.AUTHORITY,
        AreaKind.APPLICATION,
    }
    assert len(by_rule) > 3_000


@pytest.mark.parametrize("applications", [[], [an_application(site=None, postcode=None)]])
def test_nothing_located_is_in_no_place(applications: list[Application]) -> None:
    noticed = [Noticed(Change(ChangeKind.NEW), application, NOW) for application in applications]
    assert list(inside({1: a_circle()}, noticed)) == []
    assert list(inside({}, noticed)) == []
