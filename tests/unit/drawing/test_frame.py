"""What ground a map shows."""

from shapely import Point, box

from alerts.drawing.frame import frame_around
from alerts.drawing.scene import MapSite, SiteStage
from geo.area import Area


def site(easting, northing):
    return MapSite(1, Point(easting, northing), SiteStage.OPEN, "", "")


def test_an_area_is_shown_whole_with_its_margin_and_some_room():
    frame = frame_around(Area(box(1_000, 1_000, 3_000, 1_500), 99.9), [], (760, 474))
    # 2,200 m across and 14 % of room in 760 px.
    assert round(frame.metres_per_px, 6) == 3.3
    assert [round(edge, 3) for edge in frame.ground.bounds] == [746.0, 467.9, 3_254.0, 2_032.1]


def test_an_area_is_in_the_middle_of_its_map():
    frame = frame_around(Area(Point(528_700, 185_500), 400.0), [], (760, 474))
    assert [round(pixels, 6) for pixels in frame.point_px(528_700, 185_500)] == [380.0, 237.0]


def test_a_map_of_one_door_shows_its_street():
    frame = frame_around(None, [site(528_700, 185_500)], (760, 450))
    west, south, east, north = frame.ground.bounds
    assert (round(east - west), round(north - south)) == (304, 180)


def test_sites_are_no_matter_where_there_is_an_area():
    area = Area(Point(528_700, 185_500), 400.0)
    assert frame_around(area, [site(1, 1)], (760, 474)) == frame_around(area, [], (760, 474))


def test_there_is_no_frame_of_nothing():
    assert frame_around(None, [], (760, 474)) is None
    assert frame_around(None, [MapSite(1, Point(), SiteStage.OPEN, "", "")], (760, 474)) is None


def test_north_is_up_and_east_is_right():
    frame = frame_around(Area(Point(1_000, 1_000), 100.0), [], (760, 474))
    assert frame.point_px(1_050, 1_050) > frame.point_px(1_000, 1_000)
    assert frame.point_px(1_000, 1_050)[1] < frame.point_px(1_000, 1_000)[1]
