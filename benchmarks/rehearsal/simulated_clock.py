"""One simulated time for all processes of a rehearsal: set from tick to tick, running on with real time between."""

import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np


class SimulatedClock:
    """A clock in a file of eight bytes: the difference between simulated time and the machine's monotonic clock.

    One number, so that a reader never sees half of a move.
    """

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(bytes(8))
        self.path = path
        self._offset = np.memmap(path, dtype=np.float64, mode="r+", shape=(1,))

    def move_to(self, moment: datetime) -> None:
        """Set the time; it never goes back."""
        self._offset[0] = max(moment.timestamp() - time.monotonic(), float(self._offset[0]))

    def __call__(self) -> datetime:
        return datetime.fromtimestamp(self.timestamp(), UTC)

    def timestamp(self) -> float:
        return time.monotonic() + float(self._offset[0])
