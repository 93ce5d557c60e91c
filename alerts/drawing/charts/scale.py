"""Round numbers for an axis, and where values lie between them; pure."""

from collections.abc import Sequence
from math import ceil, floor, log10


def ticks(largest: float, about: int = 4) -> tuple[int, ...]:
    """Round numbers from 0 to at least the largest value, evenly apart: `0, 20, 40, 60`. Never fewer than two."""
    top = max(largest, 1)
    rough = top / about
    power = 10 ** floor(log10(rough)) if rough >= 1 else 1
    step = next(int(factor * power) for factor in (1, 2, 5, 10) if factor * power >= rough)
    return tuple(step * number for number in range(ceil(top / step) + 1))


def groups(values: Sequence[float], most: int) -> tuple[tuple[float, float], ...]:
    """The smallest and the largest value of each of at most so many groups of about as many values each, the lowest
    first; no value stands in two groups.
    """
    distinct = sorted(set(values))
    if len(distinct) <= most:
        return tuple((value, value) for value in distinct)
    ordered, found, start = sorted(values), [], 0
    for number in range(1, most + 1):
        end = max(round(len(ordered) * number / most), start + 1) if number < most else len(ordered)
        while end < len(ordered) and ordered[end] == ordered[end - 1]:
            end += 1
        if start < len(ordered):
            found.append((ordered[start], ordered[min(end, len(ordered)) - 1]))
        start = end
    return tuple(found)


def compact(value: float) -> str:
    """A number of an axis: `12,000`; above a million in millions, as no label may be wide."""
    if value >= 1_000_000:
        return f"{value / 1_000_000:g}m"
    return f"{value:,.0f}"
