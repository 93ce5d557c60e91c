"""Two texts compared word by word, for somebody who wants to see what is different; pure."""

import re
from collections.abc import Iterator, Set
from difflib import SequenceMatcher
from typing import NamedTuple

MOST_WORDS = 400
"""Longer texts are shown whole, without marks: comparing takes the square of their length."""

_ALIKE = 0.4
"""Texts that have less than this in common are two texts: marks in them would only be in the way."""

_WORDS = re.compile(r"\s+|\w+(?:[./’'-]\w+)*|[^\w\s]")


class Piece(NamedTuple):
    """Some words on end, and whether the other text lacks them."""

    text: str
    is_marked: bool


class Compared(NamedTuple):
    """A text before and after, each in pieces that together are all of it."""

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


def compared(before: str, after: str) -> Compared:
    """What was taken out of the first text and what was put into the second."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    here, there = _word_places(old), _word_places(new)
    if max(len(here), len(there)) > MOST_WORDS:
        return _whole(before, after)
    # Words alone: each gap is like every other, and to find the longest run among so many takes seconds.
    matcher = SequenceMatcher(None, [old[at] for at in here], [new[at] for at in there], autojunk=False)
    same = matcher.get_matching_blocks()
    if sum(block.size for block in same) < _ALIKE * min(len(here), len(there)):
        return _whole(before, after)
    return Compared(
        _joined(old, {at for block in same for at in here[block.a : block.a + block.size]}),
        _joined(new, {at for block in same for at in there[block.b : block.b + block.size]}),
    )


def _whole(before: str, after: str) -> Compared:
    return Compared((Piece(before, False),), (Piece(after, False),))


def _word_places(tokens: list[str]) -> list[int]:
    return [place for place, token in enumerate(tokens) if not token.isspace()]


def _joined(tokens: list[str], kept: Set[int]) -> tuple[Piece, ...]:
    """Pieces in turn; a gap between two words that are marked is marked with them."""
    marks = [not token.isspace() and place not in kept for place, token in enumerate(tokens)]
    for place in range(1, len(tokens) - 1):
        if tokens[place].isspace() and marks[place - 1] and marks[place + 1]:
            marks[place] = True
    return tuple(_runs(tokens, marks))


def _runs(tokens: list[str], marks: list[bool]) -> Iterator[Piece]:
    start = 0
    for place in range(1, len(tokens) + 1):
        if place == len(tokens) or marks[place] != marks[start]:
            yield Piece("".join(tokens[start:place]), marks[start])
            start = place
