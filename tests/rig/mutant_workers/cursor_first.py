"""Moves a feed's cursor on before the page is recorded."""

from alerts.db import feeds
from scheduler import poll
from scheduler.known import ReadPage
from scheduler.poll_run import PollRun
from scheduler.poller import Poller


def spoil() -> None:
    record = poll._record

    def cursor_first(poller: Poller, run: PollRun, read: ReadPage) -> None:
        with poller.database.writing() as session:
            row = feeds.locked_row(session, run.name)
            assert row is not None
            row.cursor = read.page.cursor
        record(poller, run, read)

    poll._record = cursor_first
