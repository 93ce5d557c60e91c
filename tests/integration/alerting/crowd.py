"""A crowd round NW5 1TL: areas of every kind, applications, and people with wishes of every kind; all by dice."""

import random
from datetime import timedelta

from shapely import Point, Polygon, box
from sqlalchemy.orm import Session

from alerts.db import changes, subscriptions
from alerts.db.tables import ApplicationRow, MuteRow
from alerts.domain.application import Application, Site, SitePrecision
from alerts.domain.change import Change, ChangeKind
from alerts.domain.subscription import CHOICES_OF_CHANGE as CHOICES
from alerts.domain.subscription import Frequency, Wishes
from alerts.domain.watch_area import AreaKind, AreaName, WatchArea
from geo.area import Area
from tests.factories import (
    BEFORE,
    CAMDEN,
    ISLINGTON,
    NOW,
    TODAY,
    a_circle,
    all_of,
    an_application,
    following,
    subscribe,
)

EARLIER = BEFORE - timedelta(days=9)
EAST, NORTH = 529_000, 185_500


def some_areas(dice: random.Random, count: int) -> list[WatchArea]:
    """`count` each of circles, postcodes and wards, and some that are watched by who decides or by their reference."""
    return [
        *(a_circle(dice.choice([0, 50, 300, 1000]), _off(dice), _off(dice)) for _ in range(count)),
        *(_postcode(dice, number) for number in range(count)),
        *(
            WatchArea(AreaName(AreaKind.WARD, str(n)), f"Ward {n}", Area(_polygon(dice, n % 12 + 1), 0.0))
            for n in range(count)
        ),
        WatchArea(AreaName(AreaKind.POSTCODE, "NW59AA"), "NW5 9AA", postcode="NW5 9AA"),
        WatchArea(
            AreaName(AreaKind.SHAPE, "joined"), "yours", _joined(dice), postcodes=("NW5 1AA", "NW5 2AA")
        ),
        *(all_of(code) for code in (CAMDEN, ISLINGTON)),
        *(following(f"2026/{number:04}/p") for number in range(30)),
    ]


def some_applications(dice: random.Random, count: int) -> list[Application]:
    return [
        an_application(
            number,
            site=_site(dice),
            authority=dice.choice([CAMDEN, ISLINGTON]),
            postcode=dice.choice([None, f"NW5 {number % 10}AA"]),
            application_type=dice.choice(["hh", "full", None]),
            is_major=dice.choice([True, False, None]),
            description=dice.choice(["Loft conversion", "Basement and LOFTS", "Felling of trees"]),
            quarantine="suspected-test" if dice.random() < 0.05 else None,
        )
        for number in range(count)
    ]


def some_wishes(dice: random.Random) -> Wishes:
    return Wishes(
        frequency=dice.choice(list(Frequency)),
        changes=frozenset(dice.sample(CHOICES, dice.randrange(2, len(CHOICES) + 1))),
        types=frozenset(dice.choice([(), (), ("hh",), ("hh", "full")])),
        include=dice.choice([(), (), ("loft",), ("tree", "basement")]),
        exclude=dice.choice([(), (), ("basement",)]),
        remind_days=dice.choice([3, 4]),
        hour=dice.choice([None, 0, 9]),
        only_major=dice.random() < 0.1,
        constraints=frozenset(dice.choice([(), (), ("conservation-area",)])),
    )


def let_subscribe(session: Session, dice: random.Random, areas: list[WatchArea], people: int) -> None:
    """Each of these people has several areas: most confirmed, some of them since a moment ago, some paused."""
    for number in range(people):
        for watch in dice.sample(areas, 3):
            state = dice.choice(["confirmed"] * 6 + ["pending", "ended"])
            since = dice.choice([EARLIER] * 5 + [BEFORE, NOW])
            email = f"person{number}@example.com"
            wishes = some_wishes(dice) if dice.random() < 0.5 else Wishes(dice.choice(list(Frequency)))
            row = subscribe(session, email, watch, state, wishes, since)
            row.paused_until = dice.choice([None, None, TODAY.replace(day=20)])


def let_happen(session: Session, dice: random.Random, rows: list[ApplicationRow]) -> None:
    """Changes of every kind, of some applications twice the same."""
    kinds = [*CHOICES, ChangeKind.NEW, ChangeKind.NEW]
    noticed = []
    for row in rows:
        for kind in dice.choices(kinds, k=dice.randrange(1, 4)):
            is_reminder = kind is ChangeKind.DEADLINE_NEAR
            days = dice.choice([3, 4, 9, 10]) if is_reminder else None
            last = TODAY.replace(day=dice.randrange(11, 28)) if is_reminder else None
            change = Change(kind, deadline=last, days_before=days)
            noticed.append((row.id, change))
    for at, those in ((BEFORE, noticed[::5]), (NOW, [each for n, each in enumerate(noticed) if n % 5])):
        changes.add_all(session, "camden", those, state="unmatched", now=at)


def let_mute(session: Session, dice: random.Random, rows: list[ApplicationRow], people: int) -> None:
    for number in range(people):
        person = subscriptions.subscriber_of(session, f"person{number}@example.com")
        for row in dice.sample(rows, 5) if person else ():
            session.add(MuteRow(subscriber_id=person.id, application_id=row.id, muted_at=NOW))


def _off(dice: random.Random) -> float:
    return round(dice.uniform(-2_000, 2_000), 1)


def _polygon(dice: random.Random, corners: int) -> Polygon:
    centre = Point(EAST + _off(dice), NORTH + _off(dice))
    return Polygon(centre.buffer(dice.uniform(50, 900), quad_segs=corners).exterior.coords)


def _joined(dice: random.Random) -> Area:
    return Area(_polygon(dice, 3).union(_polygon(dice, 5)), 0.0)


def _postcode(dice: random.Random, number: int) -> WatchArea:
    east, north = EAST + _off(dice), NORTH + _off(dice)
    cell = box(east - 20, north - 20, east + 20, north + 20)
    name, area = AreaName(AreaKind.POSTCODE, f"NW5{number}"), Area(cell, float(dice.choice([0, 100, 400])))
    return WatchArea(name, "", area, postcode=f"NW5 {number % 10}AA")


def _site(dice: random.Random) -> Site | None:
    east, north = EAST + round(dice.uniform(-2_000, 2_000)), NORTH + round(dice.uniform(-2_000, 2_000))
    kind = dice.choice(["point", "postcode", "outline", "none"])
    if kind == "none":
        return None
    if kind == "outline":
        return Site(box(east, north, east + 60, north + 25), SitePrecision.BOUNDARY)
    return Site(Point(east, north), SitePrecision.POINT if kind == "point" else SitePrecision.POSTCODE)
