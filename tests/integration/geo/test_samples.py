"""Authentic payloads: Ordnance Survey's test points and the wards of Camden with its neighbours."""

import csv
from dataclasses import replace

import numpy as np
import pytest
import shapely
from shapely import Point

from geo.area import Area
from geo.area_pack import AreaPack
from geo.boundaries import Boundary, BoundaryKind, read_boundaries
from geo.boundary_changes import compare
from geo.grid import arrays_to_grid, arrays_to_lonlat

CAMDEN = "E09000007"


def _published(folder):
    """Easting, northing, longitude, latitude of each test point; the grid point is the last step's plus its shift."""
    grid, degrees = {}, {}
    with (folder / "ostn15" / "OSGB36_to_ETRS.csv").open(newline="") as lines:
        for row in csv.DictReader(lines):
            x, y = float(row["ETRSEast or Lat"]), float(row["ETRSNorth or Long"])
            if row["Iteration No. or RESULT"] == "RESULT":
                degrees[row["PointID"]] = (y, x)
            else:
                grid[row["PointID"]] = (x + float(row["Se"]), y + float(row["Sn"]))
    return np.array([(*grid[name], *degrees[name]) for name in degrees])


def test_all_forty_published_points_come_out_within_a_centimetre(samples):
    eastings, northings, lons, lats = _published(samples).T
    assert len(eastings) == 40
    found_eastings, found_northings = arrays_to_grid(lons, lats)
    assert np.hypot(found_eastings - eastings, found_northings - northings).max() < 0.01
    found_lons, found_lats = arrays_to_lonlat(eastings, northings)
    # 1e-7 degrees is a centimetre of latitude.
    assert max(np.abs(found_lons - lons).max(), np.abs(found_lats - lats).max()) < 1e-7


@pytest.fixture(scope="module")
def wards(samples):
    payload = (samples / "boundaries" / "camden_and_neighbours_wards_wd22.geojson").read_bytes()
    return read_boundaries(payload, BoundaryKind.WARD, 2022)


def test_the_wards_of_camden_and_five_neighbours_are_read(wards):
    assert len(wards) == 122
    assert len({ward.parent for ward in wards}) == 6
    (gospel_oak,) = (ward for ward in wards if ward.code == "E05013658")
    assert (gospel_oak.name, gospel_oak.parent) == ("Gospel Oak", CAMDEN)
    assert all(ward.geometry.is_valid for ward in wards)


def test_the_wards_of_camden_have_the_area_of_camden(wards):
    camden = shapely.union_all([ward.geometry for ward in wards if ward.parent == CAMDEN])
    assert camden.area == pytest.approx(21_800_000, rel=0.01)


def test_every_live_postcode_of_camden_is_in_a_ward_of_camden(gazetteer, wards):
    located = list(gazetteer.postcodes_of_authority(CAMDEN))
    areas = [Area(ward.geometry, 0) for ward in wards if ward.parent == CAMDEN]
    pack = AreaPack()
    pack.put(range(len(areas)), areas)
    matches = pack.match([Point(found.easting, found.northing) for found in located])
    astray = {str(found.postcode) for found in located} - {
        str(located[match.site_position].postcode) for match in matches
    }
    assert astray == set()


@pytest.mark.parametrize("metres", [5, 20, 30])
def test_real_wards_drawn_more_coarsely_have_not_moved(samples, metres):
    """Vintages are generalised each by itself: their lines differ by so much where nobody moved a boundary."""
    wards = _wards(samples)
    coarser = [_again(ward, shapely.make_valid(shapely.simplify(ward.geometry, metres))) for ward in wards]
    changes = compare(wards, coarser)
    assert (changes.added, changes.gone, changes.moved) == ((), (), ())
    assert changes.kept == len(wards) == 122


def test_two_real_wards_joined_are_found_in_their_successor(samples):
    wards = _wards(samples)
    first, second = [ward for ward in wards if ward.name.startswith("Kentish Town")]
    joined = Boundary(
        BoundaryKind.WARD, "E05099999", "Kentish Town", CAMDEN, 2023, first.geometry.union(second.geometry)
    )
    others = [_again(ward, ward.geometry) for ward in wards if ward not in (first, second)]
    changes = compare(wards, [*others, joined])
    found = [
        (gone.place.code, [(heir.place.code, round(heir.share, 2)) for heir in gone.heirs])
        for gone in changes.gone
    ]
    assert found == [(first.code, [("E05099999", 1.0)]), (second.code, [("E05099999", 1.0)])]
    assert changes.moved == ()


def _wards(folder):
    file = folder / "boundaries" / "camden_and_neighbours_wards_wd22.geojson"
    return read_boundaries(file.read_bytes(), BoundaryKind.WARD, 2022)


def _again(ward, geometry):
    return replace(ward, geometry=geometry, vintage=2023)
