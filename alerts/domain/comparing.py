"""Two texts compared word by word, for somebody who wants to see what is different; pure."""

import re
from collections.abc import Iterator
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
    if max(len(old), len(new)) > 2 * MOST_WORDS:
        return _whole(before, after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if _words_in_common(matcher, old) < _ALIKE * min(_count(old), _count(new)):
        return _whole(before, after)
    same = matcher.get_matching_blocks()
    return Compared(
        _joined(old, [(block.a, block.size) for block in same]),
        _joined(new, [(block.b, block.size) for block in same]),
    )


def _whole(before: str, after: str) -> Compared:
    return Compared((Piece(before, False),), (Piece(after, False),))


def _words_in_common(matcher: SequenceMatcher[str], old: list[str]) -> int:
    return sum(_count(old[block.a : block.a + block.size]) for block in matcher.get_matching_blocks())


def _count(tokens: list[str]) -> int:
    return sum(not token.isspace() for token in tokens)


def _joined(tokens: list[str], same: list[tuple[int, int]]) -> tuple[Piece, ...]:
    """Pieces in turn; a gap of nothing but space between two marked ones is marked with them."""
    marks = [True] * len(tokens)
    for start, size in same:
        marks[start : start + size] = [False] * size
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
