"""A moment by which something must be over, on a clock that is passed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Deadline:
    """`at` is read on `monotonic`, in seconds."""

    at: float
    monotonic: Callable[[], float]

    @classmethod
    def after(cls, seconds: float, monotonic: Callable[[], float]) -> Deadline:
        return cls(monotonic() + seconds, monotonic)

    def remaining_s(self) -> float:
        """Seconds left; 0.0 once it has passed."""
        return max(self.at - self.monotonic(), 0.0)

    def socket_timeout_s(self) -> float:
        """Seconds left as a socket takes them: never 0, which to a socket means another mode."""
        return max(self.remaining_s(), 0.001)

    def within(self, seconds: float) -> Deadline:
        """The earlier of this deadline and `seconds` from now."""
        return Deadline(min(self.at, self.monotonic() + seconds), self.monotonic)
