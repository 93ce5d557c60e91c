"""What it takes to ingest a feed of the Planning London Datahub's shape, beside the raw driver's prepared upsert.

`python -m benchmarks.ingest [--full] [--slopes] [RECORDS]` (20,000 by default, 100,000 with `--full`) polls them as the
service does, in pages of 1,000: a first load, then turn by turn with one in ten changed, and with none. The rival is
given all rows ready made and upserts every one into the same table with its indexes and triggers, a commit a page.
`--slopes` loads and polls 10,000, 30,000 and 100,000 and says how the time grows.
"""

import sqlite3
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import log
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import psycopg
from sqlalchemy.engine import make_url

from alerts.db import schema
from alerts.db.feeds import FeedEntry, register_one
from alerts.db.mapping import application_columns
from alerts.db.session import Database
from alerts.db.tables import ApplicationRow
from alerts.domain.precedence import Precedence
from benchmarks.hub import Hub, pages_of
from scheduler.configured import ConfiguredFeed
from scheduler.feeds import london_datahub
from scheduler.poll import poll_feed
from scheduler.poll_run import PollReport
from scheduler.poller import Poller
from tests.factories import TIMETABLE
from tests.fakes import HandClock, TinyGazetteer
from tests.rig.postgres import PostgresServer
from tests.unit.scheduler.feeds.cases import london

GOAL, ROUNDS, TENTH = 0.5, 3, 10
NOW = datetime(2026, 6, 10, 11, 0, tzinfo=UTC)
FEED = ConfiguredFeed(london(), london_datahub, 3_600.0, True, Precedence.REGION)

Rows = list[list[dict[str, Any]]]


@dataclass
class Ours:
    """The service's own poll, over a hub in memory."""

    database: Database
    hub: Hub = field(default_factory=Hub)
    clock: HandClock = field(default_factory=HandClock)

    def poll(self, pages: Sequence[bytes]) -> tuple[float, PollReport]:
        """The seconds of one poll, and what it reported."""
        self.hub.publish(pages)
        self.clock.pass_by(days=2)
        parts: Any = (self.database, self.hub, TinyGazetteer(), TIMETABLE, self.clock)
        began = perf_counter()
        report = poll_feed(Poller(*parts, flood_limit=10**9), FEED)
        seconds = perf_counter() - began
        assert report.error is None, report.error
        return seconds, report


@dataclass
class Driver:
    """The raw driver's prepared upsert of rows that are ready made."""

    database: Database

    def upsert(self, rows: Rows) -> float:
        url = make_url(self.database.url)
        is_sqlite = url.get_backend_name() == "sqlite"
        statement, ready = self._prepared(rows, is_sqlite)
        connect = _sqlite if is_sqlite else _postgresql
        with connect(self.database.url) as connection:
            began = perf_counter()
            for page in ready:
                cursor = connection.cursor()
                cursor.executemany(statement, page)
                connection.commit()
            return perf_counter() - began

    def _prepared(self, rows: Rows, is_sqlite: bool) -> tuple[str, list[list[Any]]]:
        """The statement, and the rows as the driver takes them."""
        table = ApplicationRow.__table__
        names = list(rows[0][0])
        dialect = self.database.engine.dialect
        bind = {name: table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names}
        ready = [
            [
                tuple(process(row[name]) if (process := bind[name]) else row[name] for name in names)
                for row in page
            ]
            for page in rows
        ]
        mark = "?" if is_sqlite else "%s"
        changed = ", ".join(f"{name} = excluded.{name}" for name in names if name not in ("feed", "feed_key"))
        return (
            f"INSERT INTO application ({', '.join(names)}) VALUES ({', '.join([mark] * len(names))})"
            f" ON CONFLICT (feed, feed_key) DO UPDATE SET {changed}",
            ready,
        )


def main() -> None:
    """Print a table for each database; the slopes if asked."""
    count = 100_000 if "--full" in sys.argv else 20_000
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    with PostgresServer() as server:
        for name in ("SQLite", "PostgreSQL"):
            if "--slopes" in sys.argv:
                _slopes(name, server)
            else:
                _compare(name, server, numbers[0] if numbers else count)


def _compare(name: str, server: PostgresServer, count: int) -> None:
    ours_s: dict[str, list[float]] = {}
    driver_s: dict[str, list[float]] = {}
    with _database(name, server) as database, _database(name, server) as other:
        ours, driver = Ours(database), Driver(other)
        for what, editions in _stages():
            pages = pages_of(count, editions)
            rows = _rows(pages)
            seconds, report = ours.poll(pages)
            assert report.fetched == count
            ours_s.setdefault(what, []).append(seconds)
            driver_s.setdefault(what, []).append(driver.upsert(rows))
    print(f"{name}, {count:,} records{'':12}ours/s   driver/s   ratio")
    for what, taken in ours_s.items():
        ratio = median(theirs / own for own, theirs in zip(taken, driver_s[what], strict=True))
        goal = f"   goal {GOAL}" if what == "one in ten changed" else ""
        rates = f"{count / median(taken):10,.0f} {count / median(driver_s[what]):10,.0f}"
        print(f"  {what:28}{rates} {ratio:7.2f}{goal}", flush=True)


def _stages() -> Iterator[tuple[str, Any]]:
    """A first load; then in turn another tenth changed, and the same once more."""
    yield "first load", lambda _: 0
    for turn in range(1, ROUNDS + 1):

        def editions(number: int, turn: int = turn) -> int:
            return next((each for each in range(turn, 0, -1) if number % TENTH == each), 0)

        yield "one in ten changed", editions
        yield "nothing changed", editions


def _slopes(name: str, server: PostgresServer) -> None:
    taken: dict[str, list[tuple[int, float]]] = {}
    for count in (10_000, 30_000, 100_000):
        with _database(name, server) as database:
            ours = Ours(database)
            for what, editions in list(_stages())[:3]:
                taken.setdefault(what, []).append((count, ours.poll(pages_of(count, editions))[0]))
    for what, points in taken.items():
        (few, soon), *_, (many, late) = points
        slope = log(late / soon) / log(many / few)
        print(f"{name}, {what}: slope {slope:.2f} from {few:,} to {many:,} records, goal 1.1", flush=True)


def _rows(pages: Sequence[bytes]) -> Rows:
    today = NOW.date()
    asked = london_datahub.first_request(FEED.feed, "", today)
    ours = {"is_baseline": True, "first_noticed_at": NOW, "changed_at": NOW, "sources": {}}
    return [
        [
            {**application_columns(each), **ours}
            for each in london_datahub.parse(FEED.feed, asked, page, today).applications
        ]
        for page in pages
    ]


@contextmanager
def _database(name: str, server: PostgresServer) -> Iterator[Database]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'alerts.sqlite'}" if name == "SQLite" else server.new_database()
        database = Database(url)
        schema.upgrade(database)
        with database.writing() as session:
            register_one(
                session, FeedEntry("london", "london-datahub", frozenset({"E09000007"}), 3_600.0, True)
            )
        yield database
        database.engine.dispose()


@contextmanager
def _sqlite(url: str) -> Iterator[Any]:
    """As the service opens it: durable, with a large cache."""
    connection = sqlite3.connect(make_url(url).database or "")
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("PRAGMA cache_size=-65536")
    yield connection
    connection.close()


@contextmanager
def _postgresql(url: str) -> Iterator[Any]:
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, prepare_threshold=0) as connection:
        yield connection


if __name__ == "__main__":
    main()
