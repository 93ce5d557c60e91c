"""The threat model points at what is there: every test that it names, and every row of faults, by its mark."""

import ast
import re
from collections.abc import Iterator

import pytest

from upkeep import PROJECT
from upkeep.tracked import texts, tracked

MODEL = (PROJECT / "docs" / "threat-model.md").read_text(encoding="utf-8")
_ROW = re.compile(r"\b[A-Z]-\d\d\b")


def defined_in(source: str) -> Iterator[str]:
    """The tests that a file defines."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node.name


def named(page: str) -> set[str]:
    return set(re.findall(r"`(test_[a-z0-9_]+)`", page))


@pytest.fixture(scope="module")
def tests() -> str:
    return "\n".join(text for _file, text in texts(tracked("tests/**/test_*.py")))


def test_every_test_that_the_page_names_is_there() -> None:
    there = {name for _file, text in texts(tracked("tests/**/test_*.py")) for name in defined_in(text)}
    assert named(MODEL) - there == set()
    assert len(named(MODEL)) > 60


def test_every_row_of_faults_that_the_page_names_is_a_mark(tests: str) -> None:
    marked = set(re.findall(r'mark\.fault\("([A-Z]-\d\d)"\)', tests))
    assert set(_ROW.findall(MODEL)) - marked == set()


def test_a_test_or_row_that_is_gone_is_noticed() -> None:
    assert named("| a | b | `test_nothing_of_the_kind` (Z-99) |") == {"test_nothing_of_the_kind"}
    assert set(_ROW.findall("(Z-99)")) == {"Z-99"}
    assert list(defined_in("def test_there(): ...\ndef other(): ...")) == ["test_there"]


def test_every_threat_says_what_holds_and_names_a_test() -> None:
    tables = MODEL.split("| threat | what holds | shown by |\n|---|---|---|\n")[1:]
    rows = [line for table in tables for line in table.split("\n\n")[0].splitlines()]
    assert len(rows) > 50
    for row in rows:
        threat, holds, shown = (cell.strip() for cell in row.strip("|").split(" | "))
        assert threat, row
        assert len(holds) > 8, row
        assert named(shown), row


def test_it_speaks_of_every_way_in() -> None:
    headings = re.findall(r"^## (.*)$", MODEL, re.MULTILINE)
    for part in ("Links and people", "The site and its API", "Drawn areas", "Feeds", "Mail", "Operators' pages",
                 "The installation", "What it is built of", "What is accepted, and what is left"):  # fmt: skip
        assert part in headings
