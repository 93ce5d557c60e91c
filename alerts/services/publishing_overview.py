"""How the files of open data do: when they were made, and whether they should have been made anew."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from alerts.domain.nightly import Nightly
from alerts.services.publishing_folder import manifest_of, read_manifest
from alerts.syndication.manifest import APPLICATIONS, Manifest


@dataclass(frozen=True)
class FilesPlace:
    """Where the files of a site lie, and when they are made."""

    folder: Path
    nightly: Nightly

    def night(self) -> tuple[Path, Manifest] | None:
        """The night in use and the list of its files; None before the first, and where the list is damaged."""
        return read_manifest(self.folder, _manifest)


@lru_cache(maxsize=4)
def _manifest(night: Path) -> Manifest:
    """A night's list never changes, and no other night has its name."""
    return manifest_of(night)


@dataclass(frozen=True)
class FilesOverview:
    """None of it is known before the first night."""

    made_at: datetime | None
    applications: int
    is_late: bool

    def as_json(self) -> dict[str, Any]:
        state = "late" if self.is_late else "fine" if self.made_at else "not made yet"
        return {
            "state": state,
            "made_at": self.made_at.isoformat() if self.made_at else None,
            "applications": self.applications,
        }


def files_overview(place: FilesPlace | None, now: datetime) -> FilesOverview | None:
    """None where no files are made."""
    if place is None:
        return None
    found = place.night()
    made_at = found[1].made_at if found else None
    whole = found[1].named(f"{APPLICATIONS}.csv") if found else None
    return FilesOverview(made_at, whole.rows if whole else 0, place.nightly.are_late(made_at, now))
