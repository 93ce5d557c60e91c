"""What this process has claimed and not begun yet, for all its connections: each takes from it what it sends next."""

import logging
import threading
import time
from collections import deque

from alerts.db.emails import LANES
from alerts.db.session import DatabaseUnusable
from alerts.services.claiming import Claimed, Wait, claim, give_back
from alerts.services.post import Post

log = logging.getLogger("planning_alerts.sending")


class InHand:
    """E-mails are claimed several at once and begun one by one. A stuck connection keeps only its own from going.

    What is claimed waits for no longer than a lease is renewed; before each is begun, unless that was done a moment
    ago, it is looked whether one of an earlier lane has come: a confirmation waits for no batch of digests.
    """

    def __init__(self, post: Post) -> None:
        self._post = post
        self._waiting: deque[Claimed] = deque()
        self._claimed_at = self._looked_at = 0.0
        self._lock = threading.Lock()

    def next(self) -> Claimed | Wait | None:
        """The next e-mail to be sent; None where nothing is due, or may go."""
        with self._lock:
            if self._waiting:
                self._look_for_earlier_lanes()
            else:
                found = self._claim()
                if isinstance(found, Wait):
                    return found
            return self._waiting.popleft() if self._waiting else None

    def give_back_late(self) -> None:
        """Let others have what nobody here has begun for too long."""
        with self._lock:
            if (
                self._waiting
                and time.monotonic() - self._claimed_at >= self._post.renew_every.total_seconds()
            ):
                self._give_back()

    def give_back(self) -> None:
        """Let others have what is left. If that fails it is theirs when the leases run out."""
        with self._lock:
            try:
                self._give_back()
            except DatabaseUnusable as error:
                log.warning("%d e-mails are not given back: %s", len(self._waiting), error)

    def _look_for_earlier_lanes(self) -> None:
        earlier = LANES[: LANES.index(self._waiting[0].email.lane)]
        if not earlier or time.monotonic() - self._looked_at < self._post.look_every.total_seconds():
            return
        self._looked_at = time.monotonic()
        found = claim(self._post, earlier)
        if not isinstance(found, Wait):
            self._waiting.extendleft(reversed(found))

    def _claim(self) -> tuple[Claimed, ...] | Wait:
        found = claim(self._post)
        self._claimed_at = self._looked_at = time.monotonic()
        if not isinstance(found, Wait):
            self._waiting.extend(found)
        return found

    def _give_back(self) -> None:
        if self._waiting:
            give_back(self._post, list(self._waiting))
            self._waiting.clear()
