"""Every symptom of the page is provoked and cured by a test, and says the same four things."""

import re
from pathlib import Path

from tests.docs.reading import page_path
from tests.runbook.reading import PAGE

TEXT = page_path(PAGE).read_text(encoding="utf-8")
PARTS = ["You see", "Make sure", "Put it right", "It is over"]


def test_each_symptom_has_a_test() -> None:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    tested = re.findall(r"symptom\(\s*\"([^\"]+)\"", sources)
    headings = re.findall(r"^## (.+)$", TEXT, re.MULTILINE)
    assert len(headings) >= 20
    assert sorted(tested) == sorted(headings)


def test_each_symptom_says_what_one_sees_how_to_make_sure_what_to_do_and_when_it_is_over() -> None:
    for section in re.split(r"^## ", TEXT, flags=re.MULTILINE)[1:]:
        assert re.findall(r"^\*\*([^*.]+)\.?\*\*", section, re.MULTILINE) == PARTS, section.splitlines()[0]
