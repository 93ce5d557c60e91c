"""Alerts written beside the driver's own bulk path: `python -m benchmarks.ledger [ALERTS] [--full]`.

200,000 alerts (`--full`: 5,000,000) on SQLite and PostgreSQL, in chunks taken in turn by both ways, each chunk a
transaction: ours as matching writes them, and the plain driver's COPY or executemany, of rows that are ready. Then
they are counted, and written again, which adds none.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC
from statistics import median
from time import perf_counter

from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from alerts.db import ledger
from alerts.db.ledger import NewAlert
from alerts.db.session import Database
from alerts.db.tables import AlertRow, ChangeRow
from benchmarks.crowd import DATABASES, FEED, NOW, fill

ALERTS, FULL, CHUNK, SUBSCRIPTIONS, APPLICATIONS = 200_000, 5_000_000, 20_000, 2_000, 100
GOAL = 0.5
_NAMES = ("subscription_id", "change_id", "distance_m", "reason", "due_at", "created_at", "tries")


def main() -> None:
    """Print a line for each database: alerts a second by both ways, and what was counted at the end."""
    given = [int(word.replace(",", "")) for word in sys.argv[1:] if not word.startswith("-")]
    count = given[0] if given else FULL if "--full" in sys.argv else ALERTS
    print(f"{'':>12}{'alerts':>12}{'ours a second':>15}{'driver a second':>17}", end="")
    print(f"{'ours / driver':>15} (goal {GOAL}){'stored':>12}{'by a second run':>17}")
    for name, opened in DATABASES.items():
        with opened() as database:
            _let_happen(database, -(-2 * count // SUBSCRIPTIONS))
            ours, driver = _in_turn(database, count)
            print(
                f"{name:>12}{count:>12,}{CHUNK / median(ours):>15,.0f}{CHUNK / median(driver):>17,.0f}"
                f"{median(driver) / median(ours):>15.2f}{'':>11}{_stored(database):>12,}",
                f"{_added_again(database):>16,}",
            )


def _let_happen(database: Database, changes: int) -> None:
    """People, and so many changes that each alert has its own pair of both."""
    fill(database, SUBSCRIPTIONS, APPLICATIONS)
    row = {"kind": "amended", "state": "matched", "noticed_at": NOW, "feed": FEED, "differences": []}
    with database.writing() as session:
        session.execute(
            insert(ChangeRow), [{**row, "application_id": n % APPLICATIONS + 1} for n in range(changes)]
        )


def _chunks(first: int, last: int) -> Iterator[list[NewAlert]]:
    """In the order in which matching finds them: all of a subscription together."""
    for start in range(first, last, CHUNK):
        yield [
            NewAlert(
                n % SUBSCRIPTIONS + 1,
                n // SUBSCRIPTIONS + 1,
                n % 800 + 0.5,
                f"{n % 800} m east of NW5 1TL",
                NOW,
                NOW,
            )
            for n in range(start, min(start + CHUNK, last))
        ]


def _in_turn(database: Database, count: int) -> tuple[list[float], list[float]]:
    """Seconds for each chunk: one of ours, one of the driver's, whose alerts are others."""
    ours, driver = [], []
    for mine, its in zip(_chunks(0, count), _chunks(count, 2 * count), strict=True):
        ours.append(_timed(lambda mine=mine: _ours(database, mine)))
        ready = _ready(database, its)
        driver.append(_timed(lambda ready=ready: _driver(database, ready)))
    return ours, driver


def _ours(database: Database, alerts: Sequence[NewAlert]) -> None:
    with database.writing() as session:
        ledger.add_all(session, alerts)


def _ready(database: Database, alerts: Sequence[NewAlert]) -> list[tuple[object, ...]]:
    at = (
        NOW if database.engine.dialect.name == "postgresql" else f"{NOW.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
    )
    return [(*alert[:4], at, at, 0) for alert in alerts]


def _driver(database: Database, rows: list[tuple[object, ...]]) -> None:
    connection = database.engine.raw_connection()
    driver, names = connection.driver_connection, ", ".join(_NAMES)
    assert driver is not None
    if database.engine.dialect.name == "postgresql":
        with driver.cursor() as cursor, cursor.copy(f"COPY alert ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        driver.commit()
    else:
        driver.execute("BEGIN IMMEDIATE")
        driver.executemany(f"INSERT INTO alert ({names}) VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        driver.execute("COMMIT")
    connection.close()


def _timed(run: Callable[[], None]) -> float:
    started = perf_counter()
    run()
    return perf_counter() - started


def _stored(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(AlertRow)) or 0


def _added_again(database: Database) -> int:
    """How many alerts a second run of the same adds; the ledger refuses the first of them."""
    before = _stored(database)
    with suppress(IntegrityError):
        _ours(database, next(_chunks(0, CHUNK)))
    return _stored(database) - before


if __name__ == "__main__":
    main()
