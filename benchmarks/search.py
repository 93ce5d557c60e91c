"""Finding applications by their words among a million of them, on both databases, beside LIKE.

`python -m benchmarks.search [ROWS]` (1,000,000 by default) fills each database, makes the index as the migration does,
and asks both ways in turn: the newest 21 that have the words. It also says what the index costs a first load.
"""

import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from alerts.db import schema, search, search_index
from alerts.db.feeds import FeedEntry, register_one
from alerts.db.session import Database
from alerts.db.tables import ApplicationRow
from alerts.domain.search_words import search_words
from tests.rig.postgres import PostgresServer

ROUNDS, SHOWN, CHUNK = 5, 20, 10_000
NOW = datetime(2026, 6, 10, 11, 0, tzinfo=UTC)
ASKED = (
    "extension",
    "basement",
    "rear extension basement",
    "falkland3 road",
    "17 falkland3 road",
    '"boundary wall"',
    '"wall boundary"',
    "2026/0999999/P",
    "bakery",
    "loft demolition",
    "nosuchword",
)
_WORKS = ("extension", "loft conversion", "dormer", "garage", "conservatory", "new windows", "porch", "fence")
_WHERE = ("rear", "side", "front", "roof", "garden")


def main() -> None:
    """Print a line for each question on each database."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        compare("SQLite", Database(f"sqlite:///{Path(folder) / 'alerts.sqlite'}"), count)
    with PostgresServer(durable=True) as server:
        compare("PostgreSQL", Database(server.url(_empty(server))), count)


def compare(name: str, database: Database, count: int) -> None:
    schema.upgrade(database)
    loaded = _seconds(lambda: fill(database, count))
    made = _seconds(lambda: _make_index(database))
    with_index, without = load_cost(database, count)
    print(f"{name}, {count:,} applications: loaded in {loaded:.0f} s, index made in {made:.0f} s")
    print(f"  added with the index {with_index:,.0f} rows/s, without it {without:,.0f} rows/s")
    for asked in ASKED:
        ours, rival, found = [], [], 0
        for _ in range(ROUNDS):
            with database.reading() as session:
                began = perf_counter()
                found = len(search.find(session, search_words(asked), SHOWN).rows)
                ours.append(perf_counter() - began)
        for _ in range(2):
            with database.reading() as session:
                rival.append(_seconds(lambda session=session, asked=asked: _like(session, asked)))
        fast, slow = median(ours), median(rival)
        print(
            f"  {asked!r}: {found} found in {fast * 1e3:.1f} ms (slowest {max(ours) * 1e3:.0f}), "
            f"LIKE {slow * 1e3:,.0f} ms, {slow / fast:,.0f} times"
        )
    database.engine.dispose()


def fill(database: Database, count: int) -> None:
    """Applications of twenty years, without the index: it is made afterwards, as a migration does."""
    with database.writing() as session:
        register_one(session, FeedEntry("camden", "socrata", frozenset({"E09000007"}), 3600.0, True))
        search_index.drop(session.connection())
        for rows in _chunks(0, count):
            session.execute(insert(ApplicationRow), rows)


def load_cost(database: Database, count: int) -> tuple[float, float]:
    """Rows a second that are added with the index and, once it is gone, without it; all of it taken back."""
    taken = []
    for is_indexed in (True, False):
        with database.writing() as session:
            if not is_indexed:
                search_index.drop(session.connection())
            began = perf_counter()
            for rows in _chunks(count, count + 2 * CHUNK):
                session.execute(insert(ApplicationRow), rows)
            taken.append(2 * CHUNK / (perf_counter() - began))
            session.rollback()
    return taken[0], taken[1]


def _make_index(database: Database) -> None:
    with database.engine.begin() as connection:
        search_index.create(connection)
    if database.engine.dialect.name == "postgresql":
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")


def _like(session: Session, asked: str) -> int:
    """What one would write instead: each word somewhere in the row, the newest first."""
    query = select(ApplicationRow).where(ApplicationRow.quarantine.is_(None))
    for word in asked.replace('"', "").split() if '"' not in asked else [asked.strip('"')]:
        query = query.where(
            ApplicationRow.description.icontains(word)
            | ApplicationRow.address.icontains(word)
            | ApplicationRow.reference.icontains(word)
        )
    query = query.order_by(ApplicationRow.latest_date.desc().nulls_last(), ApplicationRow.id.desc())
    return len(list(session.scalars(query.limit(SHOWN + 1))))


def _chunks(first: int, last: int) -> Iterator[list[dict[str, object]]]:
    for start in range(first, last, CHUNK):
        yield [_row(number) for number in range(start, min(start + CHUNK, last))]


def _row(number: int) -> dict[str, object]:
    chance = random.Random(number)
    parts = [f"{chance.choice(_WHERE)} {chance.choice(_WORKS)}" for _ in range(2)]
    works = f"Erection of a {' and '.join(parts)}"
    rare = (
        " with a basement" if chance.random() < 0.01 else " for a bakery" if chance.random() < 0.0001 else ""
    )
    apart = "loft" if number % 2 else "demolition of an outbuilding"
    street = f"{chance.randrange(1, 200)} Falkland{chance.randrange(5_000)} Road, London NW5"
    return {
        "feed": "camden",
        "feed_key": str(number),
        "authority": "E09000007",
        "reference": f"2026/{number:07}/P",
        "reference_normalised": f"2026/{number:07}/P",
        "description": f"{works}{rare}, {apart}, and associated alterations to the boundary wall",
        "address": street,
        "latest_date": date(2006, 6, 1) + timedelta(days=chance.randrange(7_300)),
        "extent": "unchecked",
        "notes": [],
        "sources": {},
        "is_baseline": True,
        "first_noticed_at": NOW,
        "changed_at": NOW,
    }


def _empty(server: PostgresServer) -> str:
    server.new_database("bench", is_empty=True)
    return "bench"


def _seconds(act: Callable[[], object]) -> float:
    began = perf_counter()
    act()
    return perf_counter() - began


if __name__ == "__main__":
    main()
