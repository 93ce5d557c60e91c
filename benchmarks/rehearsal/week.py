"""The week itself: from hour to hour, polls that are due, matching, and mail until none is due."""

import contextlib
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from alerts.db import feeds
from alerts.db.session import Database, DatabaseUnusable
from alerts.db.tables import FeedRow
from alerts.services.alerting import match_changes
from alerts.services.reminding import remind
from benchmarks.rehearsal.counted_areas import CountedAreas
from benchmarks.rehearsal.figures import Figures
from benchmarks.rehearsal.options import Options
from benchmarks.rehearsal.parts import TIMETABLE
from benchmarks.rehearsal.processes import Helper, core_s, core_s_with_children
from benchmarks.rehearsal.progress import Progress
from benchmarks.rehearsal.simulated_clock import SimulatedClock
from benchmarks.rehearsal.worker import Worked
from scheduler.configured import ConfiguredFeed
from scheduler.poll import poll_due
from scheduler.poll_run import PollReport
from scheduler.poller import Poller

HOUR = timedelta(hours=1)
_POLLS_AT_ONCE = 4
"""The scheduler has eight; the other four would wait for two cores."""


@dataclass
class Week:
    """Everything that a rehearsal goes on with. `stop_at` is a moment of the monotonic clock."""

    options: Options
    database: Database
    clock: SimulatedClock
    poller: Poller
    feeds: dict[str, ConfiguredFeed]
    watched: CountedAreas
    workers: dict[str, Helper]
    sink: Helper
    figures: Figures
    progress: Progress
    stop_at: float

    def is_over(self) -> bool:
        return time.monotonic() > self.stop_at

    def go(self, server: int | None) -> bool:
        """The whole of it; False where time ran out before."""
        for tick in ticks(self.options.start, self.options.days):
            self.clock.move_to(tick)
            for name, work in (("poll", self.poll), ("match", self.match), ("mail", self.mail)):
                with self._counted(name, server):
                    work()
            self.figures.ticks += 1
            pids = {name: worker.pid for name, worker in self.workers.items()} | {"sink": self.sink.pid}
            self.figures.remember_memory(pids, server)
            if self.is_over():
                return False
        return True

    @contextlib.contextmanager
    def _counted(self, name: str, server: int | None) -> Iterator[None]:
        """Note what a kind of work takes of a core, in each process that has a part in it."""
        before = self._core_s(server)
        yield
        after = self._core_s(server)
        self.figures.add_core_s(name, {each: after[each] - before[each] for each in after})

    def _core_s(self, server: int | None) -> dict[str, float]:
        taken = {
            "leader": core_s(os.getpid()),
            "workers": sum(core_s(each.pid) for each in self.workers.values()),
        }
        return taken | ({"database": core_s_with_children(server)} if server else {})

    def register(self) -> None:
        """Make the feeds known, as a service does when it starts."""
        with self.database.writing() as session:
            feeds.register(session, (configured.entry() for configured in self.feeds.values()))

    def poll(self) -> None:
        """Poll all feeds that are due, some at once as the service does."""
        began = time.monotonic()
        due = self._due()
        with ThreadPoolExecutor(_POLLS_AT_ONCE) as pool:
            polls = [pool.submit(self._polled, self.feeds[name]) for name in due]
            for number, poll in enumerate(as_completed(polls)):
                self._at(f"{number} of {len(due)} feeds polled")
                if (report := poll.result()) is not None:
                    self.figures.feeds_polled += 1
                    self.figures.poll_faults += report.error is not None
                    self.figures.records_read += report.fetched
                    self.figures.changes_noticed += report.new + report.changed
        self.figures.poll_s += time.monotonic() - began

    def _polled(self, configured: ConfiguredFeed) -> PollReport | None:
        """A poll that the database has no time for is a fault, and the feed is due at the next tick as well."""
        try:
            return poll_due(self.poller, configured)
        except DatabaseUnusable as error:
            return PollReport(configured.feed.name, error=str(error))

    def _due(self) -> list[str]:
        with self.database.reading() as session:
            is_due = or_(FeedRow.next_poll_at.is_(None), FeedRow.next_poll_at <= self.clock())
            rows = select(FeedRow.name).where(is_due).order_by(FeedRow.next_poll_at, FeedRow.name)
            due = list(session.scalars(rows))
        return [name for name in due if name in self.feeds]

    def match(self) -> None:
        figures = self.figures
        self._at("matching")
        began = time.monotonic()
        figures.reminders += remind(self.database, TIMETABLE, self.clock)
        reminded = time.monotonic()
        report = match_changes(
            self.database, TIMETABLE, self.clock, is_stopping=self.is_over, watched=self.watched
        )
        ended = time.monotonic()
        figures.remind_s += reminded - began
        figures.pairs, figures.finding_s = self.watched.pairs, self.watched.finding_s
        figures.match_s += ended - reminded
        figures.match_runs += 1
        figures.changes_matched += report.changes
        figures.alerts += report.alerts

    def mail(self) -> None:
        """Let the workers compose and send what is due, and say meanwhile how far they are."""
        began = time.monotonic()
        for worker in self.workers.values():
            worker.tell(self.stop_at)
        for name, worker in self.workers.items():
            while (done := worker.hear(wait_s=1.0)) is None:
                self._at(f"{self.sink.ask('count'):,} e-mails came")
            self.figures.by_worker[name] = self.figures.by_worker.get(name, Worked()).and_then(done)
        self.figures.work_wall_s += time.monotonic() - began

    def _at(self, what: str) -> None:
        counted = self.figures
        self.progress.at(
            f"{self.clock():%A %H:%M}, {what}; so far {counted.feeds_polled:,} polls, "
            f"{counted.changes_matched:,} changes, {counted.alerts:,} alerts, {counted.worked.sent:,} e-mails"
        )


def ticks(start: datetime, days: int) -> Iterator[datetime]:
    """Every hour of so many days, at the minutes of the start, and a minute past the time of most digests."""
    at = TIMETABLE.digest_time
    for hour in range(24 * days):
        yield (tick := start + hour * HOUR)
        if tick.hour == at.hour:
            yield tick.replace(minute=at.minute + 1)
