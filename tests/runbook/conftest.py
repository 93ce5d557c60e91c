"""A machine for each symptom, and the symptom as the page describes it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.docs.conftest import workshop  # noqa: F401
from tests.rig.machine import Machine, Workshop, a_machine
from tests.runbook.reading import Symptom


@pytest.fixture
def machine(workshop: Workshop, tmp_path: Path) -> Iterator[Machine]:  # noqa: F811
    with a_machine(workshop, tmp_path / "machine") as made:
        yield made


@pytest.fixture
def symptom(machine: Machine) -> Iterator[Callable[[str], Symptom]]:
    """A section of the page by its heading. At the end each of its blocks has been followed."""
    taken: list[Symptom] = []

    def take(heading: str) -> Symptom:
        taken.append(Symptom(heading, machine))
        return taken[-1]

    yield take
    (only,) = taken
    assert only.left_out == []
