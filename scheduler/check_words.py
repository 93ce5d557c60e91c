"""A register's own words for type, status and decision: what they were taken for, and how to say what they mean."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from alerts.domain.application import Application
from alerts.domain.meanings import CHOICES, SETTING_OF, STANDINGS, TYPES, Meaning
from alerts.domain.unmapped import Word, mapped_words, unmapped_words
from scheduler.configured import ConfiguredFeed


class CheckedWord(NamedTuple):
    """A word of the register in one field, what it means to us (None where nothing), how often it came and where."""

    field: str
    value: str
    meaning: str | None
    seen: int
    example: str


def checked_words(applications: Iterable[Application]) -> tuple[CheckedWord, ...]:
    """All words of these applications, field by field, the commonest first."""
    seen: Counter[tuple[Word, str | None]] = Counter()
    examples: dict[tuple[Word, str | None], str] = {}
    for application in applications:
        for word in mapped_words(application):
            found = word, str(getattr(application, word.field))
            seen[found] += 1
            examples.setdefault(found, application.reference)
        for word in unmapped_words(application):
            seen[word, None] += 1
            examples.setdefault((word, None), application.reference)
    listed = [
        CheckedWord(*word, meaning, count, examples[word, meaning])
        for (word, meaning), count in seen.most_common()
    ]
    return tuple(sorted(listed, key=lambda each: list(SETTING_OF).index(each.field)))


def unmapped(words: Iterable[CheckedWord]) -> tuple[CheckedWord, ...]:
    """Those of these words that mean nothing to us yet."""
    return tuple(word for word in words if word.meaning is None)


def config_lines(configured: ConfiguredFeed, words: Sequence[Word]) -> tuple[str, ...]:
    """The lines of the feed's settings that would give these words a meaning, those already given kept; none where
    this kind of feed takes no such settings.
    """
    lines = []
    for key in (STANDINGS, TYPES):
        values = dict.fromkeys(word.value for word in words if SETTING_OF.get(word.field) == key)
        given = given_in(configured, key)
        if values and given is not None:
            meanings = {value: str(meaning) for value, meaning in given.items()} | dict.fromkeys(values, "…")
            lines.append(f"{_line(key, meanings)}  # for … one of: {', '.join(CHOICES[key])}")
    return tuple(lines)


def meaning_lines(configured: ConfiguredFeed, meanings: Sequence[Meaning]) -> tuple[str, ...]:
    """The lines of the feed's settings that would say the same as these meanings and what is configured."""
    lines = []
    for key in (STANDINGS, TYPES):
        said = {each.word: each.meaning for each in meanings if SETTING_OF[each.field] == key}
        given = given_in(configured, key)
        if said and given is not None:
            lines.append(_line(key, said | {word: str(meaning) for word, meaning in given.items()}))
    return tuple(lines)


def _line(key: str, meanings: Mapping[str, str]) -> str:
    pairs = ", ".join(f"{_quoted(value)} = {_quoted(meaning)}" for value, meaning in meanings.items())
    return f"{key} = {{ {pairs} }}"


def given_in(configured: ConfiguredFeed, key: str) -> Mapping[str, Any] | None:
    """What the feed's settings say already; None where its kind has no such key."""
    given = getattr(configured.feed.settings, key, None)
    return given if isinstance(given, Mapping) else None


def _quoted(text: str) -> str:
    """A TOML string: JSON's escapes are among TOML's, but for the control characters that TOML alone refuses."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
