"""An application is told where it lies, and nowhere else."""

import pytest
from shapely import Point, box

from alerts.db import boundaries
from alerts.domain.application import Site, SitePrecision
from alerts.services.holding import held_of
from geo.boundaries import Boundary, BoundaryKind
from geo.sites import point_from_degrees_or_grid
from tests.factories import CAMDEN, a_circle, all_of, an_application, at, following, subscribe
from tests.integration.alerting.told import told
from tests.integration.content.conftest import Line
from tests.integration.polling.told import application

# Camden's eastern edge, 1,000 m east of NW5 1TL here.
EXTENT = Boundary(
    BoundaryKind.AUTHORITY, CAMDEN, "Camden", None, 2026, box(520_000, 180_000, 530_000, 190_000)
)


@pytest.fixture
def bounded(line: Line) -> Line:
    """Alice watches the place where a site outside Camden lies, the whole of Camden, and the application itself."""
    with line.database.writing() as session:
        boundaries.replace(session, [EXTENT])
        for watch in (a_circle(400, east_m=3_000), all_of(), following("2026/0001/P")):
            subscribe(session, "alice@example.com", watch)
    line.hear([])
    return line


@pytest.mark.fault("G-03")
@pytest.mark.parametrize(("east_m", "alerts"), [(3_000, 3), (3_001, 0)])
def test_a_site_more_than_two_kilometres_outside_its_authority_is_told_to_nobody(
    bounded: Line, east_m: float, alerts: int
) -> None:
    bounded.hear([an_application(1, site=at(east_m))])
    assert bounded.match() == alerts
    assert application(bounded.database, "2026/0001/P").minx == 529_000 + east_m


@pytest.mark.fault("G-03")
def test_what_lies_outside_is_shown_to_the_operator(bounded: Line) -> None:
    bounded.hear([an_application(1, site=at(9_000)), an_application(2)])
    with bounded.database.reading() as session:
        held = [(each.reference, each.why) for each in held_of(session, "camden")]
    assert [each for each in held if each[1]] == [("2026/0001/P", "outside-authority")]


@pytest.mark.fault("G-01")
def test_an_easting_where_the_northing_is_due_is_told_to_nobody_where_it_seems_to_lie(bounded: Line) -> None:
    swapped = point_from_degrees_or_grid(185_500, 529_060)
    assert swapped.point is not None
    seeming = Site(Point(swapped.point), SitePrecision.POINT)
    with bounded.database.writing() as session:
        away = (swapped.point.easting - 529_000, swapped.point.northing - 185_500)
        subscribe(session, "bob@example.com", a_circle(5_000, *away))
    bounded.hear([an_application(1, site=seeming)])
    assert bounded.match() == 0


@pytest.mark.fault("G-04")
def test_an_application_located_late_is_told_once_though_its_place_is_told_again_and_again(
    line: Line,
) -> None:
    with line.database.writing() as session:
        subscribe(session, "alice@example.com", a_circle(100))
        subscribe(session, "bob@example.com", a_circle(100, east_m=900))
    line.hear([])
    nowhere, here = an_application(1, site=None, postcode=None), an_application(1, postcode=None)
    for reading in (nowhere, here, here, nowhere, here):
        line.clock.pass_by(hours=1)
        line.hear([reading])
        line.match()
    assert told(line.database) == [("alice@example.com", "new", "2026/0001/P")]
