"""Plain words for constraint areas, the same on pages, in e-mails and in the search box."""

from collections.abc import Iterable, Sequence

from alerts.domain.constraint import ConstraintMention
from alerts.domain.retelling import said
from alerts.domain.wording import beginning
from alerts.language import _, later
from geo.constraints import ConstraintArea, ConstraintKind

_KIND_WORDS = {
    ConstraintKind.CONSERVATION_AREA: later("conservation area"),
    ConstraintKind.ARTICLE_4_DIRECTION_AREA: later("article 4 direction"),
    ConstraintKind.TREE_PRESERVATION_ZONE: later("tree preservation zone"),
    ConstraintKind.LISTED_BUILDING_OUTLINE: later("listed building"),
}
_NAMELESS_WORDS = {
    ConstraintKind.CONSERVATION_AREA: later("in a conservation area"),
    ConstraintKind.ARTICLE_4_DIRECTION_AREA: later("in the area of an article 4 direction"),
    ConstraintKind.TREE_PRESERVATION_ZONE: later("in a tree preservation zone"),
    ConstraintKind.LISTED_BUILDING_OUTLINE: later("listed building"),
}
_MOST_SAID = 4
_NAME_LETTERS = 100


def constraint_words(mentions: Sequence[ConstraintMention]) -> str:
    """What protects a site, in one line: `in Dartmouth Park conservation area; listed building: The Elms`."""
    words = [mention_words(mention) for mention in mentions[:_MOST_SAID]]
    more = len(mentions) - len(words)
    if not more:
        return "; ".join(words)
    return _("{areas}; and {count} more").format(areas="; ".join(words), count=more)


def kinds_words(kinds: Iterable[str]) -> str:
    """`conservation area, listed building`: kinds of constraint area by the names of their datasets."""
    wanted = set(kinds)
    return ", ".join(_(words) for kind, words in _KIND_WORDS.items() if kind in wanted)


def mention_words(mention: ConstraintMention) -> str:
    """One constraint area that a site lies in; its name with the case as published."""
    if not mention.name:
        return _(_NAMELESS_WORDS[mention.kind])
    name, kind = beginning(mention.name, _NAME_LETTERS), _KIND_WORDS[mention.kind]
    if mention.kind is ConstraintKind.CONSERVATION_AREA:
        return said(f"in {_with_kind(name, kind)}")
    return name if kind in name.casefold() else said(f"{kind}: {name}")


def constraint_label(area: ConstraintArea) -> str:
    """A constraint area as a watch area: `Dartmouth Park conservation area`; by its reference where it has no name.
    As it is kept, to be said by `said`.
    """
    kind, name = _KIND_WORDS[area.dataset], beginning(area.name, _NAME_LETTERS)
    if not name:
        return f"{kind} {area.reference or area.entity}"
    if area.dataset is ConstraintKind.LISTED_BUILDING_OUTLINE:
        return f"the {kind} {name}"
    return _with_kind(name, kind)


def without_constraint_kind(text: str) -> tuple[ConstraintKind | None, str]:
    """The kind that a name typed begins or ends with, and the name alone: `Brixton conservation area` is Brixton's."""
    words = text.casefold()
    for kind, kind_words in _KIND_WORDS.items():
        if words.endswith(kind_words):
            return kind, text[: -len(kind_words)].strip(" :,")
        if words.startswith(kind_words):
            return kind, text[len(kind_words) :].strip(" :,")
    return None, text


def _with_kind(name: str, kind: str) -> str:
    return name if kind in name.casefold() else f"{name} {kind}"
