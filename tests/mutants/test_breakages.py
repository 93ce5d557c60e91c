"""Each guard is there, and its test notices when it is gone."""

import importlib
import pkgutil
from pathlib import Path

import pytest

from tests import mutants
from tests.mutants.breakage import Breakage, copy_of_the_project, is_noticed, occurrences

_LISTS = [each.name for each in pkgutil.iter_modules(mutants.__path__) if not each.name.startswith("test_")]
ALL: list[Breakage] = [
    breakage
    for name in _LISTS
    for breakage in getattr(importlib.import_module(f"tests.mutants.{name}"), "BREAKAGES", ())
]


@pytest.mark.parametrize("breakage", ALL, ids=str)
def test_the_guard_to_be_broken_stands_once_in_the_code(breakage: Breakage) -> None:
    assert occurrences(breakage) == 1


@pytest.fixture(scope="session")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of_the_project(tmp_path_factory.mktemp("broken"))


@pytest.mark.slow
@pytest.mark.parametrize("breakage", ALL, ids=str)
def test_a_guard_that_is_taken_out_is_missed_by_its_test(breakage: Breakage, copy: Path) -> None:
    assert is_noticed(breakage, copy)
