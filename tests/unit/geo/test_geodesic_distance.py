"""Distances on the grid against those on the ellipsoid, measured by another way."""

from math import atan, atan2, cos, degrees, radians, sin, sqrt, tan

import pytest
from shapely import Point

from geo.area import touches
from geo.grid import geometry_to_grid
from geo.shapes import circle

SEMI_MAJOR_M, FLATTENING = 6_378_137.0, 1 / 298.257223563
CENTRES = {
    "Camden": (-0.14, 51.55),
    "Land's End": (-5.7, 50.07),
    "Norwich": (1.3, 52.63),
    "Manchester": (-2.24, 53.48),
    "York": (-1.08, 53.96),
    "Inverness": (-4.22, 57.48),
    "Lerwick": (-1.14, 60.15),
}
# The grid's metre is true within 5 parts in 10,000 on the mainland: 5 cm of 100 m, 2.5 m of 5,000 m.
GRID_SCALE = 0.0005


def gone(start: tuple[float, float], bearing: float, metres: float) -> Point:
    """The WGS84 point so many metres off on the ellipsoid, by Vincenty's direct formula (1975)."""
    semi_minor_m = SEMI_MAJOR_M * (1 - FLATTENING)
    course, reduced = radians(bearing), atan((1 - FLATTENING) * tan(radians(start[1])))
    from_equator = atan2(tan(reduced), cos(course))
    sin_azimuth = cos(reduced) * sin(course)
    cos2_azimuth = 1 - sin_azimuth**2
    u2 = cos2_azimuth * (SEMI_MAJOR_M**2 / semi_minor_m**2 - 1)
    a = 1 + u2 / 16384 * (4096 + u2 * (-768 + u2 * (320 - 175 * u2)))
    b = u2 / 1024 * (256 + u2 * (-128 + u2 * (74 - 47 * u2)))
    arc = metres / (semi_minor_m * a)
    for _ in range(20):
        middle = cos(2 * from_equator + arc)
        inner = cos(arc) * (2 * middle**2 - 1) - b / 6 * middle * (4 * sin(arc) ** 2 - 3) * (
            4 * middle**2 - 3
        )
        arc = metres / (semi_minor_m * a) + b * sin(arc) * (middle + b / 4 * inner)
    middle = cos(2 * from_equator + arc)
    across = sin(reduced) * sin(arc) - cos(reduced) * cos(arc) * cos(course)
    up = sin(reduced) * cos(arc) + cos(reduced) * sin(arc) * cos(course)
    lat = atan2(up, (1 - FLATTENING) * sqrt(sin_azimuth**2 + across**2))
    turned = atan2(sin(arc) * sin(course), cos(reduced) * cos(arc) - sin(reduced) * sin(arc) * cos(course))
    c = FLATTENING / 16 * cos2_azimuth * (4 + FLATTENING * (4 - 3 * cos2_azimuth))
    bent = arc + c * sin(arc) * (middle + c * cos(arc) * (2 * middle**2 - 1))
    return Point(start[0] + degrees(turned - (1 - c) * FLATTENING * sin_azimuth * bent), degrees(lat))


def is_inside(centre: tuple[float, float], radius_m: float, metres: float, bearing: float) -> bool:
    return touches(circle(*centre, radius_m), geometry_to_grid(gone(centre, bearing, metres)))


@pytest.mark.parametrize(
    ("bearing", "metres", "place"),
    [
        (0, 499, (-0.145, 51.54948504)),
        (90, 499, (-0.13780693, 51.54499978)),
        (180, 502, (-0.145, 51.54048799)),
    ],
)
def test_the_measure_is_that_of_the_known_places(
    bearing: float, metres: float, place: tuple[float, float]
) -> None:
    found = gone((-0.145, 51.545), bearing, metres)
    assert (found.x, found.y) == pytest.approx(place, abs=5e-8)


@pytest.mark.fault("G-06")
@pytest.mark.parametrize("bearing", range(0, 360, 30))
@pytest.mark.parametrize("centre", CENTRES.values(), ids=CENTRES)
def test_to_a_hundred_metres_five_centimetres_either_side_of_the_radius_are_inside(
    centre: tuple[float, float], bearing: float
) -> None:
    for radius_m in (50, 100):
        assert is_inside(centre, radius_m, radius_m - 0.05, bearing)
        assert is_inside(centre, radius_m, radius_m + 0.04, bearing)
        assert not is_inside(centre, radius_m, radius_m + 0.2, bearing)


@pytest.mark.fault("G-06")
@pytest.mark.parametrize("radius_m", [200, 500, 2_000, 5_000])
@pytest.mark.parametrize("centre", CENTRES.values(), ids=CENTRES)
def test_beyond_that_the_radius_is_true_to_the_grids_own_scale(
    centre: tuple[float, float], radius_m: float
) -> None:
    for bearing in range(0, 360, 15):
        assert is_inside(centre, radius_m, radius_m * (1 - GRID_SCALE) + 0.05, bearing)
        assert not is_inside(centre, radius_m, radius_m * (1 + GRID_SCALE) + 0.15, bearing)
