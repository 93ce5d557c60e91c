"""What every poll needs: the way out, the store, the clock, the limits."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts.db.session import Database
from alerts.domain.timetable import Timetable
from alerts.effects import OnEffect, no_effect
from geo.gazetteer import Gazetteer
from scheduler.fetch import Fetcher


@dataclass(frozen=True)
class PollLimits:
    """How far one poll may go. A poll cut off here is resumed by the next."""

    pages: int = 2_000
    total: timedelta = timedelta(minutes=30)
    lease: timedelta = timedelta(minutes=5)
    longest_wait: timedelta = timedelta(hours=24)


@dataclass(frozen=True)
class Poller:
    """What every poll needs: the way out, the store, the clock, the limits."""

    database: Database
    fetcher: Fetcher
    gazetteer: Gazetteer
    timetable: Timetable
    clock: Callable[[], datetime]
    flood_limit: int = 200
    limits: PollLimits = PollLimits()
    is_stopping: Callable[[], bool] = lambda: False
    on_effect: OnEffect = no_effect
    jitter: Callable[[], float] = random.random
