"""Boundaries read from hand-made GeoJSON."""

import json

import pytest
from shapely import Point

from geo.area import Area, touches
from geo.boundaries import BoundaryKind, read_boundaries
from geo.errors import BoundariesUnreadable
from geo.grid import geometry_to_grid


def _square(west=-0.15, south=51.54, side=0.01):
    east, north = west + side, south + side
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def _feature(properties, ring=None, kind="Polygon", coordinates=None):
    geometry = {"type": kind, "coordinates": coordinates or [ring or _square()]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _payload(*features):
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def _ward(code, name="Kentish Town South", **more):
    return {"WD25CD": code, "WD25NM": name, "LAD25CD": "E09000007", **more}


@pytest.mark.parametrize("year", ["19", "22", "25", "26"])
def test_a_ward_is_read_whatever_year_its_fields_are_named_for(year):
    properties = {
        f"WD{year}CD": "E05013658",
        f"WD{year}NM": "Kentish Town South",
        f"LAD{year}CD": "E09000007",
        f"LAD{year}NM": "Camden",
    }
    (ward,) = read_boundaries(_payload(_feature(properties)), BoundaryKind.WARD, 2022)
    assert (ward.kind, ward.code, ward.name) == (BoundaryKind.WARD, "E05013658", "Kentish Town South")
    assert (ward.parent, ward.vintage) == ("E09000007", 2022)
    assert ward.geometry.area == pytest.approx(694 * 1_113, rel=0.01)


@pytest.mark.parametrize(
    ("properties", "code", "name"),
    [
        ({"LAD25CD": "E09000007", "LAD25NM": "Camden"}, "E09000007", "Camden"),
        ({"lad26cd": "E09000007", "lad26nm": "Camden"}, "E09000007", "Camden"),
        ({"LPA23CD": "E60000132", "LPA23NM": "Camden LPA"}, "E60000132", "Camden LPA"),
        ({"reference": "E60000132", "name": "Camden LPA", "entity": 626}, "E60000132", "Camden LPA"),
    ],
)
def test_an_authority_is_read_from_ons_and_from_planning_data(properties, code, name):
    (authority,) = read_boundaries(_payload(_feature(properties)), BoundaryKind.AUTHORITY, 2025)
    assert (authority.code, authority.name, authority.parent) == (code, name, None)


def test_a_ward_without_its_authority_has_no_parent():
    payload = _payload(_feature({"WD26CD": "E05013658", "WD26NM": "Kentish Town South"}))
    assert read_boundaries(payload, BoundaryKind.WARD, 2026)[0].parent is None


@pytest.mark.fault("G-07")
def test_the_boundary_of_each_year_answers_for_itself():
    in_the_old_part = geometry_to_grid(Point(-0.149, 51.545))
    before = read_boundaries(_payload(_feature(_ward("E05000138"))), BoundaryKind.WARD, 2021)[0]
    after = read_boundaries(_payload(_feature(_ward("E05013658"), _square(-0.145))), BoundaryKind.WARD, 2022)[
        0
    ]
    assert (before.vintage, after.vintage) == (2021, 2022)
    assert touches(Area(before.geometry, 0), in_the_old_part)
    assert not touches(Area(after.geometry, 0), in_the_old_part)


def test_northern_ireland_is_left_out():
    payload = _payload(_feature(_ward("N08000101"), _square(-5.93, 54.6)), _feature(_ward("E05013658")))
    assert [ward.code for ward in read_boundaries(payload, BoundaryKind.WARD, 2025)] == ["E05013658"]


def test_a_stack_off_the_grid_is_left_out_of_its_ward():
    # The second part lies at Rockall, which the transformation does not reach.
    parts = [[_square()], [_square(-13.7, 57.59, 0.001)]]
    payload = _payload(_feature(_ward("S13003137"), kind="MultiPolygon", coordinates=parts))
    (ward,) = read_boundaries(payload, BoundaryKind.WARD, 2025)
    assert ward.geometry.geom_type == "Polygon"
    assert ward.geometry.area == pytest.approx(694 * 1_113, rel=0.01)


def test_a_ring_that_touches_itself_is_tidied():
    spike = [*_square()[:2], [-0.13, 51.55], [-0.14, 51.55], *_square()[2:]]
    spike[2:4] = [[-0.14, 51.545], [-0.135, 51.545], [-0.14, 51.545]]
    (ward,) = read_boundaries(_payload(_feature(_ward("E05013658"), spike)), BoundaryKind.WARD, 2025)
    assert ward.geometry.is_valid
    assert ward.geometry.area == pytest.approx(694 * 1_113, rel=0.01)


BOW_TIE = [[-0.15, 51.54], [-0.14, 51.55], [-0.14, 51.54], [-0.15, 51.55], [-0.15, 51.54]]
GRID = [[528_727, 184_530], [529_727, 184_530], [529_727, 185_530], [528_727, 184_530]]
WARD = _feature(_ward("E05013658"))


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        (b"", "not JSON"),
        (b"<html>", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "not a GeoJSON FeatureCollection"),
        (json.dumps(WARD).encode(), "not a GeoJSON FeatureCollection"),
        (_payload(), "no features"),
        (_payload({"type": "Feature"}), "no features with properties"),
        (
            _payload(_feature({"LAD25CD": "E09000007", "LAD25NM": "Camden"})),
            "no fields.*ward.*it has LAD25CD",
        ),
        (_payload(WARD, _feature(_ward("E05013659"), BOW_TIE)), "E05013659 crosses itself"),
        (_payload(WARD, _feature(_ward("E05013659"), GRID)), "E05013659 is not in degrees"),
        (_payload(WARD, _feature(_ward("E05013659"), _square(2.3, 48.8))), "E05013659 is outside"),
        (_payload(WARD, _feature(_ward("E05013659"), _square(51.54, -0.15))), "latitudes stand before"),
        (
            _payload(WARD, _feature(_ward("E05013659"), kind="Point", coordinates=[0, 51])),
            "E05013659 is not a polygon",
        ),
        (
            _payload(WARD, _feature(_ward("E05013659"), kind="Polygon", coordinates=["x"])),
            "E05013659 has no polygon",
        ),
        (_payload(WARD, {"type": "Feature", "properties": _ward("E05013659")}), "E05013659 has no polygon"),
        (_payload(WARD, WARD), "E05013658 is there twice"),
        (_payload(WARD, _feature(_ward(""))), "no WD25CD"),
        (_payload(WARD, _feature(_ward("E05013659", name=None))), r"no WD25NM \(E05013659\)"),
        (_payload(WARD, "feature"), "a feature has no properties"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(payload, words):
    with pytest.raises(BoundariesUnreadable, match=words):
        read_boundaries(payload, BoundaryKind.WARD, 2025)


def test_many_faults_are_counted_and_not_all_listed():
    features = [_feature(_ward(f"E0501366{digit}"), BOW_TIE) for digit in range(8)]
    with pytest.raises(BoundariesUnreadable, match="E05013664 crosses itself; and 3 more"):
        read_boundaries(_payload(*features), BoundaryKind.WARD, 2025)
