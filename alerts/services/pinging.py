"""The dead man's switch: an address is asked for as long as all that matters is well, and whoever keeps it tells the
operator when it is not asked for any more, whatever the reason.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from alerts.db.session import Database, DatabaseUnusable
from alerts.domain.pushing import Answer
from alerts.domain.wellness import Ailment
from alerts.services.wellness import ailments, in_one_line

log = logging.getLogger("planning_alerts.ping")

Ask = Callable[[str], Answer]
"""Asks for an address once, and gives what came of it."""


@dataclass(frozen=True)
class Ping:
    """Asks for `url` while all is well that people would miss; otherwise for `fail_url`, or for nothing."""

    database: Database
    clock: Callable[[], datetime]
    ask: Ask
    url: str
    fail_url: str = ""

    def __call__(self) -> None:
        ill = self._ill()
        if ill:
            log.warning("no ping: %s", in_one_line(ill))
        if url := self.fail_url if ill else self.url:
            answer = self.ask(url)
            if answer.status is None or answer.status >= 300:
                log.warning("the ping was not taken: %s", answer.words)

    def _ill(self) -> list[Ailment]:
        try:
            with self.database.reading() as session:
                return [each for each in ailments(session, self.clock()) if each.is_essential]
        except DatabaseUnusable as error:
            return [Ailment("database", str(error))]
