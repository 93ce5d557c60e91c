"""Which ward a point belongs to."""

from geo.gazetteer import Listing, Located
from geo.postcode import Postcode
from scheduler.demo.wards import points_by_sector


def located(compact, easting, northing=185_000):
    return Located(Postcode(compact), easting, northing, "E09000007", Listing.LIVE, False)


def sector(inward_first, count, easting):
    letters = "ABDEFGHJLN"
    codes = [f"{inward_first}{one}{two}" for one in letters for two in letters]
    return [located(code, easting + each) for each, code in enumerate(codes[:count])]


def test_each_sector_has_its_points_once():
    postcodes = [*sector("NW51", 30, 1_000), *sector("NW52", 30, 2_000), located("NW51ZZ", 1_000)]
    points = points_by_sector(postcodes)
    assert {name: len(within) for name, within in points.items()} == {"NW5 1": 30, "NW5 2": 30}


def test_a_point_that_two_sectors_share_belongs_to_the_one_with_more_postcodes_there():
    postcodes = [
        *sector("NW51", 30, 1_000),
        *sector("NW52", 30, 2_000),
        located("NW52ZZ", 1_000),
        located("NW51ZX", 1_000),
    ]
    assert (1_000, 185_000) in points_by_sector(postcodes)["NW5 1"]


def test_a_sector_of_few_points_joins_the_nearest():
    postcodes = [*sector("NW51", 30, 1_000), *sector("NW52", 30, 2_000), *sector("NW53", 5, 1_990)]
    points = points_by_sector(postcodes)
    assert {name: len(within) for name, within in points.items()} == {"NW5 1": 30, "NW5 2": 35}


def test_where_all_sectors_are_small_each_is_a_ward():
    assert set(points_by_sector([*sector("NW51", 3, 1_000), *sector("NW52", 3, 2_000)])) == {"NW5 1", "NW5 2"}
