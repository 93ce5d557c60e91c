"""How much room is left where the service writes."""

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple


class Disk(NamedTuple):
    """What a folder of ours lies on."""

    what: str
    free_bytes: int
    total_bytes: int

    @property
    def free_percent(self) -> float:
        return 100 * self.free_bytes / max(self.total_bytes, 1)


class Place(NamedTuple):
    """A folder that something is written to."""

    what: str
    folder: Path


def disks(places: Iterable[Place]) -> list[Disk]:
    """Of each place that is there; of two on one disk the first."""
    found: dict[int, Disk] = {}
    for what, folder in places:
        try:
            device, used = folder.stat().st_dev, shutil.disk_usage(folder)
        except OSError:
            continue
        found.setdefault(device, Disk(what, used.free, used.total))
    return list(found.values())
