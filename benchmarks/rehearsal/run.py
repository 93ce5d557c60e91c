"""One rehearsal from an empty database to its figures."""

import contextlib
import dataclasses
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np

from alerts.db.session import Database
from alerts.domain.share import Share
from benchmarks.rehearsal import people as inhabitants
from benchmarks.rehearsal import registers as inventions
from benchmarks.rehearsal.audit import Audit, audit
from benchmarks.rehearsal.cluster import Store, store
from benchmarks.rehearsal.counted_areas import CountedAreas
from benchmarks.rehearsal.country import read_country
from benchmarks.rehearsal.feed_server import serve
from benchmarks.rehearsal.figures import Figures, lags_s, left_to_do, table_sizes_mb
from benchmarks.rehearsal.options import Options
from benchmarks.rehearsal.parts import feeds_of, poller_of
from benchmarks.rehearsal.processes import Helper, memory_mb
from benchmarks.rehearsal.progress import Progress
from benchmarks.rehearsal.settling import settle
from benchmarks.rehearsal.simulated_clock import SimulatedClock
from benchmarks.rehearsal.smtp_sink import Received, receive
from benchmarks.rehearsal.week import Week
from benchmarks.rehearsal.worker import work

_WRITING_UP_S = 45.0
"""Kept of the time that a rehearsal may take, for its figures."""
_LOADED_IN_ROUNDS = 3
"""The second and third for feeds that the database had no time for: the others are not due."""
_BASELINE_BEFORE = timedelta(hours=6)


@dataclass(frozen=True)
class Outcome:
    """What a rehearsal came to; `waits` is what was left when time ran out."""

    options: Options
    figures: Figures
    is_whole: bool
    seconds: float
    received: Received
    audit: Audit
    waits: dict[str, int]
    sizes_before_mb: dict[str, float]
    sizes_after_mb: dict[str, float]
    lags: dict[str, dict[str, float]]
    asked_of_feeds: tuple[int, int, int]


def rehearse(
    options: Options, progress: Progress, look_at: Callable[[Database, Received], None] | None = None
) -> Outcome:
    """Set up, live through the days, and count. `look_at` sees the database before it is gone."""
    options.folder.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    stop_at = began + (options.most_minutes * 60 - _WRITING_UP_S if options.most_minutes else 10**9)
    with store(options) as found, _week(options, found, progress, stop_at) as (week, feeds):
        sizes_before = table_sizes_mb(week.database)
        is_whole = week.go(found.server)
        progress.at("counting")
        with week.database.reading() as session:
            waits = left_to_do(session, week.clock())
        received = week.sink.ask("all")
        outcome = Outcome(
            options=options,
            figures=week.figures,
            is_whole=is_whole,
            seconds=time.monotonic() - began,
            received=received,
            audit=audit(week.database, received),
            waits=waits,
            sizes_before_mb=sizes_before,
            sizes_after_mb=table_sizes_mb(week.database),
            lags=lags_s(week.database),
            asked_of_feeds=feeds.ask("count"),
        )
        if look_at is not None:
            look_at(week.database, received)
    return outcome


@contextlib.contextmanager
def _week(
    options: Options, found: Store, progress: Progress, stop_at: float
) -> Iterator[tuple[Week, Helper]]:
    """Everything in place: registers served, read once in silence, people settled, workers waiting."""
    clock_file = options.folder / "clock"
    for left in (clock_file, *options.folder.glob("areas.pack*")):
        left.unlink(missing_ok=True)
    clock, figures, database = SimulatedClock(clock_file), Figures(), Database(found.url)
    clock.move_to(options.start - _BASELINE_BEFORE)
    timed = _Stopwatch(figures, progress)
    with timed("inventing the registers"):
        country = read_country(options.authorities, options.seed)
        country.save(options.folder / "country.npz")
        inventions.invent(options, country).save(options.folder / "registers.npz")
    with contextlib.ExitStack() as stack:
        stack.callback(database.engine.dispose)
        feeds = stack.enter_context(Helper("feeds", serve, options.folder, clock_file))
        sink = stack.enter_context(Helper("sink", receive, options.subscribers, clock_file))
        feed_port, sink_port = feeds.hear(), sink.hear()
        workers = {}
        for number in range(options.workers):
            name, share = f"worker {number + 1}", Share(number, options.workers)
            arguments = (options, share, found.url, clock_file, sink_port)
            workers[name] = stack.enter_context(Helper(name, work, *arguments))
        configured = feeds_of(options, country, feed_port)
        week = Week(
            options=options,
            database=database,
            clock=clock,
            poller=poller_of(
                database, country, clock, feed_port, is_stopping=lambda: time.monotonic() > stop_at
            ),
            feeds=configured,
            watched=CountedAreas(options.folder / "areas.pack"),
            workers=workers,
            sink=sink,
            figures=figures,
            progress=progress,
            stop_at=stop_at,
        )
        _read_in_silence(week, timed)
        with timed("settling the people"):
            settle(options, database, country, inhabitants.invent(options, country), progress.at)
        before_mb = memory_mb(os.getpid())
        with timed("packing the watch areas"):
            week.watched.follow(database, clock())
        week.figures.packed_mb = memory_mb(os.getpid()) - before_mb
        week.figures.load_s = _seconds_to_load(week)
        yield week, feeds


def _seconds_to_load(week: Week) -> float:
    """What a process that starts anew waits for, the packed areas lying in their file."""
    began = time.monotonic()
    CountedAreas(week.options.folder / "areas.pack").follow(week.database, week.clock())
    return time.monotonic() - began


def _read_in_silence(week: Week, timed: "_Stopwatch") -> None:
    """The first load of every feed, which tells nobody of anything."""
    with timed("the first load of every feed"):
        week.register()
        for _ in range(_LOADED_IN_ROUNDS):
            week.poll()
    first, fresh = week.figures, Figures()
    week.figures = fresh
    fresh.setting_up_s = first.setting_up_s
    timed.figures = fresh
    fresh.baseline = {
        "feeds": first.feeds_polled,
        "faults": first.poll_faults,
        "records": first.records_read,
        "seconds": first.poll_s,
    }


class _Stopwatch:
    """Notes how long each step of setting up took."""

    def __init__(self, figures: Figures, progress: Progress) -> None:
        self.figures = figures
        self._progress = progress

    @contextlib.contextmanager
    def __call__(self, what: str) -> Iterator[None]:
        self._progress.at(what)
        began = time.monotonic()
        yield
        took = time.monotonic() - began
        self.figures.setting_up_s[what] = took
        self._progress.say(f"{what}: {took:.1f} s")


def as_json(outcome: Outcome) -> dict[str, Any]:
    """All figures as plain values."""
    told = dataclasses.asdict(outcome.options) | {"folder": "", "start": outcome.options.start.isoformat()}
    figures = dataclasses.asdict(outcome.figures)
    figures["by_worker"] = {name: worked._asdict() for name, worked in outcome.figures.by_worker.items()}
    return {
        "options": told,
        "is_whole": outcome.is_whole,
        "seconds": outcome.seconds,
        "figures": figures,
        "emails_received": len(outcome.received.person),
        "people_written_to": len(np.unique(outcome.received.person)),
        "mail_bytes": outcome.received.bytes,
        "audit": outcome.audit._asdict(),
        "waits": outcome.waits,
        "sizes_before_mb": outcome.sizes_before_mb,
        "sizes_after_mb": outcome.sizes_after_mb,
        "lags_s": outcome.lags,
        "feed_requests_records_bytes": outcome.asked_of_feeds,
    }
