"""Whom to tell what, and when again."""

from datetime import timedelta

import pytest

from alerts.domain.change import Change, ChangeKind, Difference
from alerts.domain.pushing import Answer, candidate_kinds, is_wanted, wait_after

K = ChangeKind
WITH_NEW_PLANS = Change(K.DECIDED, (Difference("description", "One storey", "Two storeys"),))


@pytest.mark.parametrize(
    ("failures", "seconds"), [(1, 30), (2, 60), (3, 120), (9, 7_680), (10, 14_400), (500, 14_400)]
)
def test_waits_double_from_half_a_minute_to_four_hours(failures: int, seconds: int) -> None:
    assert wait_after(failures) == timedelta(seconds=seconds)


@pytest.mark.parametrize(("asked_s", "seconds"), [(None, 30), (5.0, 30), (300.0, 300), (9e6, 86_400)])
def test_a_receiver_may_ask_for_more_time_up_to_a_day(asked_s: float | None, seconds: int) -> None:
    assert wait_after(1, asked_s) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("status", "is_taken", "is_gone"),
    [(200, True, False), (299, True, False), (302, False, False), (410, False, True), (None, False, False)],
)
def test_only_an_answer_of_2xx_is_taken_and_410_is_for_good(
    status: int | None, is_taken: bool, is_gone: bool
) -> None:
    answer = Answer(status, "")
    assert (answer.is_taken, answer.is_gone) == (is_taken, is_gone)


@pytest.mark.parametrize(
    ("change", "wanted", "is_told"),
    [
        (Change(K.NEW), set(), True),
        (Change(K.NOTED), set(), False),
        (Change(K.NOTED), {K.NOTED}, True),
        (Change(K.NEW), {K.DECIDED}, False),
        (Change(K.DECIDED), {K.DECIDED}, True),
        (Change(K.DECIDED), {K.AMENDED}, False),
        (WITH_NEW_PLANS, {K.AMENDED}, True),
        (Change(K.READVERTISED), {K.AMENDED}, True),
    ],
)
def test_a_receiver_is_told_of_the_kinds_that_it_named_and_of_all_but_what_is_noted_otherwise(
    change: Change, wanted: set[ChangeKind], is_told: bool
) -> None:
    assert is_wanted(change, wanted) is is_told
    assert change.kind in candidate_kinds(wanted) or not is_told


@pytest.mark.parametrize(
    ("field", "is_told"),
    [
        ("decision", True),
        ("decision_raw", True),
        ("status", True),
        ("withdrawn_date", True),
        ("consultation_end_date", True),
        ("appeal_decision_raw", True),
        ("description", False),
        ("reference", False),
        ("url", False),
    ],
)
def test_what_is_noted_is_told_without_being_named_only_where_it_moves_where_the_application_stands(
    field: str, is_told: bool
) -> None:
    noted = Change(
        K.NOTED, (Difference("postcode", "NW5 1TL", "NW5 1TP"), Difference(field, "one", "another"))
    )
    assert is_wanted(noted, ()) is is_told
    assert not is_wanted(noted, {K.DECIDED})
    assert is_wanted(noted, {K.NOTED})
    assert K.NOTED in candidate_kinds(())
