"""A register of invented applications in a database of its own, for the benchmarks of what is published from it.

`python -m benchmarks.register DATABASE [ROWS]` fills a SQLite file (or the PostgreSQL database of a URL) with 1,000,000
by default: a tenth of them Camden's, the others spread over all authorities; each authority a square of 6 km with
twenty wards, each application a point in it, of the last five years, with type, decision and days, and a change or two
for every third, all in the public log.
"""

import random
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import shapely
from sqlalchemy import insert

from alerts.db import boundaries, schema, search_index
from alerts.db.feeds import FeedEntry, register_one
from alerts.db.session import Database
from alerts.db.tables import ApplicationRow, ChangeRow, FeedRow
from alerts.domain.authorities import ALL
from geo.boundaries import Boundary, BoundaryKind

CAMDEN, FEED = "E09000007", "invented"
TODAY = date(2026, 11, 26)
NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
SIDE_M, ACROSS, DOWN, A_ROW = 6_000.0, 4, 5, 20
DAYS, CHUNK = 5 * 365, 10_000

_TYPES = ("hh", "hh", "hh", "full", "full", "ldc", "lbc", "s73", "advertising", "prior-approval", None)
_DECISIONS = ("granted", "granted", "granted", "granted", "refused", "split", "other")
_WORKS = ("extension", "loft conversion", "dormer", "garage", "conservatory", "new windows", "porch", "fence")
_CODES = [each.code for each in ALL]
_CORNERS = {
    code: (205_000.0 + SIDE_M * (number % A_ROW), 105_000.0 + SIDE_M * (number // A_ROW))
    for number, code in enumerate(_CODES)
}


def main() -> None:
    """Fill the database that is named."""
    url = sys.argv[1] if "://" in sys.argv[1] else f"sqlite:///{sys.argv[1]}"
    fill(Database(url), int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000)


def fill(database: Database, count: int) -> None:
    """Make the tables and everything in them; the search index last, as a migration does."""
    schema.upgrade(database)
    with database.writing() as session:
        register_one(session, FeedEntry(FEED, "socrata", frozenset(_CODES), 3600.0, True))
        row = session.get_one(FeedRow, FEED)
        row.baseline_done_at = row.last_success_at = row.last_new_at = row.read_whole_at = NOW
        boundaries.replace(session, outlines())
        search_index.drop(session.connection())
    for first in range(0, count, CHUNK):
        numbers = range(first, min(first + CHUNK, count))
        with database.writing() as session:
            session.execute(insert(ApplicationRow), [application(number) for number in numbers])
            changed = [each for number in numbers for each in changes_of(number)]
            session.execute(insert(ChangeRow), changed)
    with database.engine.begin() as connection:
        search_index.create(connection)


def outlines() -> Iterator[Boundary]:
    """Every authority's square and its wards, of one vintage."""
    for number, code in enumerate(_CODES):
        x, y = _CORNERS[code]
        yield Boundary(
            BoundaryKind.AUTHORITY,
            code,
            ALL[number].name,
            None,
            2025,
            shapely.box(x, y, x + SIDE_M, y + SIDE_M),
        )
        for ward in range(ACROSS * DOWN):
            left, low = x + SIDE_M / ACROSS * (ward % ACROSS), y + SIDE_M / DOWN * (ward // ACROSS)
            ground = shapely.box(left, low, left + SIDE_M / ACROSS, low + SIDE_M / DOWN)
            yield Boundary(
                BoundaryKind.WARD, f"E05{number:03}{ward:03}", f"Ward {ward + 1}", code, 2025, ground
            )


def application(number: int) -> dict[str, object]:
    """The columns of one row, the same for one number always."""
    chance = random.Random(number)
    authority = CAMDEN if chance.random() < 0.1 else chance.choice(_CODES)
    received = TODAY - timedelta(days=chance.randrange(DAYS))
    valid = received + timedelta(days=chance.randrange(8))
    decided = valid + timedelta(days=int(chance.lognormvariate(4.0, 0.5)))
    is_withdrawn = chance.random() < 0.06
    is_decided = not is_withdrawn and decided <= TODAY and chance.random() < 0.97
    x, y = _CORNERS[authority]
    point = shapely.Point(x + chance.random() * SIDE_M, y + chance.random() * SIDE_M)
    kind, reference = chance.choice(_TYPES), f"{received.year}/{number:07}/P"
    ends = valid + timedelta(days=24)
    withdrawn = min(valid + timedelta(days=chance.randrange(60)), TODAY) if is_withdrawn else None
    days = [day for day in (received, valid, decided if is_decided else None) if day]
    first = datetime(received.year, received.month, received.day, 3, tzinfo=UTC)
    return {
        "id": number + 1,
        "feed": FEED,
        "feed_key": str(number),
        "authority": authority,
        "reference": reference,
        "reference_normalised": reference,
        "description": f"Erection of a {chance.choice(_WORKS)} and {chance.choice(_WORKS)} to the rear",
        "address": f"{chance.randrange(1, 200)} Falkland {chance.randrange(5_000)} Road",
        "application_type": kind,
        "status": "withdrawn" if is_withdrawn else "determined" if is_decided else "undetermined",
        "decision": chance.choice(_DECISIONS) if is_decided else None,
        "received_date": received,
        "valid_date": valid,
        "consultation_end_date": ends if chance.random() < 0.8 else None,
        "decision_date": decided if is_decided else None,
        "withdrawn_date": withdrawn,
        "latest_date": max(days),
        "is_major": chance.random() < 0.02,
        "site": shapely.to_wkb(point),
        "site_precision": "point",
        "minx": point.x,
        "maxx": point.x,
        "miny": point.y,
        "maxy": point.y,
        "extent": "inside",
        "notes": [],
        "sources": {},
        "is_baseline": number % 2 == 0,
        "first_noticed_at": first,
        "changed_at": first + timedelta(seconds=number % 80_000),
    }


def changes_of(number: int) -> Iterator[dict[str, object]]:
    """What was noticed of one row, if anything."""
    for which in range(1 + number % 2 if number % 3 == 0 else 0):
        yield {
            "application_id": number + 1,
            "kind": "new" if which == 0 else "amended",
            "state": "matched",
            "noticed_at": NOW - timedelta(minutes=number % 500_000),
            "feed": FEED,
            "differences": [] if which == 0 else [["address", "before", "after"]],
            "log_no": 2 * number + which + 1,
        }


if __name__ == "__main__":
    main()
