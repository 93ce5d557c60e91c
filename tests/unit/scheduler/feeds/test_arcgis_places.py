"""Where features lie: points and outlines in every form and projection that ArcGIS writes, or none."""

from typing import Any

import pytest

from alerts.domain.application import Application
from tests.unit.scheduler.feeds.arcgis_cases import (
    a_layer,
    feature,
    parse,
    uniform,
    wrapped,
)

PLACE = (529029, 185096)


def placed(geometry: Any, **more: Any) -> Application:
    """A feature of this geometry that has no other place, in an answer that says `more`."""
    (application,) = parse(a_layer(columns={"reference": "REFVAL", "description": "PROPOSAL"}),
                           wrapped([{**feature(1), "geometry": geometry}], **more)).applications  # fmt: skip
    return application


def centre(application: Application) -> tuple[int, int] | None:
    if application.site is None:
        return None
    point = application.site.geometry.centroid
    return round(point.x), round(point.y)


def crs(name: str) -> dict[str, Any]:
    return {"crs": {"type": "name", "properties": {"name": name}}}


@pytest.mark.fault("G-01")
@pytest.mark.parametrize(
    ("geometry", "more", "notes"),
    [
        ({"type": "Point", "coordinates": [-0.140445, 51.550012]}, {}, ()),
        ({"type": "Point", "coordinates": [-0.140445, 51.550012, 0.0]}, crs("EPSG:4326"), ()),
        ({"type": "Point", "coordinates": [-0.140445, 51.550012]}, crs("urn:ogc:def:crs:OGC:1.3:CRS84"), ()),
        ({"type": "Point", "coordinates": [51.550012, -0.140445]}, {}, ("swapped-coordinates:location",)),
        ({"type": "Point", "coordinates": [529029, 185096]}, crs("EPSG:27700"), ("read-as-grid:location",)),
        ({"type": "Point", "coordinates": [529029, 185096]}, {}, ("read-as-grid:location",)),
        ({"type": "Point", "coordinates": [-15634.265884, 6719167.255107]}, crs("EPSG:3857"), ()),
        ({"x": -0.140445, "y": 51.550012}, {"spatialReference": {"wkid": 4326}}, ()),
        ({"x": 529029, "y": 185096}, {"spatialReference": {"wkid": 27700}}, ("read-as-grid:location",)),
        ({"x": -15634.265884, "y": 6719167.255107}, {"spatialReference": {"wkid": 102100}}, ()),
        (
            {"x": -15634.265884, "y": 6719167.255107, "spatialReference": {"wkid": 102100}},
            {"spatialReference": {"wkid": 4326}},
            (),
        ),
    ],
)
def test_a_point_is_found_in_every_form_that_arcgis_writes(
    geometry: Any, more: dict[str, Any], notes: tuple[str, ...]
) -> None:
    application = placed(geometry, **more)
    assert centre(application) == PLACE
    assert application.notes == notes


RING = [[529000, 185000], [529000, 185100], [529100, 185100], [529100, 185000], [529000, 185000]]


MERCATOR_RING = [[-15650, 6719150], [-15650, 6719180], [-15620, 6719180], [-15620, 6719150]]


@pytest.mark.fault("G-01")
@pytest.mark.parametrize(
    ("geometry", "more", "area_m2"),
    [
        ({"type": "Polygon", "coordinates": [RING]}, {}, 10_000),
        ({"type": "MultiPolygon", "coordinates": [[RING]]}, {}, 10_000),
        ({"rings": [RING]}, {"spatialReference": {"wkid": 27700}}, 10_000),
        ({"rings": [RING[::-1]]}, {"spatialReference": {"wkid": 27700}}, 10_000),
        ({"rings": [MERCATOR_RING]}, {"spatialReference": {"latestWkid": 3857, "wkid": 102100}}, 348),
    ],
)
def test_an_outline_is_found_in_every_form_that_arcgis_writes(
    geometry: Any, more: dict[str, Any], area_m2: int
) -> None:
    application = placed(geometry, **more)
    assert application.site is not None
    assert application.site.precision == "boundary"
    assert round(application.site.geometry.area) == area_m2


@pytest.mark.fault("G-01")
@pytest.mark.fault("G-02")
@pytest.mark.parametrize(
    ("geometry", "more", "notes"),
    [
        (None, {}, ()),
        ({}, {}, ()),
        ({"type": "Polygon", "coordinates": []}, {}, ()),
        ({"rings": []}, {}, ()),
        ({"type": "Point", "coordinates": [None, None]}, {}, ()),
        ({"type": "LineString", "coordinates": [[-0.1, 51.5], [-0.2, 51.5]]}, {}, ()),
        ({"type": "Point", "coordinates": []}, {}, ("unreadable:location",)),
        ({"type": "Point", "coordinates": ["NaN", "NaN"]}, {}, ("not-a-number:location",)),
        ({"type": "Point", "coordinates": [1e308, 1e308]}, crs("EPSG:3857"), ("neither-degrees-nor-grid:location",)),
        ({"x": 333000, "y": 374000}, {"spatialReference": {"wkid": 29902}}, ("unreadable:location",)),
        ({"x": 333000, "y": 374000}, {"spatialReference": {"wkt": "PROJCS[…]"}}, ("unreadable:location",)),
        ({"type": "Point", "coordinates": [333000, 374000]}, crs("EPSG:29902"), ("unreadable:location",)),
        ({"type": "Point", "coordinates": [333000, 374000]}, crs("Irish grid"), ("unreadable:location",)),
        ({"rings": "none"}, {}, ("malformed:boundary",)),
        ({"rings": [[[1, 2], [3]]]}, {}, ("malformed:boundary",)),
        ({"curveRings": [[[1, 2]]]}, {}, ("malformed:boundary",)),
        ({"points": [[-0.1, 51.5]]}, {}, ("malformed:boundary",)),
        ("POINT (1 2)", {}, ("unreadable:location",)),
        ([1, 2], {}, ("unreadable:location",)),
    ],
)  # fmt: skip
def test_what_is_no_place_is_none_and_is_told(
    geometry: Any, more: dict[str, Any], notes: tuple[str, ...]
) -> None:
    application = placed(geometry, **more)
    assert application.site is None
    assert application.notes == notes


def test_the_operators_columns_come_before_the_geometry() -> None:
    feed = a_layer(columns={"reference": "REFVAL", "description": "PROPOSAL", "location": "Where"})
    moved = feature(1, Where={"lon": -0.125353, "lat": 51.529079})
    (application,) = parse(feed, wrapped([moved])).applications
    assert centre(application) == (530135, 182795)


def test_several_applications_may_lie_at_one_place() -> None:
    page = parse(uniform(), wrapped([feature(number) for number in range(1, 7)]))
    assert [centre(application) for application in page.applications] == [PLACE] * 6
