"""Forms read into values."""

import pytest
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from alerts.domain.change import ChangeKind
from alerts.domain.subscription import CHOICES_OF_CHANGE, Frequency, Wishes
from alerts.web.forms import (
    FormRefused,
    Typed,
    read_subscription,
    read_wishes,
    row_number,
    single,
    typed_wishes,
)

LEAST = [("email", "Alice@Example.org"), ("area", "postcode:NW51TL:400")]


def fields(*pairs: tuple[str, str]) -> MultiDict[str, str]:
    return MultiDict(list(pairs))


def test_an_address_and_an_area_are_enough() -> None:
    asked = read_subscription(fields(*LEAST))
    assert asked.email == "alice@example.org"
    assert str(asked.area) == "postcode:NW51TL:400"
    assert asked.wishes == Wishes(Frequency.DAILY, frozenset(CHOICES_OF_CHANGE))


def test_every_fault_of_a_form_is_told_at_once() -> None:
    with pytest.raises(FormRefused) as refused:
        read_subscription(fields(("frequency", "hourly"), ("changes", "x"), ("types", "castle")))
    assert set(refused.value.errors) == {"email", "area", "frequency", "changes", "types"}


def test_unticking_every_kind_is_not_asking_for_all() -> None:
    with pytest.raises(FormRefused) as refused:
        read_subscription(fields(*LEAST, ("asked", "changes")))
    assert list(refused.value.errors) == ["changes"]


@pytest.mark.parametrize(
    "kind", ["new", "readvertised", "amended", "appealed", "decided", "withdrawn", "deadline_near"]
)
def test_every_kind_of_change_can_be_asked_for_alone(kind: str) -> None:
    assert read_subscription(fields(*LEAST, ("changes", kind))).wishes.changes == {ChangeKind(kind)}


def test_what_is_only_noted_cannot_be_asked_for() -> None:
    with pytest.raises(FormRefused):
        read_subscription(fields(*LEAST, ("changes", "noted")))


@pytest.mark.parametrize(
    ("given", "number"),
    [("1", 1), ("999999999", 999_999_999), ("1000000000", None), ("", None), ("-1", None), ("٤", None)],
)
def test_a_number_of_a_row_has_at_most_nine_digits(given: str, number: int | None) -> None:
    assert row_number(given) == number


def test_new_wishes_are_those_of_the_form() -> None:
    form = fields(("asked", "changes"), ("changes", "decided"), ("frequency", "weekly"))
    assert read_wishes(form) == Wishes(Frequency.WEEKLY, frozenset({ChangeKind.DECIDED}))


def test_stored_wishes_are_shown_as_they_would_be_typed() -> None:
    wishes = Wishes(Frequency.INSTANT, frozenset({ChangeKind.NEW}), frozenset({"hh"}), ("roof", "loft"), ())
    shown = typed_wishes(wishes)
    assert shown == Typed("", "instant", frozenset({"new"}), frozenset({"hh"}), "roof, loft", "")
    assert shown.is_narrowed
    assert not Typed().is_narrowed


@pytest.mark.fault("W-26")
def test_a_field_given_twice_is_refused() -> None:
    with pytest.raises(BadRequest, match="given more than once"):
        single(fields(("q", "a"), ("q", "b")), "q")
    assert single(fields(("q", "a")), "q") == "a"
    assert single(fields(), "q", "nothing") == "nothing"
