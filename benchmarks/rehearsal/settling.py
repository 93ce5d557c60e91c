"""People move in: their rows written in bulk, since nobody can sign up a million times through a form."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from alerts.db.session import Database
from alerts.db.tables import SubscriberRow, SubscriptionRow, WatchAreaRow
from alerts.domain.address import limit_key
from benchmarks.rehearsal import bulk
from benchmarks.rehearsal.areas import Areas, area_rows, distinct, points_of
from benchmarks.rehearsal.cells import cells_of
from benchmarks.rehearsal.country import Country, wards
from benchmarks.rehearsal.options import Options
from benchmarks.rehearsal.people import CHANGES, FREQUENCIES, HOURS, INCLUDE, TYPES, People
from benchmarks.rehearsal.smtp_sink import address_of
from geo.gazetteer import Gazetteer, default_path

_LIVED_HERE = timedelta(days=30)
_WELSH_ONE_IN = 100


def settle(
    options: Options, database: Database, country: Country, people: People, say: Callable[[str], None]
) -> Areas:
    """Write everybody's rows; returns the areas by number."""
    made_at = options.start - _LIVED_HERE
    areas = distinct(people, country, wards(country)[0])
    points, at = points_of(people, country)
    say(
        f"{len(people):,} subscriptions of {people.count:,} people to {len(areas):,} areas; {len(points):,} cells"
    )
    cells = cells_of(points, options.workers, options.folder / "cells.npz")
    vintage = Gazetteer(default_path()).vintage
    say("writing the areas")
    bulk.write(database, WatchAreaRow, area_rows(people, country, areas, cells, at, made_at, vintage))
    say("writing the people")
    bulk.write(database, SubscriberRow, _subscribers(people, made_at))
    say("writing the subscriptions")
    bulk.write(database, SubscriptionRow, _subscriptions(people, areas, made_at))
    if database.engine.dialect.name == "postgresql":
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE watch_area, subscriber, subscription"))
    return areas


def _subscribers(people: People, made_at: datetime) -> Iterator[dict[str, Any]]:
    for number in range(people.count):
        address = address_of(number)
        yield {
            "id": number + 1,
            "email": address,
            "limit_key": limit_key(address),
            "generation": 0,
            "created_at": made_at,
            "language": "en" if number % _WELSH_ONE_IN else "cy",
        }


def _subscriptions(people: People, areas: Areas, made_at: datetime) -> Iterator[dict[str, Any]]:
    for one in range(len(people)):
        person, area = int(people.person[one]), int(areas.of[one])
        if one >= people.count and area == areas.of[person]:
            continue  # the second place is the first
        yield {
            "id": one + 1,
            "subscriber_id": person + 1,
            "watch_area_id": area,
            "state": "confirmed",
            "frequency": FREQUENCIES[people.frequency[one]],
            "changes": sorted(CHANGES[people.changes[one]]),
            "types": sorted(TYPES[people.types[one]]),
            "include": list(INCLUDE[people.include[one]]),
            "exclude": [],
            "remind_days": 3,
            "digest_hour": HOURS[people.hour[one]],
            "digest_weekday": None,
            "only_major": False,
            "constraint_kinds": [],
            "consent_wording": "invented for a rehearsal",
            "consent_source": "",
            "requested_at": made_at,
            "confirmed_at": made_at,
        }
