"""What happened to an application as its page shows it, what differs marked word by word; pure."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from alerts.domain.change import Change, ChangeKind
from alerts.domain.comparing import Compared, Piece, compared
from alerts.domain.story import HistoryEntry
from alerts.domain.wording import KIND_WORDS, change_words
from alerts.language import _

MOST_COMPARED = 40
"""Differences of a page that are marked; older ones stand as they are, so that no history makes a page slow."""


class DifferenceShown(NamedTuple):
    """One field before and after."""

    name: str
    texts: Compared


class Noticed(NamedTuple):
    """One change that we noticed, and when."""

    words: str
    noticed_at: datetime
    differences: tuple[DifferenceShown, ...]


def history_shown(entries: Iterable[HistoryEntry]) -> Iterator[Noticed]:
    """The changes in their order."""
    left = MOST_COMPARED
    for entry in entries:
        worded = change_words(entry.change)
        shown = tuple(
            DifferenceShown(name, compared(before, after) if place < left else _whole(before, after))
            for place, (name, before, after) in enumerate(worded)
        )
        left -= len(worded)
        yield Noticed(_kind_words(entry.change), entry.noticed_at, shown)


def _whole(before: str, after: str) -> Compared:
    return Compared((Piece(before, False),), (Piece(after, False),))


def _kind_words(change: Change) -> str:
    """What happened; an application that was old when we first saw it made no news."""
    is_first = change.kind is ChangeKind.NOTED and not change.differences
    return _("First noticed, when it was old already") if is_first else _(KIND_WORDS[change.kind])
