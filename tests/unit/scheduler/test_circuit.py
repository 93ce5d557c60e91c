"""When a host may be asked, and how it stands after an answer."""

from datetime import UTC, datetime, timedelta

import pytest

from alerts.db.hosts import HostState
from scheduler.circuit import (
    CircuitLimits,
    Go,
    LeftAlone,
    Standing,
    Wait,
    may_ask,
    paused_by,
    standing_after,
)
from scheduler.errors import FetchFailed, FetchReason

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
LIMITS = CircuitLimits()
HOST = HostState("feed.example:443")
AS_IT_IS = 0.5


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def failed(reason: FetchReason) -> FetchFailed:
    return FetchFailed(reason, "feed.example", "it failed")


def answered(status: int, retry_after_s: float | None = None) -> FetchFailed:
    return FetchFailed(
        FetchReason.HTTP_STATUS, "feed.example", "answered", status=status, retry_after_s=retry_after_s
    )


@pytest.mark.fault("F-01")
def test_a_circuit_opens_after_five_failures_for_thirty_seconds_and_at_most_six_hours() -> None:
    assert CircuitLimits() == CircuitLimits(after=5, first_s=30, longest_s=21_600, longest_pause_s=86_400)


@pytest.mark.fault("F-01")
@pytest.mark.parametrize(
    ("failures", "pause_s"),
    [
        (0, None),
        (3, None),
        (4, 30),
        (5, 60),
        (6, 120),
        (13, 15_360),
        (14, 21_600),
        (15, 21_600),
        (5_000, 21_600),
    ],
)
def test_each_failure_in_a_row_doubles_the_pause(failures: int, pause_s: float | None) -> None:
    seen = HOST._replace(failures=failures)
    standing = standing_after(seen, answered(500), NOW, AS_IT_IS, LIMITS)
    assert standing == Standing(failures + 1, None if pause_s is None else after(pause_s))


def test_the_pauses_of_two_installations_differ_by_up_to_a_tenth() -> None:
    seen = HOST._replace(failures=4)
    assert standing_after(seen, answered(500), NOW, 0.0, LIMITS).not_before == after(27)
    assert standing_after(seen, answered(500), NOW, 1.0, LIMITS).not_before == after(33)


@pytest.mark.fault("F-01")
@pytest.mark.parametrize(
    "failure",
    [
        None,
        answered(404),
        answered(403),
        answered(410, 3600),
        answered(202),
        failed(FetchReason.TOO_LARGE),
        failed(FetchReason.ENCODING),
        failed(FetchReason.TOO_MANY_REDIRECTS),
    ],
    ids=str,
)
def test_an_answer_that_shows_the_host_alive_closes_its_circuit(failure: FetchFailed | None) -> None:
    seen = HOST._replace(failures=7, not_before=after(-1))
    assert standing_after(seen, failure, NOW, AS_IT_IS, LIMITS) == Standing(0, None)


@pytest.mark.fault("F-01")
@pytest.mark.parametrize(
    "failure",
    [
        answered(500),
        answered(501),
        answered(502),
        answered(429),
        failed(FetchReason.CONNECTION),
        failed(FetchReason.TIMEOUT),
        failed(FetchReason.TOO_SLOW),
        failed(FetchReason.TRUNCATED),
    ],
    ids=str,
)
def test_a_host_that_is_down_or_busy_has_failed(failure: FetchFailed) -> None:
    assert standing_after(HOST, failure, NOW, AS_IT_IS, LIMITS) == Standing(1, None)


@pytest.mark.parametrize(
    "reason",
    [
        FetchReason.BAD_SCHEME,
        FetchReason.BAD_URL,
        FetchReason.BAD_REQUEST,
        FetchReason.REFUSED_ADDRESS,
        FetchReason.CERTIFICATE,
    ],
)
def test_what_we_would_not_ask_says_nothing_of_the_host(reason: FetchReason) -> None:
    seen = HOST._replace(failures=3, not_before=after(-1))
    assert standing_after(seen, failed(reason), NOW, AS_IT_IS, LIMITS) == Standing(3, after(-1))


@pytest.mark.fault("F-01")
@pytest.mark.parametrize("status", [429, 503])
def test_a_pause_that_the_host_asks_for_is_kept_from_the_first_time(status: int) -> None:
    standing = standing_after(HOST, answered(status, 3600), NOW, AS_IT_IS, LIMITS)
    assert standing == Standing(1, after(3600))


@pytest.mark.fault("F-01")
def test_of_two_pauses_the_longer_is_kept() -> None:
    seen = HOST._replace(failures=5)
    assert standing_after(seen, answered(503, 7), NOW, AS_IT_IS, LIMITS).not_before == after(60)
    assert standing_after(seen, answered(503, 86_400), NOW, AS_IT_IS, LIMITS).not_before == after(86_400)


@pytest.mark.fault("F-01")
def test_a_feed_cannot_open_the_circuit_of_a_host_that_it_led_us_to() -> None:
    seen = HOST._replace(failures=4)
    assert paused_by(seen, answered(500), NOW, LIMITS) == Standing(4, None)
    assert paused_by(seen, answered(404), NOW, LIMITS) == Standing(4, None)
    assert paused_by(seen, None, NOW, LIMITS) == Standing(4, None)
    assert paused_by(seen, answered(429, 20), NOW, LIMITS) == Standing(4, after(20))
    assert paused_by(seen, answered(429, 86_400), NOW, LIMITS) == Standing(4, after(30))


def test_a_host_never_asked_may_be_asked() -> None:
    assert may_ask(HOST, NOW, 60, LIMITS) == Go(is_probe=False)


@pytest.mark.fault("F-01")
def test_a_host_is_left_alone_until_its_pause_is_over_and_then_probed() -> None:
    seen = HOST._replace(failures=5, not_before=NOW)
    assert may_ask(seen, after(-12), 0, LIMITS) == LeftAlone(12.0, NOW, "it failed 5 times in a row")
    assert may_ask(seen, NOW, 0, LIMITS) == Go(is_probe=True)


@pytest.mark.fault("F-01")
def test_after_a_pause_that_it_asked_for_a_host_is_asked_as_usual() -> None:
    seen = HOST._replace(failures=1, not_before=NOW)
    assert may_ask(seen, after(-12), 0, LIMITS) == LeftAlone(12.0, NOW, "it asked for a pause")
    assert may_ask(seen, NOW, 0, LIMITS) == Go(is_probe=False)


@pytest.mark.fault("F-20")
def test_what_remains_of_the_gap_is_waited_for() -> None:
    seen = HOST._replace(last_asked_at=after(-40))
    assert may_ask(seen, NOW, 60, LIMITS) == Wait(20.0)
    assert may_ask(seen, NOW, 40, LIMITS) == Go(is_probe=False)


def test_a_clock_that_was_set_back_costs_one_gap_and_no_pause_of_years() -> None:
    next_year = after(365 * 86_400)
    assert may_ask(HOST._replace(last_asked_at=next_year), NOW, 60, LIMITS) == Wait(60.0)
    assert may_ask(HOST._replace(not_before=next_year, failures=1), NOW, 60, LIMITS) == Go(is_probe=False)
