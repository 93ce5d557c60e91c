"""Whether two texts of a register say the same to a reader: what is typing, and what is a change; pure."""

import re

_SHORTEST_CORRECTED = 6
"""Shorter words differ by a letter and mean another thing: rear and near, roof and root."""
_SHORTEST_WITH_OTHER_LETTER = 8
_MOST_CORRECTED = 3


def is_same_text(one: str | None, other: str | None) -> bool:
    """Alike but for case, spacing and punctuation: no change to a reader."""
    return _letters(one) == _letters(other)


def is_spelling_corrected(one: str | None, other: str | None) -> bool:
    """Alike but for up to three long words in which letters changed places, or one within was put right.

    First and last letters and figures count: internal is not external, one dwelling not dwellings, 12 not 21.
    """
    before, after = _words(one), _words(other)
    if not before or len(before) != len(after):
        return False
    differing = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
    return len(differing) <= _MOST_CORRECTED and all(_is_one_slip(*pair) for pair in differing)


def _is_one_slip(one: str, other: str) -> bool:
    """One slip of the keyboard within a long word: two letters swapped, one too many, missing, or another."""
    short, long = sorted((one, other), key=len)
    if len(short) < _SHORTEST_CORRECTED or not (one + other).isalpha():
        return False
    if short[0] != long[0] or short[-1] != long[-1]:
        return False
    if len(short) == len(long):
        places = [place for place in range(len(one)) if one[place] != other[place]]
        return _is_swapped(one, other, places) or (
            len(places) == 1 and len(one) >= _SHORTEST_WITH_OTHER_LETTER
        )
    return any(long[:place] + long[place + 1 :] == short for place in range(1, len(long) - 1))


def _is_swapped(one: str, other: str, places: list[int]) -> bool:
    if len(places) != 2 or places[1] != places[0] + 1:
        return False
    first, second = places
    return one[first] == other[second] and one[second] == other[first]


def _letters(text: str | None) -> str:
    return "".join(letter for letter in (text or "").casefold() if letter.isalnum())


def _words(text: str | None) -> list[str]:
    return re.findall(r"[^\W_]+", (text or "").casefold())
