"""Keeps the leases of the e-mails in hand in force while this process lives and runs."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from alerts.services.claiming import Claimed, renewed
from alerts.services.post import Post

log = logging.getLogger("planning_alerts.sending")

LONGEST_HAND_OVER_S = 900.0
"""A delivery has 120 s before its dot and 600 s after; one that takes longer hangs, and its lease may run out."""


class Leases:
    """`with Leases(post) as leases: with leases.held(claimed): …`

    They are renewed by a thread of this process: when the process is frozen or dead, so is the thread. `also` is done
    each time before.
    """

    def __init__(
        self,
        post: Post,
        longest_s: float = LONGEST_HAND_OVER_S,
        also: Callable[[], None] = lambda: None,
    ) -> None:
        self._post = post
        self._also = also
        self._longest_s = longest_s
        self._in_hand: dict[Claimed, float] = {}
        self._lock = threading.Lock()
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._renew_until_over, name="leases", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self._is_over.set()
        self._thread.join()

    @contextmanager
    def held(self, claimed: Claimed) -> Iterator[None]:
        """Renew this one's lease until the block ends."""
        with self._lock:
            self._in_hand[claimed] = time.monotonic()
        try:
            yield
        finally:
            with self._lock:
                self._in_hand.pop(claimed, None)

    def _renew_until_over(self) -> None:
        while not self._is_over.wait(self._post.renew_every.total_seconds()):
            with self._lock:
                oldest = time.monotonic() - self._longest_s
                in_hand = [claimed for claimed, since in self._in_hand.items() if since > oldest]
            try:
                self._also()
                self._renew(in_hand)
            except Exception:
                log.exception("leases could not be renewed; it is tried again")

    def _renew(self, in_hand: list[Claimed]) -> None:
        ours = renewed(self._post, in_hand) if in_hand else set()
        for claimed in in_hand:
            if claimed.id not in ours:
                log.info("the e-mail %s was taken over by another worker", claimed.id)
