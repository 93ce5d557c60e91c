"""Regular expressions that operators write, kept to those that no text can make slow; pure."""

import re
from typing import NamedTuple

LONGEST_TEXT = 300
"""As much of a text as is searched."""

LONGEST_PATTERN = 200
MOST_STEPS = 1_000_000

_OPEN_REPEAT = LONGEST_TEXT + 1
_TOKEN = re.compile(
    r"""(?P<repeat>[*+?]|\{(?=[\d,])(?P<least>\d*)(?P<comma>,(?P<most>\d*))?\})\??   # * + ? {2} {2,4}, each may be lazy
      | (?P<refused>\(\?(?!:)|\\[1-9])                                      # looking round, flags, back references
      | (?P<opening>\((?:\?:)?) | (?P<closing>\)) | (?P<choice>\|)
      | (?P<atom>\[\^?\]?(?:\\.|[^\]\\])*\]|\\.|.)""",
    re.VERBOSE | re.DOTALL,
)


class _Group(NamedTuple):
    """A group half read: how many ways there are through its earlier alternatives, and through each part of this."""

    alternatives: int
    parts: list[int]

    def ways(self) -> int:
        ways = 1
        for part in self.parts:
            ways = min(ways * part, MOST_STEPS + 1)
        return min(self.alternatives + ways, MOST_STEPS + 1)


def safe_pattern(pattern: str) -> str:
    """The pattern, if it has one group and can be searched for quickly; ValueError says what to change."""
    if len(pattern) > LONGEST_PATTERN:
        raise ValueError(f"a pattern has at most {LONGEST_PATTERN} characters")
    try:
        groups = re.compile(pattern).groups
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"no regular expression: {error}") from None
    if groups != 1:
        raise ValueError(f"a pattern has one group, round what is wanted, and not {groups}; (?:…) makes none")
    starts = 1 if pattern.startswith("^") and "|" not in pattern else LONGEST_TEXT
    if starts * _ways(pattern) > MOST_STEPS:
        raise ValueError(
            r"may take too long: give repeats an end, as in \d{1,6} for \d+, or begin the pattern with ^"
        )
    return pattern


def found_by(pattern: str, text: str) -> str:
    """What the group of a pattern holds where it is first found in a text; empty where it is not."""
    found = re.search(pattern, text[:LONGEST_TEXT])
    return (found[1] or "").strip() if found else ""


def _ways(pattern: str) -> int:
    """An upper bound of the ways in which a pattern can be tried at one place of a text.

    Ways multiply along a sequence and add up over alternatives; a repeat has those of every count it may take. So a
    repeat of something that can itself be read in two ways has more than can be counted.
    """
    groups = [_Group(0, [])]
    for token in _TOKEN.finditer(pattern):
        here = groups[-1]
        if token["refused"]:
            raise ValueError("looking round, flags and back references are not taken, as they may be slow")
        if token["opening"]:
            groups.append(_Group(0, []))
        elif token["closing"]:
            groups.pop()
            groups[-1].parts.append(here.ways())
        elif token["choice"]:
            groups[-1] = _Group(here.ways(), [])
        elif token["repeat"]:
            here.parts.append(_repeated(here.parts.pop(), token))
        else:
            here.parts.append(1)
    return groups[0].ways()


def _repeated(ways: int, token: re.Match[str]) -> int:
    least, most = _counts(token)
    total = 0
    for count in range(least, most + 1):
        total += ways**count
        if total > MOST_STEPS:
            break
    return min(total, MOST_STEPS + 1)


def _counts(token: re.Match[str]) -> tuple[int, int]:
    """The least and the most counts of a repeat that matter in a text of the length that is searched."""
    plain = {"*": (0, _OPEN_REPEAT), "+": (1, _OPEN_REPEAT), "?": (0, 1)}
    if token["repeat"] in plain:
        return plain[token["repeat"]]
    least = int(token["least"] or 0)
    most = int(token["most"] or _OPEN_REPEAT) if token["comma"] else least
    return min(least, _OPEN_REPEAT), min(most, _OPEN_REPEAT)
