"""Workers whose work is noted instead of done."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import text

from alerts.db.session import Database
from alerts.db.waking import Wanted, wake
from scheduler.queue import working
from scheduler.slots import Slot, places


def until(is_so: Callable[[], bool], seconds: float = 20) -> bool:
    """Whether it comes to be so before patience runs out."""
    end = time.monotonic() + seconds
    while not is_so() and time.monotonic() < end:
        time.sleep(0.02)
    return is_so()


def waited_for(event: threading.Event) -> None:
    event.wait(20)


class Bench:
    """Workers whose work is noted, and lasts as long as `busy` says."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.done: list[Wanted] = []
        self.at_work: list[Wanted] = []
        self.busy: Callable[[Wanted], None] = lambda _: None

    def perform(self, wanted: Wanted) -> None:
        self.at_work.append(wanted)
        try:
            self.busy(wanted)
        finally:
            self.at_work.remove(wanted)
        self.done.append(wanted)

    @contextmanager
    def at(self, workers: int = 1, ours: dict[Slot, int] | None = None) -> Iterator[None]:
        if not workers:
            yield
            return
        with (
            working(self.database.url, self.perform, ours or places(2), threading.Event()),
            self.at(workers - 1, ours),
        ):
            yield

    def wake(self, *wanted: Wanted) -> None:
        with self.database.writing() as session:
            for each in wanted:
                wake(session, *each)

    def left(self) -> dict[str, int]:
        """Jobs in the engine's table, by what became of them."""
        with self.database.reading() as session:
            rows = session.execute(
                text("SELECT status::text, count(*) FROM procrastinate_jobs GROUP BY status")
            )
            return {str(status): int(count) for status, count in rows}
