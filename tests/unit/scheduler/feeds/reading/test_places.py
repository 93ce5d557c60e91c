"""Where a record says its land is."""

import pytest

from alerts.domain.application import SitePrecision
from scheduler.feeds.reading.places import Degrees, GridMetres, Outline, locate, read_position
from scheduler.feeds.reading.record import FieldUnfit

FALKLAND_ROAD = (529029, 185096)
SQUARE = [[529024, 185091], [529034, 185091], [529034, 185101], [529024, 185101], [529024, 185091]]


@pytest.mark.fault("G-01")
@pytest.mark.parametrize(
    ("candidate", "notes"),
    [
        (Degrees("c", -0.140445, 51.550012), ()),
        (Degrees("c", "-0.140445", " 51.550012 "), ()),
        (Degrees("c", 51.550012, -0.140445), ("swapped-coordinates:c",)),
        (Degrees("c", 529029, 185096), ("read-as-grid:c",)),
        (GridMetres("e", 529029, 185096), ()),
        (GridMetres("e", "529029", "185096.0"), ()),
        (GridMetres("e", -0.140445, 51.550012), ("read-as-degrees:e",)),
        (GridMetres("e", 51.550012, -0.140445), ("swapped-coordinates:e", "read-as-degrees:e")),
    ],
)
def test_a_place_is_found_within_a_metre_or_repaired_with_a_note(
    candidate: Degrees | GridMetres, notes: tuple[str, ...]
) -> None:
    located = locate((candidate,))
    assert located.site is not None
    assert located.site.precision is SitePrecision.POINT
    assert located.site.geometry.centroid.x == pytest.approx(FALKLAND_ROAD[0], abs=1)
    assert located.site.geometry.centroid.y == pytest.approx(FALKLAND_ROAD[1], abs=1)
    assert located.notes == notes


@pytest.mark.fault("G-01")
@pytest.mark.parametrize(
    "candidate",
    [
        Degrees("c", 0, 0),
        Degrees("c", "0", "0.0"),
        Degrees("c", -7.55716, 49.766807),
        Degrees("c", 49.766807, -7.55716),
        Degrees("c", -7.5572, 49.7668),
        GridMetres("e", 0, 0),
        GridMetres("e", "0", "0"),
    ],
)
def test_null_island_in_both_systems_is_no_place(candidate: Degrees | GridMetres) -> None:
    located = locate((candidate,))
    assert (located.site, located.is_null_island) == (None, True)
    assert located.notes == (f"null-island:{candidate.field}",)


@pytest.mark.fault("G-02")
@pytest.mark.parametrize(
    ("x", "y", "notes"),
    [
        (None, None, ()),
        ("", " ", ()),
        (None, 51.5, ()),
        (float("nan"), 51.5, ("not-a-number:c",)),
        (float("inf"), 51.5, ("not-a-number:c",)),
        ("nan", "nan", ("not-a-number:c",)),
        ("n/a", "n/a", ("not-a-number:c",)),
        ([1], {}, ("not-a-number:c",)),
        (True, False, ("not-a-number:c",)),
        (1e308, 1e308, ("neither-degrees-nor-grid:c",)),
        (-0.14, 185096, ("neither-degrees-nor-grid:c",)),
        (2.35, 48.85, ("outside-great-britain:c",)),
        (-6.26, 53.35, ("outside-great-britain:c",)),
    ],
)
def test_what_is_no_place_is_none_and_noted_unless_it_is_merely_empty(
    x: object, y: object, notes: tuple[str]
) -> None:
    located = locate((Degrees("c", x, y),))
    assert (located.site, located.is_null_island, located.notes) == (None, False, notes)


def test_a_boundary_comes_before_a_point() -> None:
    collection = {"type": "geometrycollection", "geometries": [{"type": "Polygon", "coordinates": [SQUARE]}]}
    outline = Outline("polygon", collection)
    located = locate((outline, Degrees("c", -0.2, 51.5)))
    assert located.site is not None
    assert located.site.precision is SitePrecision.BOUNDARY
    assert located.site.geometry.area == 100


@pytest.mark.fault("G-05")
@pytest.mark.parametrize(
    ("geojson", "notes"),
    [
        (None, ()),
        ({"type": "geometrycollection", "geometries": []}, ()),
        ({"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [0, 0]]]}, ("null-island:polygon",)),
        ({"type": "Polygon", "coordinates": "x"}, ("malformed:polygon",)),
        ("POLYGON((0 0))", ("malformed:polygon",)),
    ],
)
def test_a_boundary_that_is_none_leaves_the_point(geojson: object, notes: tuple[str, ...]) -> None:
    located = locate((Outline("polygon", geojson), Degrees("c", -0.140445, 51.550012)))
    assert located.site is not None
    assert located.site.precision is SitePrecision.POINT
    assert located.notes == notes
    assert not located.is_null_island


def test_a_grid_reference_locates_what_null_island_does_not() -> None:
    located = locate((Degrees("c", -7.55716, 49.766807), GridMetres("e", *FALKLAND_ROAD)))
    assert located.site is not None
    centre = located.site.geometry.centroid
    assert (centre.x, centre.y) == FALKLAND_ROAD
    assert (located.is_null_island, located.notes) == (False, ("null-island:c",))


@pytest.mark.parametrize(
    "raw",
    [
        {"lat": 51.5, "lon": -0.1},
        {"longitude": -0.1, "latitude": 51.5, "human_address": "{}"},
        {"type": "Point", "coordinates": [-0.1, 51.5, 0]},
    ],
)
def test_a_position_may_be_written_in_three_ways(raw: object) -> None:
    assert read_position(raw) == (-0.1, 51.5)


@pytest.mark.parametrize(
    "raw", [{}, {"lat": 51.5}, [51.5, -0.1], "51.5,-0.1", {"coordinates": [1]}, {"coordinates": {}}]
)
def test_anything_else_is_no_position(raw: object) -> None:
    with pytest.raises(FieldUnfit):
        read_position(raw)
