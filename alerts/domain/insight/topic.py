"""What applications are about, as far as their type and description tell."""

import re
from enum import StrEnum
from typing import NamedTuple


class Topic(StrEnum):
    """Something that people ask about. One application may be about several."""

    EXTENSION = "extension"
    LOFT = "loft"
    BASEMENT = "basement"
    TREES = "trees"
    LISTED = "listed"
    CHANGE_OF_USE = "change-of-use"
    NEW_HOMES = "new-homes"
    DEMOLITION = "demolition"
    SOLAR = "solar"

    @property
    def bit(self) -> int:
        """Its bit in the register's column of topics."""
        return _BITS[self]


_BITS = {topic: 1 << number for number, topic in enumerate(Topic)}


class TopicRule(NamedTuple):
    """An application is about the topic if its type is one of `types`, or if `pattern` is found in the description in
    small letters and the type is none of `never`. A pattern with a group also finds what must not be taken for it, such
    as what is to be demolished: then only what the group has counts. `stems` are looked for first, as that is quick:
    what the pattern finds has one of them. For the same reason patterns begin with letters, not with the edge of a
    word, where no other word of a register ends so.
    """

    topic: Topic
    stems: tuple[str, ...]
    pattern: re.Pattern[str]
    types: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()


_KINDS = r"(?:no\.?|x|new|storey|detached|semi-detached|terraced|residential|affordable|self[- ]contained)"
_NEW = (
    r"(?:\d+|\bone|\btwo|\bthree|\bfour|\bfive|\bsix|\bseven|\beight|\bnine|\bten|\bnew|\bself[- ]contained"
    r"|\bresidential|\baffordable)"
)
_HOMES = (
    r"(?:dwellings?|dwelling ?houses?|houses|flats?(?![- ]roof)|apartments?|homes?|maisonettes?|bungalows?"
    r"|residential units?)"
)

_GOING = r"(?:remov(?:al|e|ing)|demoli(?:tion|sh|shing)|loss)(?: of)?"
_BUILT = (
    r"(?:an?|the|existing|previous|modern|later|unauthori[sz]ed|single|two|double|part|storey|ground|first|floor|flat"
    r"|roof|rear|front|side)"
)
_TIME = (
    r"(?: (?:of|to|the|its|existing|current|permitted|approved|temporary|planning))*"
    r" (?:times?|hours?|opening|period|duration|deadline|permission|consent"
    r"|(?:trading|operating|operational|delivery|business|working) (?:hours|times?|period))\b"
)
_NEW_HOMES = rf"{_NEW}(?:[ -]?{_KINDS}| \w+[- ]bed(?:room)?(?:ed)?){{0,3}} ?{_HOMES}\b"

RULES = (
    TopicRule(
        Topic.EXTENSION,
        ("exten", "conservator"),
        re.compile(
            rf"{_GOING}(?:[ -]{_BUILT})* (?:extension|conservator)"
            rf"|(ext(?:ensions?|end(?:ed|ing)?)\b(?!{_TIME})|conservator(?:y|ies)\b)"
        ),
    ),
    TopicRule(
        Topic.LOFT,
        ("loft", "dormer", "mansard", "gable"),
        re.compile(r"lofts?\b|dormers?\b|mansards?\b|hip[- ]to[- ]gable\b"),
    ),
    TopicRule(
        Topic.BASEMENT,
        ("basement", "cellar", "light"),
        re.compile(r"basements?\b|cellars?\b|light[- ]?wells?\b"),
    ),
    TopicRule(
        Topic.TREES,
        ("fell", "tree", "crown", "pollard", "coppic"),
        re.compile(
            r"\bfell(?:ing)? (?:\d|of |to |the |a |one |two |three |\w+ tree)|\bworks? to (?:\w+ ){0,3}trees?\b"
            r"|\btree (?:works?|surgery|removal)\b|\bcrown (?:reduc|lift|thin|rais|clean)|\bpollard|\bcoppic"
        ),
        types=frozenset({"consent-under-tpo", "notice-trees-in-con-area"}),
    ),
    TopicRule(
        Topic.LISTED, ("listed",), re.compile(r"\blisted (?:building|structure)"), types=frozenset({"lbc"})
    ),
    TopicRule(Topic.CHANGE_OF_USE, ("change",), re.compile(r"\bchanges? (?:of|in) (?:the )?use\b")),
    TopicRule(
        Topic.NEW_HOMES,
        ("dwelling", "house", "flat", "apartment", "home", "maisonette", "bungalow", "residential unit"),
        re.compile(rf"{_GOING}(?: (?:an?|the|all|existing))* {_NEW_HOMES}|({_NEW_HOMES})"),
        never=frozenset({"hh", "consent-under-tpo", "notice-trees-in-con-area"}),
    ),
    TopicRule(
        Topic.DEMOLITION,
        ("demoli",),
        re.compile(r"demoli(?:sh|tion)"),
        types=frozenset({"demolition-con-area"}),
    ),
    TopicRule(Topic.SOLAR, ("solar", "photovoltaic", "pv"), re.compile(r"solar\b|photovoltaics?\b|\bpv\b")),
)
"""What each topic means. A pattern only ever reads the description."""


def topics_of(application_type: str | None, description: str) -> int:
    """The bits of all topics of an application."""
    text, found = description.lower(), 0
    for topic, stems, pattern, types, never in RULES:
        if application_type in types:
            found |= _BITS[topic]
            continue
        for stem in stems:
            if stem in text:
                if application_type not in never and _is_meant(pattern, text):
                    found |= _BITS[topic]
                break
    return found


def _is_meant(pattern: re.Pattern[str], text: str) -> bool:
    if not pattern.groups:
        return pattern.search(text) is not None
    return any(found.lastindex for found in pattern.finditer(text))
