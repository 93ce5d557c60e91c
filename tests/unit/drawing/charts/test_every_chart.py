"""What holds for every chart: well-formed, legible, alone and in a page, and nothing left to colour."""

import itertools
import re
from xml.etree import ElementTree as ET

import pytest

from alerts.drawing.charts.file import Caption, file_png, file_svg
from alerts.drawing.charts.page import bare_svg, page_svg
from alerts.drawing.charts.paper import NARROW, WIDE, Paper
from alerts.drawing.charts.sparkline import draw_sparkline
from alerts.drawing.elements import document, element
from tests.unit.drawing.charts.every_chart import EVERY_CHART, HOSTILE, Draw, words_of

CAPTION = Caption(
    "Camden, received and decided", "Camden received 12 applications.", ("Made from a register.",)
)
SVG = "{http://www.w3.org/2000/svg}"
KNOWN = re.compile(
    r"chart-(quiet|strong|on-high|on-map|grid|base|gap|limit|outline|hatch|ground|area|step-[0-5]|[abc](-line|-hollow)?)"
)
each_chart = pytest.mark.parametrize("draw", EVERY_CHART.values(), ids=EVERY_CHART)
each_paper = pytest.mark.parametrize("paper", [WIDE, NARROW], ids=lambda paper: paper.name)


@each_chart
@each_paper
def test_no_words_lie_on_others_or_over_an_edge(draw: Draw, paper: Paper) -> None:
    made = draw(paper)
    found = words_of(made.parts, paper)
    for each in found:
        assert each.left >= -0.6, each
        assert each.right <= paper.width + 0.6, each
        assert each.top >= -1, each
        assert each.bottom <= made.height + 1, each
    for one, other in itertools.combinations(found, 2):
        beside = one.right <= other.left + 0.6 or other.right <= one.left + 0.6
        assert beside or one.bottom <= other.top + 1 or other.bottom <= one.top + 1, (one, other)


@pytest.mark.parametrize("name", [name for name in EVERY_CHART if name.startswith("ranges")])
@each_paper
def test_no_limit_is_drawn_through_words(name: str, paper: Paper) -> None:
    made = EVERY_CHART[name](paper)
    found = words_of(made.parts, paper)
    limits = [part.get("d", "") for part in made.parts if part.get("class") == "chart-limit"]
    assert len(limits) >= 2
    for limit in limits:
        x, top, bottom = map(float, re.findall(r"[\d.]+", limit))
        for each in found:
            beside = x <= each.left or x >= each.right
            assert beside or bottom <= each.top + 1 or top >= each.bottom - 1, (limit, each)


def test_narrow_paper_says_what_its_axis_counts() -> None:
    made = EVERY_CHART["ranges, usual"](NARROW)
    assert "days from valid to decided" in [each.text for each in words_of(made.parts, NARROW)]


@each_chart
@each_paper
def test_a_chart_is_well_formed_and_looks_are_left_to_the_style_sheet(draw: Draw, paper: Paper) -> None:
    root = ET.fromstring(page_svg(draw(paper), "months", "Received and decided", "Twelve were received."))
    for part in root.iter():
        assert not {"style", "fill", "stroke", "onclick"} & set(part.attrib)
        for name in part.get("class", "chart-a").split():
            assert KNOWN.fullmatch(name) or part is root, name
    assert not [part for part in root.iter() if part.tag in (f"{SVG}script", f"{SVG}style", f"{SVG}a")]
    numbers = [float(part.get(name, "0")) for part in root.iter(f"{SVG}rect") for name in ("width", "height")]
    assert min(numbers, default=0) >= 0


@each_chart
def test_a_page_has_the_chart_as_an_image_with_words_for_those_who_do_not_see_it(draw: Draw) -> None:
    root = ET.fromstring(page_svg(draw(WIDE), "months", "Received and decided", "Twelve were received."))
    named = {part.get("id"): part.text for part in root if part.get("id")}
    assert root.get("role") == "img"
    assert named[root.get("aria-labelledby")] == "Received and decided"
    assert named[root.get("aria-describedby")] == "Twelve were received."


@each_chart
def test_a_file_needs_nothing_else(draw: Draw) -> None:
    made = file_svg(draw(WIDE), CAPTION)
    root = ET.fromstring(made)
    said = " ".join(part.text or "" for part in root.iter(f"{SVG}text"))
    assert "Camden, received and decided" in said
    assert "Made from a register." in said
    assert "http" not in made.replace("http://www.w3.org/2000/svg", "")
    styled = root.findtext(f"{SVG}style", "")
    for part in root.iter():
        for name in part.get("class", "").split():
            assert f".{name}{{" in styled or name == "chart-strong", name


def test_both_papers_keep_letters_at_twelve_pixels_at_least() -> None:
    assert WIDE.type_px * 580 / WIDE.width >= 12
    assert NARROW.type_px * 290 / NARROW.width >= 12


def test_hostile_words_stay_words() -> None:
    made = file_svg(EVERY_CHART["columns, hostile"](WIDE), Caption(HOSTILE, HOSTILE, (HOSTILE,)))
    assert "<script" not in made
    assert "<script" in "".join(ET.fromstring(made).itertext())


def test_a_chart_becomes_a_picture_of_twice_its_pixels() -> None:
    made = file_png(file_svg(EVERY_CHART["columns, two years"](WIDE), CAPTION))
    assert made.startswith(b"\x89PNG")
    assert int.from_bytes(made[16:20], "big") == 2 * (720 + 64)


def test_a_long_title_is_broken_into_lines_and_never_lost() -> None:
    words = "receives" * 40
    made = ET.fromstring(file_svg(EVERY_CHART["columns, one month of one"](WIDE), Caption(words, "", ())))
    lines = [part.text or "" for part in made.iter(f"{SVG}text") if part.get("font-size") == "21"]
    assert len(lines) > 2
    assert "".join(lines) == words


@pytest.mark.parametrize("values", [(), (3,), (0, 0), (1, 1_000_000, 2)])
def test_a_sparkline_stays_in_its_box_and_is_passed_by_in_reading(values: tuple[int, ...]) -> None:
    root = ET.fromstring(bare_svg(draw_sparkline(values), "chart--small"))
    assert root.get("aria-hidden") == "true"
    places = [float(part.get("cy", "")) for part in root.iter(f"{SVG}circle")]
    assert len(places) == min(len(values), 1)
    assert all(0 <= place <= 32 for place in places)


def test_a_sparkline_is_broken_where_nothing_is_known() -> None:
    root = ET.fromstring(bare_svg(draw_sparkline((None, None, 3, 4, None, 5, 6, None)), "chart--small"))
    (path,) = (part.get("d", "") for part in root.iter(f"{SVG}path") if part.get("class") == "chart-a-line")
    (dot,) = root.iter(f"{SVG}circle")
    assert (path.count("M"), path.count("L")) == (2, 2)
    assert path.startswith("M36.0 ")
    assert path.endswith(f"L{float(dot.get('cx', '')):.1f} {float(dot.get('cy', '')):.1f}")


def test_drawing_twice_gives_the_same_bytes() -> None:
    for draw in EVERY_CHART.values():
        one, other = (document(element("svg", {}, draw(WIDE).parts)) for _ in range(2))
        assert one == other
