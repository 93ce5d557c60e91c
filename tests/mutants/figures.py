"""Guards of what dashboards say, keep and hand out."""

from tests.mutants.breakage import Breakage

_WEB = "alerts/web/insight"
_UNIT = "tests/unit/web/insight"
_PAGES = "tests/integration/web/test_insight.py"

BREAKAGES = (
    Breakage(
        "W-19",
        f"{_WEB}/files.py",
        "safe_cell(cell) if isinstance(cell, str) else cell",
        "cell",
        f"{_UNIT}/test_files.py::test_a_name_that_is_a_formula_is_a_text_to_a_spreadsheet",
    ),
    Breakage(
        "W-25",
        f"{_WEB}/answering.py",
        "any(each.kind is PlaceKind.SHAPE for each in subjects)",
        "False",
        f"{_PAGES}::test_a_drawn_area_has_figures_that_no_cache_shares",
    ),
    Breakage(
        "W-05",
        f"{_WEB}/asked.py",
        "if name not in known:",
        "if False:",
        f"{_UNIT}/test_asked.py::test_what_cannot_be_is_said_and_left_out",
    ),
    Breakage(
        "W-04",
        f"{_WEB}/answering.py",
        "f\"style-src 'self' {svg_style_hash()}\"",
        "\"style-src 'self' 'unsafe-inline'\"",
        f"{_PAGES}::test_a_picture_comes_alone_and_brings_the_only_style_that_may_be",
    ),
    Breakage(
        "W-03",
        "alerts/drawing/charts/paper.py",
        "line = words(text, _LONGEST)",
        "line = text",
        "tests/unit/drawing/charts/test_every_chart.py::test_hostile_words_stay_words",
    ),
)
