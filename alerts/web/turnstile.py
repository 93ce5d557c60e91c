"""How much a network may ask for in a minute, counted in the memory of this process: looking writes nothing."""

import threading
from collections.abc import Callable

MOST_NETWORKS = 20_000
"""How many networks are remembered at most; who is forgotten begins anew."""

_HAIR_S = 1e-6
"""Seconds added up thousands of times are out by less."""


class Turnstile:
    """Lets each network through so often a minute, all at once or spread; then one more whenever its turn comes.

    Of a network only the moment is kept at which all that it asked for would have been due (the generic cell rate
    algorithm of ATM, ITU-T I.371). Every process counts for itself.
    """

    def __init__(self, a_minute: int, clock: Callable[[], float]) -> None:
        self.a_minute = a_minute
        self._burst_s = 60.0
        self._each_s = 60.0 / a_minute
        self._clock = clock
        self._due: dict[str, float] = {}
        self._lock = threading.Lock()

    def wait_s(self, network: str, weight: int = 1) -> float:
        """Let a network through and return 0, or return how many seconds it has to wait. What is asked for at once may
        weigh more than one, but no more than goes through in a minute.
        """
        with self._lock:
            now = self._clock()
            owed_until = max(self._due.pop(network, now), now)
            due = owed_until + weight * self._each_s
            wait = due - now - self._burst_s
            self._due[network] = owed_until if wait > _HAIR_S else due
            if len(self._due) > MOST_NETWORKS:
                self._forget(now)
            return wait if wait > _HAIR_S else 0.0

    def give_back(self, network: str, weight: int) -> None:
        """Take back some of what a network was let through with and did not use."""
        with self._lock:
            if network in self._due:
                self._due[network] -= weight * self._each_s

    def left(self, network: str) -> int:
        """How much may still go through at once."""
        with self._lock:
            now = self._clock()
            owed_s = max(self._due.get(network, now) - now, 0.0)
            return max(int((self._burst_s - owed_s + _HAIR_S) / self._each_s), 0)

    def _forget(self, now: float) -> None:
        """Drop those that owe nothing, and where that is not enough those that asked longest ago."""
        self._due = {network: due for network, due in self._due.items() if due > now}
        for network in list(self._due)[: max(0, len(self._due) - MOST_NETWORKS // 2)]:
            del self._due[network]
