"""When the mail server is in trouble, when it is asked again, and when the operator is told."""

from datetime import timedelta

import pytest

from alerts.domain.post_health import (
    Attempt,
    PostHealth,
    PostLimits,
    Trouble,
    health_after,
    may_try,
    needs_operator,
    trouble_words,
)
from tests.factories import NOW

LIMITS = PostLimits()
MINUTE = timedelta(minutes=1)
WELL = PostHealth()


def after(health: PostHealth, *attempts: Attempt, at=NOW, domain: str | None = None) -> PostHealth:
    """The same after these attempts, each to another domain unless one is given."""
    for number, attempt in enumerate(attempts, health.failures):
        health = health_after(health, attempt, domain or f"domain{number}", "it said so", at, LIMITS)
    return health


def test_the_limits_are_these() -> None:
    assert PostLimits() == PostLimits(
        pause_after=20,
        first_probes_every=MINUTE,
        probe_every=5 * MINUTE,
        alarm_after=15 * MINUTE,
        slow_down_for=timedelta(seconds=30),
        slowest=64.0,
    )


@pytest.mark.fault("M-01")
def test_nineteen_failures_at_different_domains_stop_nothing_and_the_twentieth_pauses() -> None:
    nineteen = after(WELL, *[Attempt.FAILED] * 19)
    assert (nineteen.trouble, nineteen.paused_until, needs_operator(nineteen, NOW, LIMITS)) == (
        None,
        None,
        False,
    )
    twenty = after(nineteen, Attempt.FAILED)
    assert (twenty.trouble, twenty.sick_since, twenty.paused_until) == (
        Trouble.REFUSING,
        NOW,
        NOW + 5 * MINUTE,
    )
    assert needs_operator(twenty, NOW, LIMITS)


@pytest.mark.fault("M-01")
def test_a_thousand_failures_at_one_domain_are_that_domains() -> None:
    health = after(WELL, *[Attempt.FAILED] * 1000, domain="example.com")
    assert (health.failures, health.trouble) == (1000, None)


@pytest.mark.fault("M-01")
def test_one_success_among_failures_begins_the_count_anew() -> None:
    health = after(WELL, *[Attempt.FAILED] * 19, Attempt.TAKEN, *[Attempt.FAILED] * 19)
    assert (health.failures, health.trouble) == (19, None)


@pytest.mark.parametrize(
    "attempt", [Attempt.FAILED, Attempt.UNREACHABLE, Attempt.NOT_LET_IN, Attempt.THROTTLED]
)
def test_the_first_success_clears_all_but_the_slowness(attempt: Attempt) -> None:
    sick = after(WELL, *[attempt] * 20)
    assert sick.trouble is not None
    assert after(sick, Attempt.TAKEN) == PostHealth(slowness=max(1.0, sick.slowness * 0.95))


@pytest.mark.fault("M-01")
def test_a_server_that_is_away_is_asked_each_minute_and_after_a_quarter_of_an_hour_each_five() -> None:
    away = after(WELL, Attempt.UNREACHABLE)
    assert (away.trouble, away.sick_since, away.paused_until) == (Trouble.UNREACHABLE, NOW, NOW + MINUTE)
    assert not may_try(away, NOW + MINUTE - timedelta(seconds=1))
    assert may_try(away, NOW + MINUTE)
    later = after(away, Attempt.UNREACHABLE, at=NOW + 14 * MINUTE)
    assert (later.sick_since, later.paused_until) == (NOW, NOW + 15 * MINUTE)
    assert not needs_operator(later, NOW + 14 * MINUTE, LIMITS)
    last = after(later, Attempt.UNREACHABLE, at=NOW + 15 * MINUTE)
    assert (last.sick_since, last.paused_until) == (NOW, NOW + 20 * MINUTE)
    assert needs_operator(last, NOW + 15 * MINUTE, LIMITS)


@pytest.mark.fault("M-11")
def test_a_refused_password_is_told_at_once_and_tried_again_in_five_minutes() -> None:
    health = after(WELL, Attempt.NOT_LET_IN)
    assert (health.trouble, health.paused_until) == (Trouble.SIGN_IN, NOW + 5 * MINUTE)
    assert needs_operator(health, NOW, LIMITS)


@pytest.mark.fault("M-02")
def test_a_server_that_throttles_is_written_to_half_as_fast_each_time_and_faster_again_with_each_success() -> (
    None
):
    once = after(WELL, Attempt.THROTTLED)
    assert (once.slowness, once.paused_until) == (2.0, NOW + timedelta(seconds=30))
    twice = after(once, Attempt.THROTTLED)
    assert (twice.slowness, twice.paused_until) == (4.0, NOW + timedelta(seconds=60))
    often = after(twice, *[Attempt.THROTTLED] * 20)
    assert (often.slowness, often.paused_until) == (64.0, NOW + 5 * MINUTE)
    assert not needs_operator(often, NOW, LIMITS)
    assert needs_operator(often, NOW + 15 * MINUTE, LIMITS)
    assert after(once, Attempt.TAKEN).slowness == 1.9
    assert after(often, *[Attempt.TAKEN] * 100) == WELL


def test_a_server_that_refuses_one_recipient_is_there_again() -> None:
    back = after(after(WELL, Attempt.UNREACHABLE), Attempt.FAILED, at=NOW + MINUTE)
    assert (back.trouble, back.sick_since, back.paused_until, back.failures) == (None, None, None, 1)


def test_a_probe_that_fails_like_all_before_it_keeps_the_pause_and_its_beginning() -> None:
    refusing = after(WELL, *[Attempt.FAILED] * 20)
    still = after(refusing, Attempt.FAILED, at=NOW + 5 * MINUTE)
    assert (still.trouble, still.sick_since, still.paused_until) == (
        Trouble.REFUSING,
        NOW,
        NOW + 10 * MINUTE,
    )


def test_every_trouble_has_its_words() -> None:
    assert len({trouble_words(trouble) for trouble in Trouble}) == len(Trouble)
