"""What somebody typed to find applications, as terms that every index can be asked for; pure.

Nothing typed is an operator: quotes hold words together, everything else that is no letter or figure parts them.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

LONGEST_TEXT = 200
MOST_TERMS = 8
_LONGEST_WORD = 40
_QUOTED = re.compile(r"[\"“”„«»]([^\"“”„«»]*)[\"“”„«»]")
_APOSTROPHES = re.compile(r"['’‘`´ʼ]")
_WORD = re.compile(r"[^\W_]+")
_SMALL = frozenset(
    "a an and any are at by for from in is it near of on or that the this to was with".split()  # noqa: SIM905
)
"""Words that nearly every description has, or that say how the others belong together: they find nothing."""

_SHORT_FOR = {
    "ave": "avenue",
    "bldg": "building",
    "bldgs": "buildings",
    "cl": "close",
    "cres": "crescent",
    "ct": "court",
    "dr": "drive",
    "gdns": "gardens",
    "gr": "grove",
    "la": "lane",
    "ln": "lane",
    "mt": "mount",
    "pde": "parade",
    "pl": "place",
    "rd": "road",
    "sq": "square",
    "st": "street",
    "ter": "terrace",
    "tce": "terrace",
}
_SHORTENED = {
    long: tuple(short for short, meant in _SHORT_FOR.items() if meant == long) for long in _SHORT_FOR.values()
}
_SAINT = {"saint": ("st",), "st": ("street", "saint")}

Phrase = tuple[str, ...]
"""Words that stand one after another, in small letters and figures without accents."""


class Term(NamedTuple):
    """What an application must have to be found: one of these phrases, the first being what was typed."""

    phrases: tuple[Phrase, ...]

    @property
    def typed(self) -> str:
        return " ".join(self.phrases[0])

    @property
    def is_telling(self) -> bool:
        """Whether it tells one application from most: a letter or two, `road` and `street` stand in very many."""
        word = self.typed
        is_of_any_street = word in _SHORT_FOR or word in _SHORTENED
        return word.isdigit() or (len(word) > 2 and not is_of_any_street)


@dataclass(frozen=True)
class SearchWords:
    """All that an application must have. `is_cut`: more was typed than we look for."""

    terms: tuple[Term, ...]
    is_cut: bool = False

    def __bool__(self) -> bool:
        return bool(self.terms)

    def without(self, term: Term) -> "SearchWords":
        return SearchWords(tuple(each for each in self.terms if each is not term), self.is_cut)


def search_words(text: str) -> SearchWords:
    """The terms of a typed text, at most MOST_TERMS. A reference or a hyphened word is one phrase; small words are
    left out where others are left; `rd` also finds `road`, and the reverse. Quick whatever the length of the text.
    """
    text = text[:LONGEST_TEXT]
    quoted = [_phrase(match[1]) for match in _QUOTED.finditer(text)]
    loose = [_phrase(chunk) for chunk in _QUOTED.sub(" ", text).split()]
    telling = [phrase for phrase in loose if len(phrase) > 1 or (phrase and phrase[0] not in _SMALL)]
    phrases = [phrase for phrase in (*quoted, *(telling or loose)) if phrase]
    terms = tuple(_term(phrase) for phrase in dict.fromkeys(phrases))
    return SearchWords(terms[:MOST_TERMS], is_cut=len(terms) > MOST_TERMS)


def folded(text: str) -> str:
    """A text as it is searched: small letters without accents or apostrophes, all else parting words."""
    return " ".join(_phrase(text))


def _phrase(text: str) -> Phrase:
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text)).casefold()
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return tuple(word[:_LONGEST_WORD] for word in _WORD.findall(letters))


def _term(phrase: Phrase) -> Term:
    if len(phrase) != 1:
        return Term((phrase,))
    word = phrase[0]
    others = _SAINT.get(word) or _SHORTENED.get(word) or filter(None, (_SHORT_FOR.get(word),))
    return Term((phrase, *((other,) for other in others)))
