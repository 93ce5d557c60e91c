"""Registers that swing between two values."""

import pytest

from alerts.domain.change import Change, ChangeKind, Difference
from alerts.domain.swing import is_said_already, takes_back


def change(*differences: tuple[str, str | None, str | None]) -> Change:
    return Change(ChangeKind.AMENDED, tuple(Difference(*difference) for difference in differences))


THERE, BACK = change(("description", "A", "B")), change(("description", "B", "A"))


def test_the_way_back_takes_back_the_way_there() -> None:
    assert takes_back(BACK, THERE)
    assert not takes_back(THERE, THERE)


def test_what_comes_with_the_way_back_does_not_matter() -> None:
    assert takes_back(change(("description", "B", "A"), ("address", "1", "2")), THERE)


def test_half_a_way_back_takes_nothing_back() -> None:
    assert not takes_back(BACK, change(("description", "A", "B"), ("address", "1", "2")))


def test_being_new_cannot_be_taken_back() -> None:
    assert not takes_back(BACK, Change(ChangeKind.NEW))


@pytest.mark.fault("C-02")
def test_a_value_that_was_or_is_has_been_said() -> None:
    assert is_said_already(BACK, [THERE])
    assert is_said_already(THERE, [THERE])


@pytest.mark.parametrize(
    "other",
    [
        change(("description", "B", "C")),
        change(("address", "B", "A")),
        change(("description", "B", "A"), ("address", "1", "2")),
        Change(ChangeKind.NEW),
    ],
)
def test_anything_else_has_not(other: Change) -> None:
    assert not is_said_already(other, [THERE])


def test_nothing_recent_has_said_nothing() -> None:
    assert not is_said_already(THERE, [])
