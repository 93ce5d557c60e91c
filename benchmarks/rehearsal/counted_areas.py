"""The watch areas as matching holds them, with a count of what is asked of them."""

import time
from collections.abc import Sequence
from pathlib import Path

from alerts.domain.matching import Noticed
from alerts.services.watched import Near, WatchedAreas


class CountedAreas(WatchedAreas):
    """Pairs of area and change that were found, and the seconds that finding them took."""

    def __init__(self, file: Path) -> None:
        super().__init__(file)
        self.pairs = 0
        self.finding_s = 0.0

    def near(self, noticed: Sequence[Noticed]) -> list[Near]:
        began = time.monotonic()
        found = super().near(noticed)
        self.finding_s += time.monotonic() - began
        self.pairs += len(found)
        return found
