"""A register published anew: what it costs to notice that nothing is new, beside what one would write instead.

`python -m benchmarks.republished [RECORDS]` (50,000 by default) compares recording alone, in memory and turn by turn,
then lets the shipped service poll a register of that size over HTTP, publishes it anew twice, and counts the mails.
"""

import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from time import perf_counter

from shapely import Point
from sqlalchemy import select
from sqlalchemy.orm import Session

from alerts.db import schema
from alerts.db.feeds import FeedEntry, register_one
from alerts.db.mapping import application_columns
from alerts.db.session import Database
from alerts.db.tables import ApplicationRow
from alerts.domain.application import Application, Extent, Site, SitePrecision, normalised_reference
from alerts.services.recording import Occasion, record_readings
from tests.rig.republication import Polled, a_republication, subscribe

COMPARED, PAGE, ROUNDS = 5_000, 1_000, 3
CAMDEN = "E09000007"
NOW = datetime(2026, 6, 10, 11, 0, tzinfo=UTC)

Record = Callable[[Session, list[Application]], object]


def main() -> None:
    """Print the ratios of recording, then a line for each poll of the great register."""
    compare()
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    with tempfile.TemporaryDirectory() as folder, a_republication(Path(folder), count) as republication:
        print(f"{count:,} records over HTTP")
        _print("first, silent load", count, republication.poll())
        subscribe(republication.service)
        republication.register.publish()
        _print("the same again", count, republication.poll(while_read=True))
        republication.register.publish(first=10_000_000, received=datetime.now(UTC).date())
        _print("under new keys, as if new", count, republication.poll(while_read=True))
        republication.tell()
        to_people, to_operator = republication.mails()
        print(f"e-mails: {to_people} to the subscriber, {to_operator} to the operator")


def compare() -> None:
    """Ours and a look-up a record, in turn: the first load, and the same pages once more."""
    taken: dict[tuple[str, str], list[float]] = {}
    for _ in range(ROUNDS):
        for name, record in (("ours", _ours), ("a look-up a record", _a_look_up_a_record)):
            with tempfile.TemporaryDirectory() as folder:
                database = _database(Path(folder))
                for what in ("first load", "the same again"):
                    taken.setdefault((what, name), []).append(_seconds(database, record))
                database.engine.dispose()
    for what in ("first load", "the same again"):
        ours, rival = median(taken[what, "ours"]), median(taken[what, "a look-up a record"])
        print(
            f"{what}: ours {COMPARED / ours:,.0f} records/s, a look-up a record {COMPARED / rival:,.0f} records/s, "
            f"{rival / ours:.1f} times"
        )


def _ours(session: Session, page: list[Application]) -> object:
    return record_readings(session, Occasion("camden", True, NOW, NOW.date()), page)


def _a_look_up_a_record(session: Session, page: list[Application]) -> None:
    """What one writes first: find each record by its reference, then add it or set what differs."""
    for reading in page:
        row = session.scalars(
            select(ApplicationRow).where(
                ApplicationRow.authority == reading.authority,
                ApplicationRow.reference_normalised == normalised_reference(reading.reference),
            )
        ).first()
        columns = application_columns(reading)
        if row is None:
            session.add(
                ApplicationRow(**columns, is_baseline=True, first_noticed_at=NOW, changed_at=NOW, sources={})
            )
            continue
        for name, value in columns.items():
            if getattr(row, name) != value:
                setattr(row, name, value)


def _seconds(database: Database, record: Record) -> float:
    pages = [[_application(n) for n in range(first, first + PAGE)] for first in range(0, COMPARED, PAGE)]
    began = perf_counter()
    for page in pages:
        with database.writing() as session:
            record(session, page)
    return perf_counter() - began


def _database(folder: Path) -> Database:
    database = Database(f"sqlite:///{folder / 'alerts.sqlite'}")
    schema.upgrade(database)
    with database.writing() as session:
        register_one(session, FeedEntry("camden", "socrata", frozenset({CAMDEN}), 3600.0, True))
    return database


def _application(number: int) -> Application:
    return Application(
        feed="camden",
        feed_key=str(number),
        authority=CAMDEN,
        reference=f"R/{number:08}/P",
        description=f"Erection of a single storey rear extension to number {number}",
        address=f"{number} Falkland Road, London",
        received_date=date(2026, 6, 1),
        site=Site(Point(529_000 + number % 500, 185_500 + number // 500), SitePrecision.POINT),
        extent=Extent.UNCHECKED,
    )


def _print(what: str, count: int, polled: Polled) -> None:
    slowest = max(polled.page_seconds, default=0.0)
    print(
        f"{what}: {polled.seconds:.0f} s, {count / polled.seconds:,.0f} records/s, peak {polled.peak_mb:.0f} MB, "
        f"database +{polled.grown_mb:.1f} MB, slowest of {len(polled.page_seconds)} pages {slowest:.2f} s, "
        f"error {polled.report['error']}"
    )


if __name__ == "__main__":
    main()
