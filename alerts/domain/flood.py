"""When a feed has more to tell than it ever does, so that a person looks before thousands are mailed; pure.

Limits: the fault catalogue's. A council that re-publishes its register must not flood people; a real burst, such as
108 applications after 18 days of silence, must reach them.
"""

from collections.abc import Sequence
from math import ceil
from typing import NamedTuple

TIMES_USUAL = 10
SHARE_OF_KNOWN = 0.2
HALF = 0.5
LEARNED_AFTER_DAYS = 7
DAY_FLOOR_POLLS = 2
"""A day may tell as much as this many polls at their floor, whatever is usual."""


class Usual(NamedTuple):
    """What a feed tells in one poll and on one day when it tells much: 99th percentiles of its last 28 days."""

    in_a_poll: int
    on_a_day: int


class Telling(NamedTuple):
    """What a feed is about to tell: in this poll so far, and on this London day with it; and what it is known for."""

    in_this_poll: int
    on_this_day: int
    known: int


def usual(polls: Sequence[int], days: Sequence[int], known: int, history_days: int) -> Usual:
    """Learned from the changes told in each poll and on each day; before there is a week of days, a day's share of
    the register as its first load showed it.
    """
    if len(days) < LEARNED_AFTER_DAYS:
        a_days_share = ceil(known / max(1, history_days))
        return Usual(a_days_share, a_days_share)
    return Usual(_percentile_99(polls), _percentile_99(days))


def flood(telling: Telling, usual: Usual, floor: int) -> str | None:
    """Why the changes of this poll are to be held, or None where a feed may well have that much to tell."""
    poll_limit = max(floor, TIMES_USUAL * usual.in_a_poll)
    if telling.in_this_poll > poll_limit:
        return f"more than {poll_limit:,} changes in one poll"
    if telling.in_this_poll > floor and telling.in_this_poll > SHARE_OF_KNOWN * telling.known:
        return f"more than {SHARE_OF_KNOWN:.0%} of its {telling.known:,} applications changed in one poll"
    day_limit = max(DAY_FLOOR_POLLS * floor, TIMES_USUAL * usual.on_a_day)
    if telling.on_this_day > day_limit:
        return f"more than {day_limit:,} changes in one day"
    return None


def is_republished(noticed: int, known: int, floor: int) -> bool:
    """Whether so many applications turned up at once that a register was published anew, told or not."""
    return noticed > floor and noticed > SHARE_OF_KNOWN * known


def is_halved(total: int, last_total: int | None) -> bool:
    """Whether a feed that sends everything at every poll sent less than half of what it sent last time."""
    return last_total is not None and total < HALF * last_total


def _percentile_99(counts: Sequence[int]) -> int:
    """The least count that 99 of 100 do not exceed; 0 of none."""
    ordered = sorted(counts)
    return ordered[ceil(0.99 * len(ordered)) - 1] if ordered else 0
