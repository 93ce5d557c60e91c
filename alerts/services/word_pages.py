"""The words of registers without a meaning, and those that operators gave one, as their page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from alerts.db import feeds, unmapped, value_mappings
from alerts.db.tables import UnmappedValueRow, ValueMappingRow
from alerts.domain.meanings import SETTING_OF, Meaning
from alerts.domain.vocabulary import plain_words
from alerts.services.workbench import Workbench


@dataclass(frozen=True)
class Given:
    """A meaning that an operator gave; `configured` is what the configuration says of the word instead, if it does."""

    row: ValueMappingRow
    configured: str | None


@dataclass(frozen=True)
class WordsOfFeed:
    """`is_mappable` where this kind of feed takes meanings; `lines` would say the same in the configuration."""

    feed: str
    words: Sequence[UnmappedValueRow]
    given: Sequence[Given]
    is_mappable: bool
    lines: tuple[str, ...]


def words_of_feeds(session: Session, bench: Workbench | None, names: Sequence[str] = ()) -> list[WordsOfFeed]:
    """All feeds in use, or these, that have a word without a meaning or with one that was given to it."""
    wanted = names or [row.name for row in feeds.all_feeds(session, enabled_only=True)]
    every = value_mappings.all_given(session)
    found = []
    for name in wanted:
        given = [row for row in every if row.feed == name]
        words = [row for row in unmapped.of_feed(session, name) if not _is_given(row, given)]
        if words or given or names:
            found.append(_words_of(name, words, given, bench))
    return found


def _words_of(
    name: str, words: list[UnmappedValueRow], given: list[ValueMappingRow], bench: Workbench | None
) -> WordsOfFeed:
    is_known = bench is not None and bench.has(name)
    configured = bench.configured_meanings(name) if bench and is_known else ()
    meanings = [Meaning(row.field, row.word, row.meaning) for row in given]
    return WordsOfFeed(
        feed=name,
        words=words,
        given=[Given(row, _configured(row, configured)) for row in given],
        is_mappable=bench is not None and is_known and bench.takes_meanings(name),
        lines=bench.config_lines(name, meanings) if bench and is_known else (),
    )


def _is_given(row: UnmappedValueRow, given: list[ValueMappingRow]) -> bool:
    """Whether the word has a meaning from the next poll on."""
    said = {(SETTING_OF[each.field], plain_words(each.word)) for each in given}
    return (SETTING_OF[row.field], plain_words(row.value)) in said


def _configured(row: ValueMappingRow, configured: Sequence[Meaning]) -> str | None:
    """`field` of what is configured is the name of its setting."""
    for each in configured:
        if each.field == SETTING_OF[row.field] and plain_words(each.word) == plain_words(row.word):
            return each.meaning
    return None
