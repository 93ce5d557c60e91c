"""How long to wait before asking again, and when not to: pure rules over what the server said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from hashlib import blake2b

from scheduler.errors import FetchFailed

_FIRST_PAUSE_S = 0.5
_SPREAD_FROM_S = 600.0
_SPREAD_OVER_S = 300.0


def pauses_s(retries: int, jitter: Callable[[], float], shortest_s: float = 0) -> Iterator[float]:
    """Doubling pauses, each spread over half to one and a half times itself by a `jitter` of 0 to 1.

    Spread, so that twenty feeds refused at the same moment do not all come back at the same moment.
    """
    return (max(_FIRST_PAUSE_S * 2**n * (0.5 + jitter()), shortest_s) for n in range(retries))


def pause_before_retry(
    failure: FetchFailed, pause_s: float | None, remaining_s: float, longest_s: float
) -> float | None:
    """Seconds to wait before asking again, or None to give up and let the caller come back another time.

    A Retry-After longer than `longest_s` or than what remains is not shortened: it is the caller's to keep.
    """
    if pause_s is None or not failure.is_temporary:
        return None
    wait_s = max(pause_s, failure.retry_after_s or 0.0)
    return wait_s if wait_s <= longest_s and wait_s < remaining_s else None


def retry_after_s(value: str | None, date: str | None, cap_s: float) -> float | None:
    """Read a Retry-After header (RFC 9110, 10.2.3) in seconds, at most `cap_s`; None where it says nothing.

    A date is counted from the answer's own `date`, so that neither clock needs to be right.
    """
    if value is None:
        return None
    value = value.strip()
    if re.fullmatch(r"[0-9]+", value):
        return cap_s if len(value) > 9 else min(float(value), cap_s)
    if date is None:
        return None
    try:
        wait = parsedate_to_datetime(value) - parsedate_to_datetime(date)
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(wait.total_seconds(), 0.0), cap_s)


def jittered(wait_s: float, jitter: float) -> float:
    """A wait spread over 90 to 110 per cent of itself by a `jitter` of 0 to 1; 0.5 leaves it as it is."""
    return wait_s * (0.9 + 0.2 * jitter)


def first_poll_after_s(name: str, every_s: float) -> float:
    """How long after its start the service first looks at a feed: the same for a name at every start.

    Spread over five minutes, so that a start does not poll every feed at once; none polled often is kept waiting.
    """
    if every_s < _SPREAD_FROM_S:
        return 0.0
    share = int.from_bytes(blake2b(name.encode(), digest_size=4).digest()) / 2**32
    return share * min(every_s, _SPREAD_OVER_S)


def slots_passed(due_at: datetime | None, every_s: float, began_at: datetime, ended_at: datetime) -> int:
    """How many slots, `every_s` apart from `due_at` on, came while a poll ran from `began_at` to `ended_at`.

    They are skipped: the feed is polled again a whole wait after the long poll, and not at once.
    """
    first = due_at or began_at

    def come_by(moment: datetime) -> int:
        return max(0, int((moment - first).total_seconds() // every_s) + 1)

    return come_by(ended_at) - come_by(began_at)
