"""A register of two councils whose files are made into a folder, and what reads them back."""

import csv
import gzip
import io
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import shapely

from alerts.db import boundaries, change_log, changes
from alerts.db.session import Database
from alerts.db.tables import ApplicationRow
from alerts.domain.change import Change, ChangeKind, Difference
from alerts.domain.licence import Licence
from alerts.services.publishing import Press, Progress, make_files
from alerts.services.publishing_rows import Origin
from alerts.syndication.manifest import Manifest
from geo.boundaries import Boundary, BoundaryKind
from tests.factories import CAMDEN, ISLINGTON, NW5_1TL, an_application, at, stored

OGL = Licence("Open Government Licence v3.0", "https://licence.example/3")
ORIGIN = Origin("https://alerts.example", {"camden": OGL})
NIGHT = datetime(2026, 6, 11, 1, 15, tzinfo=UTC)


@dataclass
class Works:
    """Makes the files of a database, night after night."""

    press: Press
    nights: int = 0

    def make(self, progress: Progress = lambda done, total: None, **changed: Any) -> Manifest:
        now = NIGHT + timedelta(days=self.nights)
        self.nights += 1
        return make_files(replace(self.press, clock=lambda: now, **changed), progress)

    @property
    def current(self) -> Path:
        return self.press.folder / "current"

    def csv(self, name: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.text(name), newline="")))

    def jsonl(self, name: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text(name).split("\n") if line]

    def text(self, name: str) -> str:
        data = (self.current / name).read_bytes()
        return (gzip.decompress(data) if name.endswith(".gz") else data).decode()


@pytest.fixture
def works(database: Database, tmp_path: Path) -> Works:
    return Works(Press(database, tmp_path / "open-data", ORIGIN, lambda: NIGHT))


@pytest.fixture
def register(database: Database) -> Database:
    """Three of Camden's, one of them without a place, one of Islington's, one held back, and what was noticed."""
    east, north = NW5_1TL
    ward = shapely.box(east - 500, north - 500, east + 500, north + 500)
    with database.writing() as session:
        boundaries.replace(session, [Boundary(BoundaryKind.WARD, "E05013658", "South", CAMDEN, 2025, ward)])
        rows = [
            stored(session, an_application(1)),
            stored(session, an_application(2, site=None, description="=1+1")),
            stored(session, an_application(3, site=at(2_000))),
            stored(session, an_application(4, authority=ISLINGTON, feed="london")),
            stored(session, an_application(5, quarantine="suspected-test", description="Held back")),
        ]
        for row in rows:
            note(session, row, datetime(2026, 5, 20, 3, tzinfo=UTC))
        change_log.publish(session)
    return database


def note(session: Any, row: ApplicationRow, noticed_at: datetime, *differences: Difference) -> None:
    """A change of a row that has been matched."""
    kind = ChangeKind.AMENDED if differences else ChangeKind.NEW
    changes.add_all(session, row.feed, [(row.id, Change(kind, differences))], state="matched", now=noticed_at)
