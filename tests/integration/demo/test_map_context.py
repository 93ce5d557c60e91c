"""The ground of a map from the real gazetteer."""

import pytest
from shapely import Point, box

from alerts.drawing.area_map import MapContext, MapSite, SiteStage, draw_area_map
from alerts.drawing.context import MOST_CELLS, map_context
from geo.area import Area
from geo.boundaries import Boundary, BoundaryKind
from geo.postcode import parse_postcode

NEAR = Boundary(BoundaryKind.WARD, "A", "Near", None, 2026, box(528_000, 185_000, 529_000, 186_000))
FAR = Boundary(BoundaryKind.WARD, "B", "Far", None, 2026, box(628_000, 185_000, 629_000, 186_000))


@pytest.fixture
def watched(gazetteer):
    def area(postcode, margin_m):
        return Area(gazetteer.cell(parse_postcode(postcode)), margin_m)

    return area


def test_the_cells_of_a_map_are_the_cells_that_are_watched(gazetteer, watched):
    area = watched("NW5 1TL", 100.0)
    cells = map_context(gazetteer, (), area).cells
    (own,) = [cell for cell in cells if cell.contains(area.core.centroid)]
    assert own.symmetric_difference(area.core).area < 0.01


def test_cells_fill_the_map(gazetteer, watched):
    context = map_context(gazetteer, (), watched("NW5 1TL", 100.0))
    assert 20 < len(context.cells) <= MOST_CELLS
    assert context.postcodes[0].text == "NW5 1TL"


def test_where_cells_are_too_many_only_those_of_the_area_are_shown(gazetteer, watched):
    area = watched("WC1X 8UE", 400.0)
    cells = map_context(gazetteer, (), area).cells
    reach = area.core.buffer(400)
    assert 50 < len(cells) <= MOST_CELLS + 100
    assert [cell for cell in cells if not cell.intersects(reach)] == []


def test_a_map_of_a_district_names_districts_and_shows_no_cells(gazetteer):
    context = map_context(gazetteer, (), Area(Point(528_700, 185_500), 1_500.0))
    assert context.cells == ()
    assert context.postcodes[0].text in {"NW5", "NW5 1", "NW5 2", "NW5 3", "NW5 4"}


def test_only_outlines_on_the_map_are_drawn(gazetteer, watched):
    context = map_context(gazetteer, (NEAR, FAR), watched("NW5 1TL", 100.0))
    assert [outline.name for outline in context.outlines] == ["Near"]


def test_sites_alone_have_ground_too(gazetteer):
    site = MapSite(1, Point(528_700, 185_500), SiteStage.OPEN, "Rear extension", "/applications/X/1")
    context = map_context(gazetteer, (NEAR,), None, [site])
    assert len(context.cells) > 5
    assert map_context(gazetteer, (NEAR,), None) == MapContext()


@pytest.mark.parametrize("margin_m", [0.0, 100.0, 400.0, 1_000.0, 5_000.0])
@pytest.mark.parametrize("postcode", ["NW5 1TL", "WC1X 8UE", "NW3 1AA"])
def test_maps_of_real_places_stay_under_60_kb(gazetteer, watched, postcode, margin_m):
    area = watched(postcode, margin_m)
    svg = draw_area_map(area, [], map_context(gazetteer, (), area), title=postcode)
    assert 1_000 < len(svg.encode()) < 60_000
