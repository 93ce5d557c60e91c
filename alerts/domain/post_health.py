"""How the mail server does, judged by what became of each letter: when to pause, when to try again, when to cry out."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum


class Trouble(StrEnum):
    """Why no letters go out."""

    UNREACHABLE = "unreachable"  # no connection, none that is safe, or a server that serves nobody
    SIGN_IN = "sign-in"  # it lets us in neither with our name and password nor without
    REFUSING = "refusing"  # one letter after another fails, whoever it is to
    THROTTLED = "throttled"  # we are told to slow down


class Attempt(StrEnum):
    """What became of one letter, as far as it says something of the server."""

    TAKEN = "taken"
    FAILED = "failed"  # this recipient's or this letter's failure; the server was there
    UNREACHABLE = "unreachable"
    NOT_LET_IN = "not-let-in"
    THROTTLED = "throttled"


@dataclass(frozen=True)
class PostLimits:
    """Patience with a mail server. A server that was away for a moment is asked again in a minute; one that stays
    away, and one that might lock us out, is asked less often.
    """

    pause_after: int = 20  # failures in a row, each to another domain
    first_probes_every: timedelta = timedelta(minutes=1)
    probe_every: timedelta = timedelta(minutes=5)
    alarm_after: timedelta = timedelta(minutes=15)
    slow_down_for: timedelta = timedelta(seconds=30)
    slowest: float = 64.0


@dataclass(frozen=True)
class PostHealth:
    """All that is remembered. While there is `trouble` nothing goes out before `paused_until`, and then one letter
    that finds out; `slowness` says how many times slower than set we send.
    """

    failures: int = 0
    domains: frozenset[str] = frozenset()
    trouble: Trouble | None = None
    sick_since: datetime | None = None
    paused_until: datetime | None = None
    last_error: str | None = None
    slowness: float = 1.0


_EASED = 0.95
_AT_ONCE = frozenset({Trouble.SIGN_IN, Trouble.REFUSING})
_WORDS = {
    Trouble.UNREACHABLE: "The mail server cannot be used",
    Trouble.SIGN_IN: "The mail server does not let us in",
    Trouble.REFUSING: "The mail server refuses one e-mail after another, whoever it is to",
    Trouble.THROTTLED: "The mail server asks us to send more slowly",
}


def may_try(health: PostHealth, now: datetime) -> bool:
    """Whether a letter may go out at this moment; in trouble it is the one that finds out how things stand."""
    return health.paused_until is None or health.paused_until <= now


def health_after(
    health: PostHealth, attempt: Attempt, domain: str, error: str | None, now: datetime, limits: PostLimits
) -> PostHealth:
    """What is to be remembered after one more letter, to somebody at `domain`. The first success clears all."""
    match attempt:
        case Attempt.TAKEN:
            return PostHealth(slowness=max(1.0, health.slowness * _EASED))
        case Attempt.FAILED:
            return _one_more_failure(health, domain, error, now, limits)
        case Attempt.NOT_LET_IN:
            return _in_trouble(health, Trouble.SIGN_IN, limits.probe_every, error, now)
        case Attempt.THROTTLED:
            wait = min(limits.slow_down_for * health.slowness, limits.probe_every)
            slower = replace(health, slowness=min(health.slowness * 2, limits.slowest))
            return _in_trouble(slower, Trouble.THROTTLED, wait, error, now)
        case Attempt.UNREACHABLE:
            is_new = now - (health.sick_since or now) < limits.alarm_after
            wait = limits.first_probes_every if is_new else limits.probe_every
            return _in_trouble(health, Trouble.UNREACHABLE, wait, error, now)


def needs_operator(health: PostHealth, now: datetime, limits: PostLimits) -> bool:
    """What does not pass by itself is told at once; what may, when it has lasted."""
    if health.trouble is None or health.sick_since is None:
        return False
    return health.trouble in _AT_ONCE or now - health.sick_since >= limits.alarm_after


def trouble_words(trouble: Trouble) -> str:
    """One sentence, without its full stop, that says no more than anybody may know."""
    return _WORDS[trouble]


def _one_more_failure(
    health: PostHealth, domain: str, error: str | None, now: datetime, limits: PostLimits
) -> PostHealth:
    """The server was there, so that whatever else was the matter with it is over."""
    counted = replace(
        health, failures=health.failures + 1, domains=health.domains | {domain}, last_error=error
    )
    if len(counted.domains) >= limits.pause_after:
        since = health.sick_since if health.trouble is Trouble.REFUSING else None
        return _in_trouble(
            replace(counted, sick_since=since), Trouble.REFUSING, limits.probe_every, error, now
        )
    return replace(counted, trouble=None, sick_since=None, paused_until=None)


def _in_trouble(
    health: PostHealth, trouble: Trouble, wait: timedelta, error: str | None, now: datetime
) -> PostHealth:
    return replace(
        health,
        trouble=trouble,
        sick_since=health.sick_since or now,
        paused_until=now + wait,
        last_error=error,
    )
