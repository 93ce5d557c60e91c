"""Registers that swing between two values: each value is told once, and what is taken back in time not at all."""

from collections.abc import Iterable
from datetime import timedelta

from alerts.domain.change import Change

SWING = timedelta(hours=24)
"""A value that was said within this time is not said again."""


def takes_back(change: Change, earlier: Change) -> bool:
    """Whether `change` undoes all that `earlier` did, so that a reader who has not heard of it need not."""
    undone = {(difference.field, difference.before, difference.after) for difference in change.differences}
    did = {(difference.field, difference.after, difference.before) for difference in earlier.differences}
    return bool(did) and did <= undone


def is_said_already(change: Change, recent: Iterable[Change]) -> bool:
    """Whether the `recent` changes, those of the last 24 hours that were told or wait to be, have said every
    value that `change` ends at, as what was or as what is.
    """
    said = {
        (difference.field, value)
        for earlier in recent
        for difference in earlier.differences
        for value in (difference.before, difference.after)
    }
    ends_at = {(difference.field, difference.after) for difference in change.differences}
    return bool(ends_at) and ends_at <= said
