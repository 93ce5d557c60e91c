"""The map of an area: shapes, words, size, and nothing that comes in gets out as markup."""

import pytest
from shapely import Point, Polygon, box

from alerts.drawing.area_map import (
    MapContext,
    MapSite,
    Outline,
    PostcodeLabel,
    SiteStage,
    draw_area_map,
)
from geo.area import Area
from tests.unit.drawing.drawn import SVG, by_class, drawn, words_of

CENTRE = Point(528_700, 185_500)
CELL = box(528_650, 185_460, 528_750, 185_540)
HOSTILE = (
    '"><script>alert(1)</script><a href="javascript:alert(1)" onload=\'x\'>&amp;]]>\x00\x1b\ud800\u202e\uffff'
)


def site(number=1, geometry=CENTRE, stage=SiteStage.OPEN, label="Rear extension", link="/applications/X/1"):
    return MapSite(number, geometry, stage, label, link)


def crowd(count):
    """Sites of all stages, eight of them at one door, with words of the longest kind."""
    stages = list(SiteStage)
    places = [
        Point(528_700 + 40 * (each % 9) * (each > 8), 185_500 + 35 * (each // 9)) for each in range(count)
    ]
    link = "/applications/E09000007/" + "%C3%A9" * 29
    return [
        site(each + 1, place, stages[each % 3], "Ümlaut & <b>extension</b> " * 40, link)
        for each, place in enumerate(places)
    ]


def draw(area=None, sites=(), context=None, **wishes):
    return draw_area_map(area, sites, context or MapContext(), title="Around NW5 1TL", **wishes)


def test_a_circle_is_a_circle_and_not_a_polygon():
    root = drawn(draw(Area(CENTRE, 900.0)))
    (circle,) = by_class(root, "map-area")
    assert circle.tag == f"{SVG}circle"
    # 474 px show 1,800.2 m and 7 % of room on each side: 4.3296 m a pixel.
    assert (circle.get("cx"), circle.get("cy"), circle.get("r")) == ("380", "237", "207.9")


def test_a_postcode_shows_its_cell_strongly_and_its_margin_softly():
    root = drawn(draw(Area(CELL, 400.0)))
    (core,), (margin,) = by_class(root, "map-area"), by_class(root, "map-margin")
    assert core.tag == margin.tag == f"{SVG}path"
    # 474 px show 880.2 m and 7 % of room on each side: 2.117 m a pixel, and the cell is 100 m by 80 m.
    assert core.get("d") == "M403.6 255.9l0-37.8l-47.2 0l0 37.8z"
    assert float(core.get("stroke-width")) > float(margin.get("stroke-width"))


def test_a_ward_has_no_margin_to_show():
    assert by_class(drawn(draw(Area(CELL, 0.0))), "map-margin") == []


@pytest.mark.parametrize(
    ("stage", "tag", "name"),
    [
        (SiteStage.OPEN, "circle", "map-site-open"),
        (SiteStage.DECIDED, "rect", "map-site-decided"),
        (SiteStage.WITHDRAWN, "path", "map-site-withdrawn"),
    ],
)
def test_each_stage_has_a_shape_of_its_own_and_is_explained_below(stage, tag, name):
    marks = by_class(drawn(draw(Area(CELL, 400.0), [site(stage=stage)])), name)
    assert [mark.tag for mark in marks] == [f"{SVG}{tag}"] * 2


def test_the_numbers_are_those_of_the_list():
    sites = [site(7), site(12, Point(528_800, 185_600)), site(103, Point(528_600, 185_400))]
    assert sorted(words_of(drawn(draw(Area(CELL, 400.0), sites)), "map-number")) == ["103", "12", "7"]


def test_each_site_links_to_its_application_and_says_what_it_is():
    root = drawn(draw(Area(CELL, 400.0), [site(3, label="Rear extension, 12 Example Road")]))
    (link,) = root.iter(f"{SVG}a")
    assert link.get("href") == "/applications/X/1"
    assert link.find(f"{SVG}title").text == "3. Rear extension, 12 Example Road (open)"


def test_a_number_is_read_out_with_its_site_alone():
    for link in ("/applications/X/1", ""):
        root = drawn(draw(Area(CELL, 400.0), [site(3, link=link)]))
        (number,) = by_class(root, "map-number")
        assert number.get("aria-hidden") == "true"
        (item,) = by_class(root, "map-item")
        assert item.find(f"{SVG}title").text.startswith("3. ")


def test_links_lie_beside_the_image_because_an_image_can_hold_none():
    root = drawn(draw(Area(CELL, 400.0), [site()]))
    (image,) = (found for found in root.iter() if found.get("role") == "img")
    assert image.find(f"{SVG}title").text == "Around NW5 1TL"
    assert image.find(f"{SVG}desc").text.startswith("Applications on the map: 1 open. North is up.")
    assert list(image.iter(f"{SVG}a")) == []


def test_a_boundary_is_drawn_as_land_under_its_number():
    land = Polygon([(528_700, 185_500), (528_780, 185_500), (528_740, 185_560)])
    root = drawn(draw(Area(CELL, 400.0), [site(geometry=land, stage=SiteStage.DECIDED)]))
    assert len(by_class(root, "map-land-decided")) == 1
    assert words_of(root, "map-number") == ["1"]


def test_sites_are_framed_where_there_is_no_area():
    root = drawn(draw(None, [site(1), site(2, Point(529_700, 186_500))]))
    assert words_of(root, "map-number") == ["2", "1"]
    assert by_class(root, "map-area") == []


def test_a_map_of_nothing_says_so():
    assert words_of(drawn(draw()), "map-name") == ["No place is known to draw"]


def test_a_site_beyond_the_map_is_left_to_the_list():
    assert words_of(drawn(draw(Area(CELL, 100.0), [site(1, Point(540_000, 185_500))])), "map-number") == []


def test_a_site_without_a_place_is_left_to_the_list():
    assert words_of(drawn(draw(Area(CELL, 100.0), [site(1, Point())])), "map-number") == []


def test_outlines_and_postcodes_are_named_where_there_is_room():
    context = MapContext(
        outlines=(Outline("Kentish Town", box(528_400, 185_000, 528_780, 186_000)),),
        postcodes=(PostcodeLabel("NW5 1TL", 528_850, 185_500), PostcodeLabel("NW5 1TN", 528_851, 185_500)),
    )
    root = drawn(draw(Area(CELL, 400.0), [], context))
    assert words_of(root, "map-name") == ["Kentish Town"]
    assert words_of(root, "map-postcode") == ["NW5 1TL"]


def test_the_scale_bar_gives_round_metres():
    root = drawn(draw(Area(CELL, 400.0)))
    assert words_of(root, "map-legend")[0] == "200 m"


@pytest.mark.fault("W-03")
def test_hostile_words_stay_words():
    context = MapContext(
        outlines=(Outline(HOSTILE, box(528_000, 185_000, 528_690, 186_000)),),
        postcodes=(PostcodeLabel(HOSTILE, 528_850, 185_500),),
    )
    svg = draw_area_map(Area(CELL, 400.0), [site(label=HOSTILE)], context, title=HOSTILE)
    root = drawn(svg)
    assert "<script" not in svg
    assert [found.get("href") for found in root.iter(f"{SVG}a")] == ["/applications/X/1"]
    assert [name for found in root.iter() for name in found.attrib if name.startswith("on")] == []
    (link,) = root.iter(f"{SVG}a")
    assert link.find(f"{SVG}title").text.startswith('1. "><script>alert(1)</script><a href="javascript')


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "//evil.example/",
        "/\\evil.example",
        "data:text/html,x",
        "java\nscript:x",
        "",
        "/a b",
    ],
)
def test_a_link_that_might_lead_astray_is_no_link(link):
    assert list(drawn(draw(Area(CELL, 400.0), [site(link=link)])).iter(f"{SVG}a")) == []


def test_nothing_in_a_map_needs_an_exception_to_the_content_policy():
    root = drawn(draw(Area(CELL, 400.0), crowd(12)))
    assert [found for found in root.iter() if "style" in found.attrib or found.tag == f"{SVG}style"] == []
    assert [found for found in root.iter() if found.get("id") is not None] == []


@pytest.mark.parametrize("size_px", [(760, 520), (360, 400)])
def test_the_fullest_map_stays_under_60_kb_and_goes_without_cells(size_px):
    cells = tuple(
        box(x, y, x + 40, y + 40) for x in range(528_000, 529_400, 40) for y in range(185_000, 186_000, 40)
    )
    teeth = [(528_000 + 2 * each, 185_000 + 60 * (each % 2)) for each in range(700)]
    jagged = Polygon([*teeth, (529_400, 186_500), (528_000, 186_500)])
    sites = [*crowd(59), MapSite(60, jagged, SiteStage.OPEN, "x" * 10_000, "/" + "x" * 5_000)]
    outlines = tuple(
        Outline("Ünder & <over> " * 9, box(x, 185_000, x + 90, 186_000)) for x in range(528_000, 529_400, 60)
    )
    svg = draw(Area(jagged, 50.0), sites, MapContext(cells, outlines), size_px=size_px)
    assert len(svg.encode()) < 60_000
    root = drawn(svg)
    assert len(words_of(root, "map-number")) == 60
    assert by_class(root, "map-cell") == []


def test_cells_are_drawn_where_there_is_room_for_them():
    assert len(by_class(drawn(draw(Area(CELL, 400.0), [], MapContext((CELL,)))), "map-cell")) == 1


def test_sites_beyond_sixty_are_left_to_the_list_and_that_is_said():
    root = drawn(draw(Area(CELL, 400.0), crowd(61)))
    assert len(words_of(root, "map-number")) == 60
    (said,) = root.iter(f"{SVG}desc")
    assert said.text.endswith("The map shows the first 60 of the list.")
