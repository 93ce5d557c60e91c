"""Whatever is wrong with a record's outline, its point is kept and nothing takes long."""

import math

import pytest

from alerts.domain.application import SitePrecision
from geo.site_geometry import MAX_SITE_VERTICES
from scheduler.feeds.reading.places import Degrees, Outline, locate

WEST, SOUTH = -0.1450, 51.5450
RING = [[WEST, SOUTH], [WEST + 0.0004, SOUTH], [WEST + 0.0004, SOUTH + 0.0003], [WEST, SOUTH + 0.0003]]
CLOSED = [*RING, RING[0]]
HOLE_OUTSIDE = [[lon + 0.001, lat] for lon, lat in CLOSED]


def star(corners: int) -> list[list[float]]:
    """An outline that crosses itself all along."""
    angles = [2 * math.pi * (n * (corners // 2 - 1) % corners) / corners for n in range(corners)]
    return [[WEST + 0.001 * math.sin(angle), SOUTH + 0.001 * math.cos(angle)] for angle in angles]


def circle(corners: int) -> list[list[float]]:
    angles = [2 * math.pi * n / corners for n in range(corners)]
    return [[WEST + 0.001 * math.sin(angle), SOUTH + 0.001 * math.cos(angle)] for angle in angles]


def polygon(*rings: object) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": list(rings)}


@pytest.mark.fault("G-05")
@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    ("geojson", "notes"),
    [
        (polygon(star(200)), ("invalid:outline",)),
        (polygon(star(9_999)), ("invalid:outline",)),
        (polygon(circle(10_001)), ("too-many-vertices:outline",)),
        (polygon(circle(1_000_000)), ("too-many-vertices:outline",)),
        (polygon(), ()),
        (polygon([]), ()),
        ({"type": "GeometryCollection", "geometries": []}, ()),
        (polygon(RING[:2]), ("malformed:outline",)),
        (polygon([[math.nan, SOUTH]] * 4), ("not-a-number:outline",)),
    ],
    ids=[
        "star of 200",
        "star of 9,999",
        "one corner too many",
        "a million corners",
        "no ring",
        "empty ring",
        "empty collection",
        "a line",
        "not a number",
    ],
)
def test_an_outline_that_is_dropped_leaves_the_sites_point(geojson: object, notes: tuple[str, ...]) -> None:
    located = locate((Outline("outline", geojson), Degrees("point", -0.140445, 51.550012)))
    assert located.site is not None
    assert (located.site.precision, located.notes) == (SitePrecision.POINT, notes)
    assert located.site.geometry.centroid.x == pytest.approx(529029, abs=1)


@pytest.mark.fault("G-05")
@pytest.mark.parametrize(
    ("geojson", "notes"),
    [
        (polygon(CLOSED), ()),
        (polygon(RING), ()),
        (polygon(RING[:3]), ()),
        (polygon([[*corner, 31.5] for corner in CLOSED]), ()),
        (polygon([RING[0], RING[2], RING[1], RING[3]]), ("repaired:outline",)),
        (polygon(CLOSED, HOLE_OUTSIDE), ("repaired:outline",)),
        ({"type": "GeometryCollection", "geometries": [polygon(CLOSED)]}, ()),
        (polygon(circle(9_999)), ()),
    ],
    ids=[
        "sound",
        "unclosed",
        "unclosed triangle",
        "3D",
        "bow-tie",
        "hole outside",
        "collection",
        "as many as may be",
    ],
)
def test_an_outline_that_can_be_mended_is_the_site(geojson: object, notes: tuple[str, ...]) -> None:
    located = locate((Outline("outline", geojson), Degrees("point", -0.140445, 51.550012)))
    assert located.site is not None
    assert (located.site.precision, located.notes) == (SitePrecision.BOUNDARY, notes)
    assert located.site.geometry.is_valid
    assert not located.site.geometry.has_z


@pytest.mark.fault("G-05")
def test_the_limit_of_an_outline_is_the_one_promised() -> None:
    assert MAX_SITE_VERTICES == 10_000
