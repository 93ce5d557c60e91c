"""What the lock files pin: names, versions, hashes, and for which machines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.markers import Marker

_PINNED = re.compile(
    r"(?P<name>[A-Za-z0-9._-]+)(?:\[[^]]*\])?==(?P<version>[^\s;\\]+)(?:\s*;\s*(?P<marker>[^\\]+))?"
)
_HASH = re.compile(r"--hash=(sha256:[0-9a-f]{64})(?:\s|$)")


class NotPinned(ValueError):
    """A line of a lock that names no exact version."""


@dataclass(frozen=True)
class Pinned:
    """One package of a lock; without hashes, anything of that name and version could be put in its place."""

    name: str
    version: str
    hashes: tuple[str, ...]
    marker: str

    @property
    def is_for_here(self) -> bool:
        """Whether it is installed on a machine like this one."""
        return not self.marker or Marker(self.marker).evaluate()


def normal(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(lock: Path) -> list[Pinned]:
    """Every package of a lock. Raises NotPinned for one without an exact version."""
    return list(_pinned(lock.read_text(encoding="utf-8")))


def _pinned(text: str) -> Iterator[Pinned]:
    for statement in text.replace("\\\n", " ").splitlines():
        line = statement.partition("#")[0].strip()
        if not line:
            continue
        found = _PINNED.match(line)
        if found is None:
            raise NotPinned(line)
        marker = (found["marker"] or "").partition("--hash")[0].strip()
        yield Pinned(normal(found["name"]), found["version"], tuple(_HASH.findall(line)), marker)
