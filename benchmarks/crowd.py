"""A country of people who watch, and applications to tell them of, for the benchmarks of matching and its ledger."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import insert
from sqlalchemy.orm import Session

from alerts.db import applications, schema
from alerts.db.feeds import FeedEntry, register_one
from alerts.db.mapping import watch_area_columns, wishes_columns
from alerts.db.session import Database
from alerts.db.tables import ChangeRow, SubscriberRow, SubscriptionRow, WatchAreaRow
from alerts.domain.application import Application, Site, SitePrecision, Status
from alerts.domain.authorities import ALL as AUTHORITIES
from alerts.domain.subscription import Frequency, Wishes
from alerts.domain.timetable import Timetable
from alerts.domain.watch_area import AreaKind, AreaName, WatchArea
from geo.area import Area
from tests.rig.postgres import PostgresServer

BEFORE, NOW = datetime(2026, 11, 1, 9, 0, tzinfo=UTC), datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
TIMETABLE = Timetable(ZoneInfo("Europe/London"), time(7, 30), 4)
FEED, CHUNK = "invented", 10_000
TOWNS, TOWN_M, WIDTH_M, WARD_M = 600, 1_400.0, 500_000.0, 1_500.0
"""So that a million people have as many matches with an application as where postcodes lie: about 260."""

RADII, DEFAULT, DAILY = (200.0, 500.0, 800.0, 2_000.0), 0.7, Wishes(Frequency.DAILY)
OTHERS = (
    Wishes(Frequency.INSTANT),
    Wishes(Frequency.WEEKLY, types=frozenset({"hh"})),
    Wishes(Frequency.DAILY, include=("loft", "basement")),
    Wishes(Frequency.DAILY, hour=18, only_major=True),
)


@contextmanager
def sqlite() -> Iterator[Database]:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'alerts.sqlite'}")
        yield database
        database.engine.dispose()


@contextmanager
def postgresql() -> Iterator[Database]:
    with PostgresServer() as server:
        database = Database(server.new_database())
        yield database
        database.engine.dispose()


DATABASES = {"SQLite": sqlite, "PostgreSQL": postgresql}


def fill(database: Database, people: int, count: int) -> None:
    """So many people with an area each, and so many applications of the same towns."""
    schema.upgrade(database)
    dice, codes = np.random.default_rng(people), frozenset(authority.code for authority in AUTHORITIES)
    with database.writing() as session:
        register_one(session, FeedEntry(FEED, "fake", codes, 3600.0, True))
        readings = [_application(number, *at) for number, at in enumerate(_places(dice, count).tolist())]
        applications.add_all(session, readings, is_baseline=False, now=BEFORE)
    wards: dict[str, int] = {}
    for start in range(0, people, CHUNK):
        with database.writing() as session:
            _let_subscribe(session, dice, range(start + 1, min(start + CHUNK, people) + 1), wards)


def let_happen(database: Database, count: int) -> None:
    """One new change of each application."""
    new = {"kind": "amended", "state": "unmatched", "noticed_at": NOW, "feed": FEED, "differences": []}
    with database.writing() as session:
        session.execute(insert(ChangeRow), [{**new, "application_id": each + 1} for each in range(count)])


def _let_subscribe(
    session: Session, dice: np.random.Generator, numbers: range, wards: dict[str, int]
) -> None:
    people, areas, subscriptions = [], [], []
    kinds, chances = dice.random(len(numbers)).tolist(), dice.random(len(numbers)).tolist()
    for number, at, kind, chance in zip(
        numbers, _places(dice, len(numbers)).tolist(), kinds, chances, strict=True
    ):
        watch = _watch(number, *at, kind, RADII[number % len(RADII)])
        area_id = wards.setdefault(str(watch.name), number)
        if area_id == number:
            areas.append({**watch_area_columns(watch), "id": number, "created_at": BEFORE})
        wishes = DAILY if chance < DEFAULT else OTHERS[number % len(OTHERS)]
        email = f"person{number}@example.com"
        people.append({"id": number, "email": email, "limit_key": email, "created_at": BEFORE})
        subscriptions.append(
            {
                "id": number,
                "subscriber_id": number,
                "watch_area_id": area_id,
                "state": "confirmed",
                "consent_wording": "",
                "requested_at": BEFORE,
                "confirmed_at": BEFORE,
                **wishes_columns(wishes),
            }
        )
    for table, rows in ((SubscriberRow, people), (WatchAreaRow, areas), (SubscriptionRow, subscriptions)):
        session.execute(insert(table), rows)


def _watch(number: int, x: float, y: float, kind: float, radius_m: float) -> WatchArea:
    """45 % circles, 45 % postcodes' cells with a distance, 10 % wards that many share."""
    if kind < 0.45:
        name = AreaName(AreaKind.CIRCLE, f"{x},{y}:{radius_m}:{number}")
        return WatchArea(name, "within reach of your point", Area(shapely.Point(x, y), radius_m))
    if kind < 0.9:
        cell = Area(shapely.Point(x, y).buffer(25, quad_segs=2), radius_m)
        name = AreaName(AreaKind.POSTCODE, f"{number}:{radius_m}")
        return WatchArea(name, "within reach of your postcode", cell, postcode=f"AA{number} 1AA")
    west, south = x // WARD_M * WARD_M, y // WARD_M * WARD_M
    ground = shapely.Point(west, south).buffer(WARD_M * 0.6, quad_segs=40)
    return WatchArea(AreaName(AreaKind.WARD, f"{west}:{south}"), "a ward", Area(ground, 0.0))


def _application(number: int, x: float, y: float) -> Application:
    is_plot = number % 10 == 0
    site = shapely.box(x, y, x + 60, y + 25) if is_plot else shapely.Point(x, y)
    works = ("Loft conversion", "Basement", "Erection of a rear extension", "Felling of two trees")
    return Application(
        feed=FEED,
        feed_key=str(number),
        authority=AUTHORITIES[number % len(AUTHORITIES)].code,
        reference=f"2026/{number:07}",
        description=works[number % len(works)],
        address=f"{number} Falkland Road",
        application_type="hh" if number % 3 else "full",
        status=Status.UNDETERMINED,
        site=Site(site, SitePrecision.BOUNDARY if is_plot else SitePrecision.POINT),
    )


def _places(dice: np.random.Generator, count: int) -> NDArray[np.float64]:
    """Round towns, whose places are always the same."""
    towns = np.random.default_rng(1).uniform(50_000, 50_000 + WIDTH_M, (TOWNS, 2))
    at: NDArray[np.float64] = towns[dice.integers(0, TOWNS, count)] + dice.normal(0, TOWN_M, (count, 2))
    return at.round(1)
