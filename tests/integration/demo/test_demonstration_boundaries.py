"""Wards made of the real postcodes' cells."""

import re

import pytest
import shapely

from geo.boundaries import BoundaryKind
from scheduler.demo.wards import demonstration_boundaries


@pytest.fixture(scope="module")
def boundaries(gazetteer):
    return demonstration_boundaries(gazetteer)


def test_there_is_a_ward_for_each_sector_and_one_borough(boundaries):
    *wards, borough = boundaries
    assert {ward.kind for ward in wards} == {BoundaryKind.WARD}
    assert {ward.parent for ward in wards} == {"E09000007"}
    assert [
        ward.name
        for ward in wards
        if re.fullmatch(r"Demonstration ward [A-Z]+\d[A-Z\d]? \d", ward.name) is None
    ] == []
    assert ("DEMO-NW5-1", "Demonstration ward NW5 1") in [(ward.code, ward.name) for ward in wards]
    assert (borough.kind, borough.code, borough.name, borough.parent) == (
        BoundaryKind.AUTHORITY,
        "E09000007",
        "Demonstration borough",
        None,
    )


def test_wards_cover_the_borough_without_overlapping(boundaries):
    *wards, borough = boundaries
    geometries = [ward.geometry for ward in wards]
    assert shapely.coverage_is_valid(geometries)
    assert shapely.get_num_interior_rings(borough.geometry) == 0
    assert sum(geometry.area for geometry in geometries) == pytest.approx(borough.geometry.area, abs=1)
    # Camden has 21.8 km².
    assert 21.5e6 < borough.geometry.area < 22.1e6


def test_every_postcode_lies_in_the_borough(boundaries, gazetteer):
    points = [(each.easting, each.northing) for each in gazetteer.postcodes_of_authority("E09000007")]
    assert shapely.contains_xy(boundaries[-1].geometry, points).all()
