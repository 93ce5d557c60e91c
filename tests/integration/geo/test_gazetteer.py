"""The installation's gazetteer: real postcodes, their places and their cells."""

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import shapely
from shapely import Point

from geo.errors import PostcodeUnknown
from geo.gazetteer import Listing
from geo.postcode import Postcode, parse_postcode

CAMDEN = "E09000007"


@pytest.fixture(scope="module")
def camden(gazetteer):
    return list(gazetteer.postcodes_of_authority(CAMDEN))


def test_a_live_postcode_is_where_the_list_says(gazetteer):
    found = gazetteer.find(parse_postcode("nw5 1tl"))
    assert (found.easting, found.northing) == (528721, 185525)
    assert (found.authority, found.listing, found.is_po_box_like) == (CAMDEN, Listing.LIVE, False)


def test_an_ended_postcode_is_told_from_a_typing_error(gazetteer):
    # AB1 0AA ended in 1996; nobody ever had NW5 1ZZ.
    assert gazetteer.find(Postcode("AB10AA")).listing is Listing.UNLISTED
    with pytest.raises(PostcodeUnknown, match=r"no postcode NW5 1ZZ in our lists.*typing error"):
        gazetteer.find(Postcode("NW51ZZ"))


def test_a_postcode_on_a_delivery_office_looks_like_a_po_box(gazetteer):
    (first, *_) = gazetteer.neighbours(529433, 182967, 0)
    assert gazetteer.find(first.postcode).is_po_box_like
    assert len(gazetteer.neighbours(529433, 182967, 0)) > 1_000


def test_the_gazetteer_says_what_it_is_and_whom_to_thank(gazetteer):
    assert gazetteer.vintage == "Code-Point Open, October 2024"
    assert [line.split()[1] for line in gazetteer.licence_lines] == ["OS", "Royal", "Office"]
    counts = gazetteer.counts()
    assert counts.live == 1_739_034
    assert counts.unlisted == 894_670


def test_no_postcode_of_northern_ireland_or_the_islands_is_in_it(gazetteer):
    rows = gazetteer._file.rows(
        "SELECT count(*) FROM postcode WHERE substr(compact, 1, 2) IN ('BT', 'JE', 'GY', 'IM')"
    )
    assert rows == [(0,)]


def test_camden_has_its_live_postcodes_by_outward_code(camden):
    assert len(camden) == 8_227
    order = [(found.postcode.outward, found.postcode.compact) for found in camden]
    assert order == sorted(set(order))
    assert {found.listing for found in camden} == {Listing.LIVE}


def test_an_authority_nobody_knows_has_no_postcodes(gazetteer):
    assert list(gazetteer.postcodes_of_authority("E09999999")) == []


def test_a_sector_has_its_own_postcodes_and_not_those_of_a_longer_name(gazetteer):
    assert {found.postcode.sector for found in gazetteer.postcodes_of_sector("NW1 0")} == {"NW1 0"}
    assert {found.postcode.sector for found in gazetteer.postcodes_of_sector("NW10 0")} == {"NW10 0"}


def test_neighbours_are_nearest_first_and_within_the_radius(gazetteer):
    near = gazetteer.neighbours(528721, 185525, 120)
    assert near[0].postcode == Postcode("NW51TL")
    distances = [neighbour.distance_m for neighbour in near]
    assert distances == sorted(distances)
    assert 0 == distances[0] < distances[-1] <= 120
    assert len(near) > 5


def test_the_nearest_postcode_is_found_on_the_moor_and_none_at_sea(gazetteer):
    # Rannoch Moor; the open sea west of Scilly.
    assert gazetteer.nearest(240_000, 752_000).distance_m < 10_000
    assert gazetteer.nearest(0, 0) is None


@pytest.fixture(scope="module")
def camden_diagram(gazetteer, camden):
    """The whole diagram of Camden's points and all points within 3 km of them, by GEOS."""
    own = sorted({(found.easting, found.northing) for found in camden})
    west, south, east, north = shapely.MultiPoint(own).bounds
    around = shapely.box(west - 3_000, south - 3_000, east + 3_000, north + 3_000)
    middle = around.centroid
    reach = Point(around.bounds[:2]).distance(middle)
    points = sorted({(n.easting, n.northing) for n in gazetteer.neighbours(middle.x, middle.y, reach)})
    diagram = shapely.voronoi_polygons(shapely.MultiPoint(points), ordered=True)
    cells = dict(zip(points, diagram.geoms, strict=True))
    return {point: cells[point] for point in own}


@pytest.fixture(scope="module")
def camden_cells(gazetteer, camden_diagram):
    return {point: gazetteer.cell_at(*point) for point in camden_diagram}


def _disc(point):
    angles = 2 * np.pi * np.arange(64) / 64
    return shapely.Polygon(np.array(point) + 1_000 * np.column_stack((np.cos(angles), np.sin(angles))))


def test_every_cell_of_camden_is_that_of_the_whole_diagram(camden_diagram, camden_cells):
    true = np.array([cell.intersection(_disc(point)) for point, cell in camden_diagram.items()])
    lazy = np.array(list(camden_cells.values()))
    overlap = shapely.area(shapely.intersection(lazy, true)) / shapely.area(shapely.union(lazy, true))
    assert len(overlap) > 6_000
    assert overlap.min() >= 0.999999


def test_the_cells_of_camden_tile(camden_cells):
    cells = np.array(list(camden_cells.values()))
    assert shapely.is_valid(cells).all()
    assert shapely.union_all(cells, grid_size=0.001).area == pytest.approx(
        shapely.area(cells).sum(), rel=1e-6
    )


def test_every_live_postcode_of_camden_is_in_its_own_cell(camden, camden_cells):
    astray = [
        found.postcode
        for found in camden
        if not camden_cells[found.easting, found.northing].contains(Point(found.easting, found.northing))
    ]
    assert astray == []


def test_a_postcode_and_its_point_have_the_same_cell(gazetteer):
    assert gazetteer.cell(Postcode("NW51TL")).equals(gazetteer.cell_at(528721, 185525))


def test_an_ended_postcode_has_the_cell_it_would_have(gazetteer):
    found = gazetteer.find(Postcode("AB10AA"))
    assert gazetteer.cell(found.postcode).contains(Point(found.easting, found.northing))


def test_many_threads_ask_at_once_and_get_the_same(gazetteer, camden):
    start = threading.Barrier(8)

    def areas(offset):
        start.wait()
        return [gazetteer.cell(found.postcode).area for found in camden[offset : offset + 50]]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(areas, [0] * 8))
    assert answers == [answers[0]] * 8
