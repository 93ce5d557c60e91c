"""Changes turned into alerts, for more and more subscriptions: `python -m benchmarks.alerting [SIZE …] [--full]`.

2,000 changes, spread as people are, matched by the real code on SQLite and PostgreSQL against 10,000 and 100,000
subscriptions (`--full`: and 1,000,000), three times. How long it takes to read the areas first, and a run after that;
and for how long at a time the lock is held for which those wait who confirm, pause or leave meanwhile. The slope is
that of the log-log plot of a run's seconds by its alerts: 1 where each costs the same however many there are.
"""

import sys
from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from math import log
from statistics import median
from time import perf_counter
from typing import NamedTuple

from sqlalchemy import delete

from alerts.db.session import Database
from alerts.db.tables import AlertRow, ChangeRow
from alerts.services.alerting import match_changes
from alerts.services.watched import WatchedAreas
from benchmarks.crowd import DATABASES, NOW, TIMETABLE, fill, let_happen

SIZES, FULL, CHANGES, ROUNDS = (10_000, 100_000), 1_000_000, 2_000, 3
LONGEST_GOAL_S, SLOPE_GOAL = 1.0, 1.1


class Run(NamedTuple):
    """How long a run took, how long the lock was held each time, and how many alerts there were."""

    seconds: float
    held: tuple[float, ...]
    alerts: int


def main() -> None:
    """Print a line for each database and size, and the slope from each size to the next."""
    sizes = [int(word.replace(",", "")) for word in sys.argv[1:] if not word.startswith("-")]
    sizes = sizes or [*SIZES, *([FULL] if "--full" in sys.argv else [])]
    print(f"{'':>12}{'subscriptions':>15}{'areas s':>9}{'run s':>8}{'alerts':>10}{'a second':>10}", end="")
    print(f"{'lock median s':>15}{'longest s':>11} (goal {LONGEST_GOAL_S})")
    for name, opened in DATABASES.items():
        runs = []
        for size in sizes:
            with opened() as database:
                runs.append(_measured(name, database, size))
        for small, large in pairwise(runs):
            slope = log(large.seconds / small.seconds) / log(large.alerts / small.alerts)
            print(f"{name:>12} slope by alerts {slope:.2f} (goal at most {SLOPE_GOAL})")


def _measured(name: str, database: Database, size: int) -> Run:
    fill(database, size, CHANGES)
    watched, started = WatchedAreas(), perf_counter()
    watched.follow(database, NOW)
    read_s = perf_counter() - started
    runs = sorted(_run(database, watched) for _ in range(ROUNDS))
    run, held = runs[ROUNDS // 2], [each for every in runs for each in every.held]
    print(
        f"{name:>12}{size:>15,}{read_s:>9.2f}{run.seconds:>8.2f}{run.alerts:>10,}"
        f"{run.alerts / run.seconds:>10,.0f}{median(held):>15.3f}{max(held):>11.3f}",
        flush=True,
    )
    return run


def _run(database: Database, watched: WatchedAreas) -> Run:
    """Every application changes, and everybody's alerts are written; both are taken away again."""
    let_happen(database, CHANGES)
    held: list[float] = []
    clock, began = _clock()

    def on_effect(effect: str) -> None:
        if effect == "matched":  # what was locked is committed
            held.append(perf_counter() - began[-1])

    started = perf_counter()
    report = match_changes(database, TIMETABLE, clock, on_effect, watched=watched)
    seconds = perf_counter() - started
    with database.writing() as session:
        session.execute(delete(AlertRow))
        session.execute(delete(ChangeRow))
    return Run(seconds, tuple(held), report.alerts)


def _clock() -> tuple[Callable[[], datetime], list[float]]:
    """A clock that stands, and when it was asked: each time first thing once the lock is held."""
    asked: list[float] = []

    def clock() -> datetime:
        asked.append(perf_counter())
        return NOW

    return clock, asked


if __name__ == "__main__":
    main()
