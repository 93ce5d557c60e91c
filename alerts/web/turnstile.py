"""How many pages a network may ask for in a minute, counted in the memory of this process: looking writes nothing."""

import threading
from collections.abc import Callable

MOST_NETWORKS = 20_000
"""How many networks are remembered at most; who is forgotten begins anew."""


class Turnstile:
    """Lets each network through so often a minute, all at once or spread; then one more whenever its turn comes.

    Of a network only the moment is kept at which all that it asked for would have been due (the generic cell rate
    algorithm of ATM, ITU-T I.371). Every process counts for itself.
    """

    def __init__(self, a_minute: int, clock: Callable[[], float]) -> None:
        self._burst_s = 60.0
        self._each_s = 60.0 / a_minute
        self._clock = clock
        self._due: dict[str, float] = {}
        self._lock = threading.Lock()

    def wait_s(self, network: str) -> float:
        """Let a network through and return 0, or return how many seconds it has to wait."""
        with self._lock:
            now = self._clock()
            due = max(self._due.pop(network, now), now) + self._each_s
            wait = due - now - self._burst_s
            self._due[network] = due - self._each_s if wait > 0 else due
            if len(self._due) > MOST_NETWORKS:
                self._forget(now)
            return max(wait, 0.0)

    def _forget(self, now: float) -> None:
        """Drop those that owe nothing, and where that is not enough those that asked longest ago."""
        self._due = {network: due for network, due in self._due.items() if due > now}
        for network in list(self._due)[: max(0, len(self._due) - MOST_NETWORKS // 2)]:
            del self._due[network]
