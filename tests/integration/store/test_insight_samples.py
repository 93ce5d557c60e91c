"""The numbers of authentic applications, read as their feeds are read, are what DuckDB counts of an export of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from alerts.db import applications, boundaries
from alerts.db.insight_register import load
from alerts.db.session import Database
from alerts.domain.application import Application
from alerts.domain.insight.counting import insight_of
from alerts.domain.insight.result import Ending
from alerts.domain.insight.slice import Place, PlaceKind, Slice
from geo.area import Area
from geo.boundaries import BoundaryKind, read_boundaries
from scheduler.feeds import london_datahub
from tests.integration.store.insight_export import truth_of
from tests.integration.store.insight_said import assert_true
from tests.unit.scheduler.feeds.cases import london, payload, samples
from tests.unit.scheduler.feeds.test_arcgis_york import york

_SLICES = (
    Slice(),
    Slice(types=frozenset({"hh", "unknown"}), endings=frozenset({Ending.REFUSED, Ending.WITHDRAWN})),
)


def assert_counted(database: Database, folder: Path, known: Sequence[Application], today: date) -> None:
    """Every number of the whole, of each council, and of the surroundings of the first site."""
    with database.writing() as session:
        applications.add_all(
            session, known, is_baseline=True, now=datetime.combine(today, datetime.min.time(), UTC)
        )
    truth, register = truth_of(database, folder, today), load(database).register
    first = next(each.site for each in known if each.site is not None)
    middle = first.geometry.centroid
    around = Area(middle, 2_000.0)
    places = [Place(), Place(PlaceKind.SHAPE, "around", around)]
    places += [Place(PlaceKind.AUTHORITY, code) for code in sorted({each.authority for each in known})]
    places += [Place(PlaceKind.WARD, ward.code) for ward in register.wards[:2]]
    for place in places:
        for wanted in _SLICES:
            assert_true(insight_of(register, place, wanted, today), truth)


@pytest.mark.only_on("sqlite")
def test_the_numbers_of_londons_data_hub_are_exact(database: Database, tmp_path: Path) -> None:
    feed, today = london(), date(2021, 12, 1)
    asked = london_datahub.first_request(feed, "", today)
    payloads = [path.read_bytes() for path in samples("london-datahub") if path.name.startswith("search")]
    for content in payloads or [payload("london_datahub", "dirty_page")]:
        known = london_datahub.parse(feed, asked, content, today).applications
        with database.writing() as session:
            for path in samples("boundaries", "geojson"):
                boundaries.replace(session, read_boundaries(path.read_bytes(), BoundaryKind.WARD, 2022))
        assert_counted(database, tmp_path, known, today)


@pytest.mark.only_on("sqlite")
def test_the_numbers_of_yorks_1100_are_exact(database: Database, tmp_path: Path) -> None:
    for path in samples("york-arcgis", "csv"):
        known = [replace(each, feed="camden") for each in york(path).applications]
        assert_counted(database, tmp_path, known, date(2026, 2, 4))
