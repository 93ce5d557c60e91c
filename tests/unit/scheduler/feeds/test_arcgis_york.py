"""York's register, where authentic copies of it are at hand."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from alerts.domain.application import Application, Decision, Status
from scheduler.feeds import arcgis
from scheduler.page import Page
from tests.unit.scheduler.feeds.arcgis_cases import (
    download,
    parse,
    snapshot_features,
    uniform,
)
from tests.unit.scheduler.feeds.cases import samples
from tests.unit.scheduler.feeds.fake_arcgis import FakeFeatureServer
from tests.unit.scheduler.feeds.fake_servers import keys, pages


def centre(application: Application) -> tuple[int, int] | None:
    if application.site is None:
        return None
    point = application.site.geometry.centroid
    return round(point.x), round(point.y)


YORK_READ_ON = date(2026, 2, 4)


def york(path: Path) -> Page:
    return parse(download(), path.read_bytes(), today=YORK_READ_ON)


@pytest.mark.fault("C-14")
def test_yorks_1100_rows_are_read() -> None:
    for path in samples("york-arcgis", "csv"):
        page = york(path)
        assert (page.fetched, page.total, len(page.applications), page.problems) == (1100, 1100, 1100, ())
        assert {application.notes for application in page.applications} == {()}
        assert {application.quarantine for application in page.applications} == {None}
        assert sum(application.site is not None for application in page.applications) == 1100
        assert sum(application.valid_date is None for application in page.applications) == 28
        readings = arcgis.readings(download(), path.read_bytes(), YORK_READ_ON)
        assert {reading.left_over for reading in readings} == {()}


def test_yorks_codes_stand_for_these_and_no_more() -> None:
    for path in samples("york-arcgis", "csv"):
        applications = york(path).applications
        assert Counter(application.status for application in applications) == {
            Status.DETERMINED: 893, Status.UNDETERMINED: 78, Status.WITHDRAWN: 35, None: 94,
        }  # fmt: skip
        assert Counter(application.decision for application in applications) == {
            Decision.GRANTED: 569, Decision.NO_OBJECTION: 207, Decision.REFUSED: 117, None: 207,
        }  # fmt: skip
        unknown = Counter(application.status_raw for application in applications if not application.status)
        assert unknown == {
            "NOC": 43, "INVNOD": 22, "PERLHE": 12, "REFLHE": 5, "GR3": 3, "OBJ": 2, "OBJLHE": 2, "AR": 1, "AWC": 1,
            "HH": 1, "LBC": 1, "RC": 1,
        }  # fmt: skip


def test_at_yorks_busiest_place_are_several_applications() -> None:
    for path in samples("york-arcgis", "csv"):
        places = Counter(map(centre, york(path).applications))
        assert places.most_common(1) == [((460705, 451035), 4)]


@pytest.mark.fault("C-17")
@pytest.mark.fault("F-18")
def test_yorks_recorded_runs_are_read_as_the_layer_they_came_from() -> None:
    paths = samples("york-arcgis")
    servers = [FakeFeatureServer(snapshot_features(path), max_record_count=50) for path in paths]
    polls = [list(pages(arcgis, uniform(), server, date(2026, 2, 12))) for server in servers]
    assert [(poll[0].total, len(keys(poll)), len(poll)) for poll in polls] == [
        (132, 132, 4), (0, 0, 1), (132, 132, 4), (133, 133, 4),
    ][: len(paths)]  # fmt: skip
    assert [page.problems for poll in polls for page in poll if page.problems] == []
