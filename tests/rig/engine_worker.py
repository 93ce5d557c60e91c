"""The kill rig's worker on the distributed engine: a shipped `worker`, until the rows say that nothing is left to do.

Only what a test cannot wait for is hurried: a dead worker is missed in two seconds here, and in service in thirty.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.connection import Connection

from sqlalchemy import text

from alerts.cli.installation import Installation
from alerts.cli.working_parts import bench_of, clock_of, only_scheduler
from alerts.db.session import DatabaseUnusable
from alerts.services.post import Post
from scheduler import leading, queue
from scheduler.poller import Poller
from scheduler.slots import Slot
from tests.rig.left_to_do import is_anything_left

HEARTBEAT_S, DEAD_AFTER_S, RESCUE_EVERY_S = 0.4, 2.0, 0.5
LOOK_EVERY_S = 0.05
AT = (Slot.WORK, Slot.MAIL, Slot.POLLS)
"""What the rig is about: no letter to an operator comes between."""

_POLL_NOW = "UPDATE feed SET next_poll_at = now() WHERE poll_owner IS NULL"
_IS_TO_BE_POLLED = """
SELECT count(*) FROM feed
WHERE is_enabled AND (poll_owner IS NOT NULL OR next_poll_at IS NULL OR next_poll_at <= now())
"""
_FAILED = " AND last_error IS NOT NULL AND next_poll_at > now()"


def work_on_the_engine(parts: Installation, poller: Poller, post: Post, ready: Connection) -> None:
    """Join, work until nothing is left to do, and leave."""
    _hurry()
    pipeline = replace(parts.pipeline, poller=poller, post=post, on_effect=poller.on_effect)
    parts.__dict__["pipeline"] = pipeline
    _survived(lambda: _execute(parts, _POLL_NOW))
    with only_scheduler(parts) as may_lead, bench_of(parts, queues=AT), clock_of(parts, may_lead, "worker"):
        ready.send(None)
        while not _survived(lambda: _is_all_done(parts)):
            time.sleep(LOOK_EVERY_S)


def _hurry() -> None:
    queue.HEARTBEAT_S, queue.DEAD_AFTER_S = HEARTBEAT_S, DEAD_AFTER_S
    leading.RESCUE_EVERY_S = RESCUE_EVERY_S


def _is_all_done(parts: Installation) -> bool:
    """Each feed was read to its end since somebody came, and nothing that it brought is left."""
    _execute(parts, _POLL_NOW + _FAILED)
    with parts.database.reading() as session:
        is_polled = session.scalar(text(_IS_TO_BE_POLLED)) == 0
    return is_polled and not is_anything_left(parts.database)


def _survived(step: Callable[[], bool | None]) -> bool:
    """A database that is gone for a moment is asked again."""
    try:
        return bool(step())
    except DatabaseUnusable:
        return False


def _execute(parts: Installation, statement: str) -> None:
    with parts.database.writing() as session:
        session.execute(text(statement))
