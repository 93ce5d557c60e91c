"""Which of several schedulers on one PostgreSQL works: the one whose session holds the lock. The others stand by.

The lock is a courtesy that spares work; that nothing is done twice is proved by slots, leases and unique rows.
"""

import logging
import threading
import time
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, NullPool, create_engine, text
from sqlalchemy.exc import DBAPIError

from alerts.db.locks import key_of

log = logging.getLogger("planning_alerts.scheduler")

_LONGEST_NAME = 63
_DEAD_AFTER_S = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
LEAD_KEY = key_of("scheduler")
CALLED = "planning-alerts "
"""How our connections are called, before the process whose they are."""


class Lead:
    """`with Lead(url) as lead: lead.is_ours()`, asked before every piece of work.

    The lock goes with its connection: when that is cut, another may have it, and we ask for it anew.
    """

    def __init__(self, url: str, whose: str = "", known_for_s: float = 1.0) -> None:
        self._engine = create_engine(
            url,
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            connect_args={
                "connect_timeout": 5,
                "application_name": f"{CALLED}{whose}"[:_LONGEST_NAME],
                **_DEAD_AFTER_S,
            },
        )
        self._known_for_s = known_for_s
        self._guard = threading.Lock()
        self._connection: Connection | None = None
        self._is_ours = False
        self._asked_at = float("-inf")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        with self._guard:
            self._hang_up()
        self._engine.dispose()

    def is_ours(self) -> bool:
        with self._guard:
            if time.monotonic() - self._asked_at >= self._known_for_s:
                was_ours, self._is_ours = self._is_ours, self._ask()
                self._asked_at = time.monotonic()
                if was_ours != self._is_ours:
                    log.warning("this scheduler %s", "works from now on" if self._is_ours else "stands by")
            return self._is_ours

    def _ask(self) -> bool:
        try:
            if self._connection is None:
                self._connection = self._engine.connect()
                self._is_ours = False
            if self._is_ours:
                self._connection.execute(text("SELECT 1"))
                return True
            tried = text("SELECT pg_try_advisory_lock(:key)")
            return bool(self._connection.scalar(tried, {"key": LEAD_KEY}))
        except DBAPIError as error:
            log.warning("the database cannot be asked who works: %s", str(error.orig).partition("\n")[0])
            self._hang_up()
            return False

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None
