"""How fresh the register was lately: what the database said of some councils is believed for a second.

However many readers ask whether anything of theirs is new, a process asks the database once a second about the councils
of each. A change that became public is told of that much later, and never later than that.
"""

import time
from collections.abc import Callable, Collection
from typing import NamedTuple

from alerts.db.freshness import Freshness, freshness
from alerts.db.session import Database

BELIEVED_S = 1.0
MOST_KEPT = 5_000
"""Sets of councils at the most: there are a few hundred councils, and an area touches few of them."""


class _Said(NamedTuple):
    fresh: Freshness
    asked_at: float


class Lately:
    """The freshness of councils as it was at most `believed_s` ago."""

    def __init__(
        self, database: Database, believed_s: float, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._database = database
        self._believed_s = believed_s
        self._monotonic = monotonic
        self._said: dict[frozenset[str], _Said] = {}

    def of(self, authorities: Collection[str]) -> Freshness:
        """That of these councils together; of all where none is named. Raises DatabaseUnusable."""
        councils, now = frozenset(authorities), self._monotonic()
        said = self._said.get(councils)
        if said is not None and now - said.asked_at < self._believed_s:
            return said.fresh
        with self._database.reading() as session:
            fresh = freshness(session, councils)
        if len(self._said) >= MOST_KEPT:
            self._said = {}
        # As old as the moment before it was asked for: a change since then may be missing in it.
        self._said[councils] = _Said(fresh, now)
        return fresh
