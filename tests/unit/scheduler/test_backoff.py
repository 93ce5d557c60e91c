"""How long to wait before asking again."""

from datetime import datetime, timedelta

import pytest

from scheduler.backoff import (
    first_poll_after_s,
    jittered,
    pause_before_retry,
    pauses_s,
    retry_after_s,
    slots_passed,
)
from scheduler.errors import FetchFailed, FetchReason
from tests.factories import NOW

DATE = "Mon, 23 Nov 2026 08:00:00 GMT"


def busy(retry_after: float | None = None, status: int = 503) -> FetchFailed:
    return FetchFailed(
        FetchReason.HTTP_STATUS, "feed.example", "busy", status=status, retry_after_s=retry_after
    )


def test_pauses_double_and_are_spread_over_half_to_one_and_a_half() -> None:
    assert list(pauses_s(3, lambda: 0.5)) == [0.5, 1.0, 2.0]
    assert list(pauses_s(3, lambda: 0.0)) == [0.25, 0.5, 1.0]
    assert list(pauses_s(3, lambda: 1.0)) == [0.75, 1.5, 3.0]


@pytest.mark.fault("F-01")
@pytest.mark.parametrize(
    ("value", "date", "wait_s"),
    [
        ("120", None, 120.0),
        (" 0 ", None, 0.0),
        ("90000", None, 86400.0),
        ("9" * 5000, None, 86400.0),
        ("Mon, 23 Nov 2026 08:02:00 GMT", DATE, 120.0),
        ("Mon, 23 Nov 2026 07:00:00 GMT", DATE, 0.0),
        ("Fri, 23 Nov 2029 08:00:00 GMT", DATE, 86400.0),
        ("Mon, 23 Nov 2026 08:02:00 GMT", None, None),
        ("Mon, 23 Nov 2026 08:02:00 GMT", "yesterday", None),
        ("soon", DATE, None),
        ("-5", DATE, None),
        ("1.5", DATE, None),
        ("", DATE, None),
        (None, DATE, None),
    ],
)
def test_retry_after_is_read_in_seconds_or_by_the_answers_own_date(
    value: str | None, date: str | None, wait_s: float | None
) -> None:
    assert retry_after_s(value, date, 86400) == wait_s


@pytest.mark.fault("F-01")
def test_a_busy_server_is_asked_again_after_the_pause_or_what_it_said_if_longer() -> None:
    assert pause_before_retry(busy(), 0.5, 60, 30) == 0.5
    assert pause_before_retry(busy(20), 0.5, 60, 30) == 20
    assert pause_before_retry(busy(0), 0.5, 60, 30) == 0.5


@pytest.mark.fault("F-01")
def test_a_wait_that_does_not_fit_is_left_to_the_caller_whole() -> None:
    assert pause_before_retry(busy(31), 0.5, 60, 30) is None
    assert pause_before_retry(busy(20), 0.5, 20, 30) is None
    assert pause_before_retry(busy(), 0.5, 0.4, 30) is None


def test_nothing_is_asked_again_once_the_pauses_are_used_up() -> None:
    assert pause_before_retry(busy(), None, 60, 30) is None


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 501])
def test_a_refusal_that_would_only_be_repeated_is_not_asked_again(status: int) -> None:
    assert pause_before_retry(busy(status=status), 0.5, 60, 30) is None


def test_a_jittered_wait_lies_within_a_tenth_of_itself() -> None:
    assert [round(jittered(1000.0, jitter), 6) for jitter in (0.0, 0.5, 1.0)] == [900.0, 1000.0, 1100.0]


def test_no_wait_stays_no_wait_when_jittered() -> None:
    assert jittered(0.0, 0.9) == 0.0


def test_no_pause_is_shorter_than_the_gap_that_a_host_asks_for() -> None:
    assert list(pauses_s(4, lambda: 0.5, 1.5)) == [1.5, 1.5, 2.0, 4.0]


def test_feeds_polled_every_half_hour_are_spread_over_five_minutes_by_their_names() -> None:
    waits = [first_poll_after_s(f"feed {number}", 1800.0) for number in range(200)]
    assert waits == [first_poll_after_s(f"feed {number}", 1800.0) for number in range(200)]
    assert all(0.0 <= wait < 300.0 for wait in waits)
    assert [sum(n <= wait / 60 < n + 1 for wait in waits) > 20 for n in range(5)] == [True] * 5


@pytest.mark.parametrize("every_s", [0.2, 60.0, 599.0])
def test_a_feed_polled_often_is_polled_at_the_start(every_s: float) -> None:
    assert [first_poll_after_s(name, every_s) for name in ("camden", "london", "islington")] == [0.0] * 3


@pytest.mark.fault("S-06")
@pytest.mark.parametrize(
    ("due_s", "began_s", "ended_s", "passed"),
    [
        (0, 0, 90, 1),
        (0, 0, 59, 0),
        (0, 0, 60, 1),
        (0, 0, 600, 10),
        (0, 30, 59, 0),
        (0, 30, 61, 1),
        (-7200, 0, 30, 0),
        (10, 0, 5, 0),
        (10, 0, 65, 1),
        (10, 0, 75, 2),
        (None, 0, 90, 1),
    ],
)
def test_the_slots_that_came_while_a_poll_ran_are_counted(
    due_s: int | None, began_s: int, ended_s: int, passed: int
) -> None:
    def at(seconds: int) -> datetime:
        return NOW + timedelta(seconds=seconds)

    due_at = None if due_s is None else at(due_s)
    assert slots_passed(due_at, 60.0, at(began_s), at(ended_s)) == passed
