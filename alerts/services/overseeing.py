"""What a site can do for a scheduler that has stopped, and that can tell nobody itself: say so, once, in the log and to
whoever takes reports of errors.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from alerts.db import beats
from alerts.db.session import Database, DatabaseUnusable
from alerts.domain.wellness import USUAL, clock_ailments
from alerts.services.wellness import in_one_line

log = logging.getLogger("planning_alerts.overseeing")


class Overseer:
    """Called every few seconds by a process that does no work of its own."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database, self._clock = database, clock
        self._since = clock()
        self._is_said = False

    def __call__(self) -> None:
        now = self._clock()
        if now - self._since <= USUAL.clock:
            return  # the whole service may be starting
        try:
            with self._database.reading() as session:
                ill = clock_ailments(beats.everybody(session), now)
        except DatabaseUnusable:
            return  # the pages say so, and it is no fault of the scheduler's
        ill = [each for each in ill if each.since is not None]  # the commands of a crontab need no scheduler
        if ill and not self._is_said:
            log.error("%s; nothing is read and nobody is written to", in_one_line(ill))
        self._is_said = bool(ill)
