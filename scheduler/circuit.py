"""When a host may be asked: pure rules over how it answered before.

Failures in a row open its circuit: it is left alone for twice as long each time. Then one request is let through, and
its answer closes the circuit or opens it again. A host that asks for a pause by Retry-After gets it at once.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from alerts.db.hosts import HostState
from scheduler.backoff import jittered
from scheduler.errors import FetchFailed, FetchReason

_NOT_HEARD = frozenset(
    {FetchReason.CONNECTION, FetchReason.TIMEOUT, FetchReason.TOO_SLOW, FetchReason.TRUNCATED}
)
_TOLD_BY_US = frozenset(
    {
        FetchReason.BAD_SCHEME,
        FetchReason.BAD_URL,
        FetchReason.BAD_REQUEST,
        FetchReason.REFUSED_ADDRESS,
        FetchReason.CERTIFICATE,
    }
)
_MOST_DOUBLINGS = 16


@dataclass(frozen=True)
class CircuitLimits:
    """How many failures in a row open a circuit, and for how long: doubling from `first_s`.

    `longest_pause_s` is the longest pause believed that stands in the store: beyond it a clock was wrong.
    """

    after: int = 5
    first_s: float = 30
    longest_s: float = 21_600
    longest_pause_s: float = 86_400


class Go(NamedTuple):
    """The host may be asked; a probe only once, without trying again."""

    is_probe: bool


class Wait(NamedTuple):
    """The host may be asked so many seconds from now."""

    seconds: float


class LeftAlone(NamedTuple):
    """The host is not asked now, nor waited for."""

    seconds: float
    until: datetime
    why: str


class Standing(NamedTuple):
    """How a host stands after a turn."""

    failures: int
    not_before: datetime | None


def may_ask(seen: HostState, now: datetime, gap_s: float, limits: CircuitLimits) -> Go | Wait | LeftAlone:
    """Whether a host may be asked by whoever has its turn."""
    is_open = seen.failures >= limits.after
    if seen.not_before is not None:
        left_s = (seen.not_before - now).total_seconds()
        if 0 < left_s <= limits.longest_pause_s:
            why = f"it failed {seen.failures} times in a row" if is_open else "it asked for a pause"
            return LeftAlone(left_s, seen.not_before, why)
    if seen.last_asked_at is not None:
        # Never more than the gap, should a clock have been set back.
        left_s = min(gap_s - (now - seen.last_asked_at).total_seconds(), gap_s)
        if left_s > 0:
            return Wait(left_s)
    return Go(is_probe=is_open)


def standing_after(
    seen: HostState, failure: FetchFailed | None, now: datetime, jitter: float, limits: CircuitLimits
) -> Standing:
    """How a host stands after a fetch that ended in `failure`, or in a page."""
    if failure is not None and failure.reason in _TOLD_BY_US:
        return Standing(seen.failures, seen.not_before)
    if failure is None or is_alive(failure):
        return Standing(0, None)
    failures = seen.failures + 1
    wait_s = failure.retry_after_s or 0.0
    if failures >= limits.after:
        doubled_s = limits.first_s * 2 ** min(failures - limits.after, _MOST_DOUBLINGS)
        wait_s = max(wait_s, min(jittered(doubled_s, jitter), limits.longest_s))
    return Standing(failures, now + timedelta(seconds=wait_s) if wait_s else None)


def paused_by(seen: HostState, failure: FetchFailed | None, now: datetime, limits: CircuitLimits) -> Standing:
    """How a host stands that a feed of another host sent us to: it may ask for a pause, and nothing else counts.

    Otherwise one hostile feed could cut off the feeds of any host, by leading us to what fails there.
    """
    if failure is None or is_alive(failure) or not failure.retry_after_s:
        return Standing(seen.failures, seen.not_before)
    # At most the gentlest pause of a circuit: it is a stranger who led us here.
    return Standing(seen.failures, now + timedelta(seconds=min(failure.retry_after_s, limits.first_s)))


def is_alive(failure: FetchFailed) -> bool:
    """Whether a failed fetch shows that the host is up and answers us, if not with what we want."""
    if failure.status is not None:
        return failure.status < 500 and failure.status != 429
    return failure.reason not in _NOT_HEARD
