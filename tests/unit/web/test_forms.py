"""Forms read into values."""

from datetime import date

import pytest
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from alerts.domain.change import ChangeKind
from alerts.domain.subscription import CHOICES_OF_CHANGE, Frequency, Wishes
from alerts.web.forms import (
    FormRefused,
    Typed,
    read_day,
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


def test_every_further_wish_has_a_field() -> None:
    form = fields(
        *LEAST,
        ("frequency", "weekly"),
        ("major", "1"),
        ("constraints", "conservation-area"),
        ("constraints", "listed-building-outline"),
        ("remind_days", "14"),
        ("hour", "18"),
        ("weekday", "Monday"),
    )
    wishes = read_subscription(form).wishes
    assert wishes == Wishes(
        frequency=Frequency.WEEKLY,
        remind_days=14,
        hour=18,
        weekday=0,
        only_major=True,
        constraints=frozenset({"conservation-area", "listed-building-outline"}),
    )
    shown = typed_wishes(wishes)
    assert (shown.major, shown.remind_days, shown.hour, shown.weekday) == ("1", "14", "18", "monday")
    assert (shown.is_narrowed, shown.is_timed) == (True, True)
    assert (Typed().is_narrowed, Typed().is_timed) == (False, False)


def test_fields_left_empty_ask_for_nothing_special() -> None:
    form = fields(*LEAST, ("major", ""), ("remind_days", " "), ("hour", ""), ("weekday", ""))
    assert read_subscription(form).wishes == Wishes()


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("major", "yes"),
        ("constraints", "green-belt"),
        ("remind_days", "0"),
        ("remind_days", "15"),
        ("remind_days", "soon"),
        ("hour", "1"),
        ("hour", "24"),
        ("hour", "07:30"),
        ("weekday", "someday"),
        ("weekday", "0"),
    ],
)
def test_a_further_wish_that_cannot_be_is_refused_at_its_field(field: str, given: str) -> None:
    with pytest.raises(FormRefused) as refused:
        read_subscription(fields(*LEAST, (field, given)))
    assert list(refused.value.errors) == [field]


@pytest.mark.parametrize("given", ["2026-12-24", "24/12/2026", " 24.12.2026 "])
def test_a_day_is_read_as_a_date_field_or_a_hand_writes_it(given: str) -> None:
    assert read_day(given, date(2026, 11, 26)) == date(2026, 12, 24)


@pytest.mark.parametrize(
    "given", ["", "2026-11-26", "26/11/2026", "2027-12-01", "31/02/2027", "1/1/1", "tomorrow"]
)
def test_a_day_that_is_none_or_not_ahead_or_too_far_is_refused(given: str) -> None:
    with pytest.raises(FormRefused) as refused:
        read_day(given, date(2026, 11, 26))
    assert list(refused.value.errors) == ["until"]
