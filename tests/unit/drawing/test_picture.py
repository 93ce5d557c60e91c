"""The picture of an e-mail: one site, as much of the area as fits, the same bytes every time, and few of them."""

import io
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import shapely
from PIL import Image
from shapely import Point, Polygon, box

from alerts.drawing import raster
from alerts.drawing.picture import MOST_BYTES, draw_picture, picture_svg
from alerts.drawing.picture_scene import Scene, picture_frame
from alerts.drawing.raster import png_of
from alerts.drawing.scene import MapContext, Outline, PostcodeLabel, SiteStage
from geo.area import Area
from tests.unit.drawing.drawn import by_class, drawn, words_of

X, Y = 528_700.0, 185_500.0
HOME = box(X - 50, Y - 40, X + 50, Y + 40)
HOSTILE = '"><script>alert(1)</script>&amp;]]>\x00\x1b\ud800\u202e\uffff' * 40


def a_scene(
    east_m: float = 120,
    north_m: float = 40,
    stage: SiteStage = SiteStage.OPEN,
    area: Area | None = None,
    **more,
) -> Scene:
    return Scene(Point(X + east_m, Y + north_m), stage, area or Area(HOME, 400), **more)


def streets(across: int = 10) -> MapContext:
    """Crooked cells all over, each with its postcode, and two wards."""
    turns = np.random.default_rng(7)
    points = [(X + 60 * east + turns.uniform(-25, 25), Y + 60 * north + turns.uniform(-25, 25))
              for east in range(-across, across) for north in range(-across, across)]  # fmt: skip
    cells = shapely.voronoi_polygons(shapely.MultiPoint(points)).geoms
    labels = [PostcodeLabel(f"NW5 {each % 10}AB", *place) for each, place in enumerate(points)]
    wards = (Outline("Highgate", box(X - 900, Y - 900, X + 100, Y + 900)),
             Outline("Kentish Town North", box(X + 100, Y - 900, X + 900, Y + 900)))  # fmt: skip
    return MapContext(tuple(cells), wards, tuple(labels))


EVERY_SCENE = {
    "beside a postcode": a_scene(),
    "within a postcode": a_scene(0, 10),
    "far from a postcode": a_scene(330, -150),
    "decided": a_scene(stage=SiteStage.DECIDED),
    "withdrawn": a_scene(stage=SiteStage.WITHDRAWN),
    "a boundary": Scene(Polygon([(X + 90, Y), (X + 160, Y + 10), (X + 110, Y + 60)]), SiteStage.OPEN, Area(HOME, 400)),
    "a large boundary": Scene(Point(X, Y).buffer(900), SiteStage.OPEN, Area(HOME, 400)),
    "by its postcode": a_scene(around=box(X + 90, Y + 10, X + 150, Y + 70)),
    "in a ward": a_scene(area=Area(box(X - 900, Y - 900, X + 100, Y + 900), 0)),
    "in a circle": a_scene(area=Area(Point(X, Y), 200)),
    "in a circle far larger": a_scene(area=Area(Point(X, Y), 5_000)),
    "followed": Scene(Point(X, Y), SiteStage.OPEN),
}  # fmt: skip
every_scene = pytest.mark.parametrize("scene", EVERY_SCENE.values(), ids=EVERY_SCENE)


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png))


@every_scene
def test_a_picture_is_small_whole_and_nothing_but_pixels(scene):
    png = draw_picture(scene, streets())
    assert len(png) <= MOST_BYTES == 14_000
    picture = opened(png)
    assert (picture.format, picture.mode, picture.info) == ("PNG", "P", {})
    assert 480 <= picture.width <= 960
    assert picture.height / picture.width == pytest.approx(256 / 480, abs=0.002)
    chunks = {png[at : at + 4] for at in _chunks(png)}
    assert chunks == {b"IHDR", b"PLTE", b"IDAT", b"IEND"}


def _chunks(png: bytes):
    at = 8
    while at < len(png):
        yield at + 4
        at += 12 + int.from_bytes(png[at : at + 4])


@every_scene
def test_the_same_scene_is_drawn_to_the_same_bytes(scene):
    assert draw_picture(scene, streets()) == draw_picture(scene, streets())


def test_another_process_draws_the_same_bytes(tmp_path):
    ask = (
        "import sys; from tests.unit.drawing.test_picture import *;"
        "sys.stdout.buffer.write(draw_picture(a_scene(), streets()))"
    )
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", ask], cwd=root, capture_output=True, check=True, env={
        "PYTHONPATH": str(root), "PYTHONHASHSEED": "99", "HOME": str(tmp_path)})  # fmt: skip
    assert done.stdout == draw_picture(a_scene(), streets())


def test_words_are_drawn_with_our_own_font_and_no_system_s():
    sheet = '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40">{}</svg>'
    words = '<text fill="#fff" x="9" y="28" font-size="24" font-family="{}">NW5 1TL Ŵŷ</text>'
    ours, blank = png_of(sheet.format(words.format("Atkinson Hyperlegible"))), png_of(sheet.format(""))
    assert len(ours) > 2 * len(blank)
    # Whatever family is asked for, there is no other font.
    assert png_of(sheet.format(words.format("DejaVu Sans"))) in (ours, blank)


def test_without_our_fonts_no_picture_is_drawn_rather_than_one_without_words(tmp_path):
    with pytest.raises(FileNotFoundError, match="no fonts"):
        png_of(picture_svg(a_scene(), streets()), fonts=tmp_path)


def test_the_fonts_come_with_their_licence():
    folder = Path(raster.__file__).parent / "fonts"
    assert len(list(folder.glob("*.ttf"))) == 3
    assert "SIL OPEN FONT LICENSE" in (folder / "OFL.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(("across_m", "scene"), [
    (336, EVERY_SCENE["beside a postcode"]), (336, EVERY_SCENE["followed"]),
    (336, EVERY_SCENE["in a circle far larger"]), (383, EVERY_SCENE["far from a postcode"]),
])  # fmt: skip
def test_a_picture_shows_streets_not_towns(across_m, scene):
    frame = picture_frame(scene)
    assert frame.width_px * frame.metres_per_px == pytest.approx(across_m, abs=30)
    assert frame.ground.contains(scene.site)


@pytest.mark.parametrize("name", ["beside a postcode", "far from a postcode", "in a ward"])
def test_the_area_of_the_person_is_on_the_picture(name):
    scene = EVERY_SCENE[name]
    assert shapely.intersects(picture_frame(scene).ground, scene.area.core)
    assert by_class(drawn(picture_svg(scene, streets())), "map-area")


def test_a_site_larger_than_a_street_is_shown_whole():
    scene = EVERY_SCENE["a large boundary"]
    assert picture_frame(scene).ground.contains(scene.site)


def texts(scene: Scene, context: MapContext | None = None) -> list[str]:
    root = drawn(picture_svg(scene, context or MapContext()))
    return [found.text for found in root.iter() if found.tag.endswith("}text")]


def test_the_distance_is_written_at_the_line_between_the_area_and_the_site():
    assert "70 m" in texts(a_scene(120, 0))
    assert texts(a_scene(0, 0)) == ["N", "50 m", "the site", "your area"]


def test_the_foot_says_in_words_what_the_marks_mean():
    assert texts(a_scene(stage=SiteStage.DECIDED))[-2:] == ["the site (decided)", "your area"]
    assert "about here (by postcode)" in texts(EVERY_SCENE["by its postcode"])
    assert "your area" not in texts(EVERY_SCENE["followed"])


def test_names_that_a_feed_wrote_stay_words():
    context = MapContext(
        outlines=(Outline(HOSTILE, box(X - 900, Y - 900, X + 900, Y + 900)), Outline("", HOME)),
        postcodes=(PostcodeLabel(HOSTILE, X + 60, Y + 60), PostcodeLabel("NW5 1TL", X, Y)),
    )
    svg = picture_svg(a_scene(), context)
    assert {found.tag.partition("}")[2] for found in drawn(svg).iter()} <= {
        "svg", "rect", "path", "circle", "text", "g",
    }  # fmt: skip
    assert len(draw_picture(a_scene(), context)) <= MOST_BYTES
    assert "<script" not in svg
    assert "NW5 1TL" in words_of(drawn(svg), "map-postcode")


def test_no_ground_at_all_still_makes_a_picture():
    assert len(draw_picture(a_scene(), MapContext())) > 2_000


def test_in_town_a_picture_has_two_pixels_to_each_of_its_own():
    assert opened(draw_picture(a_scene(), streets())).size == (960, 512)


def test_a_picture_of_too_many_lines_is_less_sharp_rather_than_too_large():
    sharp, blurred = (
        opened(draw_picture(EVERY_SCENE[name], streets(40))) for name in ("followed", "a large boundary")
    )
    assert blurred.width < sharp.width == 960


def test_from_further_away_more_is_to_be_seen():
    near, far = picture_frame(a_scene()), picture_frame(a_scene(wider=3))
    assert far.metres_per_px == pytest.approx(3 * near.metres_per_px)


def test_light_and_dark_pages_find_the_same_strong_edge():
    """A border all round, in the darkest ink, on paper that is no page's white or black."""
    pixels = np.asarray(opened(draw_picture(a_scene(), streets())).convert("RGB")).astype(int)
    edge = np.concatenate([pixels[1], pixels[-2], pixels[:, 1], pixels[:, -2]])
    assert edge.mean() < 90
    assert pixels[500, 300].min() > 220


def test_the_postcode_watched_is_named_first_and_then_those_nearest_to_the_site():
    places = {
        "NW5 1TL": (0, 0),
        "NW5 1AA": (130, 0),
        "NW5 1BB": (120, 90),
        "NW5 1CC": (60, -60),
        "NW5 1DD": (20, 75),
    }
    labels = tuple(PostcodeLabel(name, X + east, Y + north) for name, (east, north) in sorted(places.items()))
    root = drawn(picture_svg(a_scene(120, 0), MapContext(postcodes=labels)))
    assert words_of(root, "map-postcode")[:3] == ["NW5 1TL", "NW5 1AA", "NW5 1CC"]
