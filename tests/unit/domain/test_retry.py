"""When an e-mail is tried again."""

from datetime import timedelta

import pytest

from alerts.domain.retry import wait_before_try


@pytest.mark.fault("M-02")
def test_an_email_is_tried_for_two_days_at_growing_distances() -> None:
    age, waits = timedelta(), []
    while (wait := wait_before_try(len(waits) + 1, age)) is not None:
        waits.append(wait)
        age += wait
    minutes = [int(wait.total_seconds() // 60) for wait in waits]
    assert minutes == [5, 15, 30, 60, 120, 240] + [240] * 10
    assert age == timedelta(hours=47, minutes=50)


@pytest.mark.parametrize(("hours", "wait"), [(44, timedelta(hours=4)), (44.01, None), (100, None)])
def test_what_would_come_after_two_days_is_given_up(hours: float, wait: timedelta | None) -> None:
    assert wait_before_try(16, timedelta(hours=hours)) == wait


@pytest.mark.fault("M-02")
@pytest.mark.parametrize(("attempts", "minutes"), [(1, 5), (2, 15), (6, 240), (15, 240), (16, None)])
def test_an_email_that_only_waited_for_two_days_has_its_tries_still_before_it(
    attempts: int, minutes: int | None
) -> None:
    wait = None if minutes is None else timedelta(minutes=minutes)
    assert wait_before_try(attempts, timedelta(hours=60)) == wait
