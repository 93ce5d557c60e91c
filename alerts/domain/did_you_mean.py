"""What somebody may have meant who mistyped a name or a postcode; pure, and quick whatever was typed."""

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import combinations, product

from alerts.domain.search_words import folded
from geo.postcode import FULL_POSTCODE

_MOST_NAMES = 5
_ALIKE = 0.75
_LENGTHS_APART = 3
_LONGEST_NAME = 60
_CONFUSED = {"O": "0", "0": "O", "I": "1L", "1": "IL", "L": "1", "S": "5", "5": "S", "Z": "2", "2": "Z"} | {
    "B": "8",
    "8": "B",
    "G": "6",
    "6": "G",
    "Q": "0",
}
_MOST_CONFUSED = 2
_TYPED_LETTERS = range(5, 8)


def closest_names(typed: str, names: Iterable[str]) -> list[str]:
    """The names most like what was typed, the likest first; those that differ by more than a slip are left out."""
    wanted = folded(typed)
    if not 3 <= len(wanted) <= _LONGEST_NAME:
        return []
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    alike = []
    for name in dict.fromkeys(names):
        plain = folded(name)
        if abs(len(plain) - len(wanted)) > _LENGTHS_APART:
            continue
        matcher.set_seq1(plain)
        if matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE:
            alike.append((matcher.ratio(), name))
    alike.sort(key=lambda each: (-each[0], each[1]))
    return [name for ratio, name in alike[:_MOST_NAMES] if ratio >= _ALIKE]


def possible_postcodes(typed: str) -> list[str]:
    """Postcodes, compact, that one typed who took O for 0, I for 1 and the like, with the fewest slips first.

    They have the form of postcodes; whether there are such postcodes is for the gazetteer to say.
    """
    compact = "".join(typed.upper().split())
    if len(compact) not in _TYPED_LETTERS or not compact.isascii() or not compact.isalnum():
        return []
    forms = dict.fromkeys(form for form in _with_slips(compact) if form != compact)
    return [form for form in forms if FULL_POSTCODE.fullmatch(form)]


def nearest_spelled(typed: str, known: Sequence[str], limit: int) -> list[str]:
    """Those of `known` that differ least from what was typed: letters that only changed places come first."""

    def slips(each: str) -> tuple[int, str]:
        differing = sum(one != other for one, other in zip(typed, each, strict=False))
        return (1 if sorted(each) == sorted(typed) else differing), each

    return sorted(known, key=slips)[:limit]


def _with_slips(compact: str) -> Iterator[str]:
    places = [place for place, letter in enumerate(compact) if letter in _CONFUSED]
    for count in range(1, _MOST_CONFUSED + 1):
        for changed in combinations(places, count):
            for letters in product(*(_CONFUSED[compact[place]] for place in changed)):
                form = list(compact)
                for place, letter in zip(changed, letters, strict=True):
                    form[place] = letter
                yield "".join(form)
