"""Keeps the register that dashboards are counted from: read in the background, kept up to date, counted from by any
number of threads at once.
"""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import date

from alerts.db import insight_register
from alerts.db.insight_register import Loaded
from alerts.db.insight_wards import WardsReplaced
from alerts.db.session import Database
from alerts.domain.errors import InsightNotReady
from alerts.domain.insight.counting import insight_of
from alerts.domain.insight.insight import Insight
from alerts.domain.insight.register import Register
from alerts.domain.insight.slice import Place, Slice
from alerts.language import _

log = logging.getLogger("planning_alerts.insight")

CHECK_EVERY_S = 3.0
"""How old a register may be before it is asked whether there is news."""

WARDS_EVERY_S = 60.0
"""How often it is asked whether boundaries were imported."""

LOAD_PATIENCE_S, NEWS_PATIENCE_S = 1.0, 0.15
"""How long a request waits for the first load, and for what is new; after that it is told to come back, or sees what
was there before."""

KEPT = 128
"""So many answers are kept: a dashboard's own, and those it is compared with."""

_Key = tuple[int, Place, Slice, date]


class Insights:
    """The numbers of a database's applications. `clock` counts seconds, from any beginning."""

    def __init__(
        self,
        database: Database,
        check_every_s: float = CHECK_EVERY_S,
        load_patience_s: float = LOAD_PATIENCE_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._check_every_s = check_every_s
        self._load_patience_s = load_patience_s
        self._clock = clock
        self._loaded: Loaded | None = None
        self._is_sound = True
        self._checked_at = self._wards_checked_at = -float("inf")
        self._reading = threading.Lock()
        self._guard = threading.Lock()
        self._reader: threading.Thread | None = None
        self._answers: OrderedDict[_Key, Insight] = OrderedDict()

    def start(self) -> None:
        """Begin to read in the background, unless somebody reads already."""
        self._reader_at_work()

    def insight(self, place: Place, wanted: Slice, today: date) -> Insight:
        """What a dashboard shows; InsightNotReady for a moment after a start."""
        register = self.register()
        key = (register.version, place, wanted, today)
        with self._guard:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        answer = insight_of(register, place, wanted, today)
        with self._guard:
            self._answers[key] = answer
            while len(self._answers) > KEPT:
                self._answers.popitem(last=False)
        return answer

    def register(self) -> Register:
        """The newest register that can be had without waiting long."""
        if self._clock() - self._checked_at >= self._check_every_s:
            patience_s = self._load_patience_s if self._loaded is None else NEWS_PATIENCE_S
            self._reader_at_work().join(patience_s)
        loaded = self._loaded
        if loaded is None:
            raise InsightNotReady(_("The figures are still being counted. Try again in a minute."))
        return loaded.register

    def refresh(self) -> None:
        """Read what is new, now; all of it for the first time, and after an error, whatever it was that it broke on."""
        with self._reading:
            is_sound, self._is_sound = self._is_sound, False
            try:
                self._loaded = self._newer(self._loaded) if self._loaded and is_sound else self._anew()
                self._is_sound = True
            finally:
                self._checked_at = self._clock()

    def _anew(self) -> Loaded:
        began, known = self._clock(), self._loaded
        loaded = insight_register.load(self._database, known.register.version if known else 0)
        self._wards_checked_at = self._clock()
        read, took_s = len(loaded.register), self._clock() - began
        log.info("the numbers of %d applications were read in %.1f s", read, took_s)
        return loaded

    def _newer(self, loaded: Loaded) -> Loaded:
        """Wards come first: what is new is looked for in those that are in use."""
        if self._clock() - self._wards_checked_at >= WARDS_EVERY_S:
            loaded = self._with_current_wards(loaded)
        try:
            return insight_register.refreshed(self._database, loaded)
        except WardsReplaced:
            return insight_register.refreshed(self._database, self._with_current_wards(loaded))

    def _with_current_wards(self, loaded: Loaded) -> Loaded:
        current = insight_register.with_current_wards(self._database, loaded)
        self._wards_checked_at = self._clock()
        return current

    def _reader_at_work(self) -> threading.Thread:
        """The thread that reads, a new one where none does; a process that was forked has none."""
        with self._guard:
            if self._reader is None or not self._reader.is_alive():
                self._reader = threading.Thread(target=self._try_to_refresh, name="insight", daemon=True)
                self._reader.start()
            return self._reader

    def _try_to_refresh(self) -> None:
        try:
            self.refresh()
        except Exception:
            # What was read before still stands; the next request after a while reads everything anew.
            log.exception("the numbers of dashboards could not be read")
