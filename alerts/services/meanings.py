"""Gives words of registers a meaning, and takes it back: from the next poll of the feed on, without a restart."""

from datetime import datetime

from sqlalchemy.orm import Session

from alerts.db import feeds, value_mappings
from alerts.domain.errors import DecidedAlready, NotFound
from alerts.domain.meanings import SETTING_OF, Meaning, MeaningRefused, check_meaning
from alerts.domain.unmapped import LONGEST_WORD
from alerts.domain.vocabulary import plain_words


def map_word(session: Session, feed: str, meaning: Meaning, now: datetime, who: str) -> None:
    """Say what a word of a feed means, in place of what was said before. Raises NotFound, MeaningRefused, and
    DecidedAlready where just that was said.
    """
    check_meaning(meaning.field, meaning.meaning)
    if not 0 < len(meaning.word) <= LONGEST_WORD or not plain_words(meaning.word):
        raise MeaningRefused("A word has letters or digits, at most 200 of them.")
    if feeds.locked_row(session, feed) is None:
        raise NotFound(f"There is no feed {feed}.")
    before = value_mappings.given(session, feed, meaning.field, meaning.word)
    if before is not None and before.meaning == meaning.meaning:
        raise DecidedAlready("This word has that meaning already. Nothing was changed.")
    _refuse_two_meanings(session, feed, meaning)
    value_mappings.give(session, feed, meaning, now, who)


def unmap_word(session: Session, feed: str, field: str, word: str) -> None:
    """Take back what was said of a word. Raises DecidedAlready where nothing is."""
    row = value_mappings.given(session, feed, field, word)
    if row is None:
        raise DecidedAlready("This word has no meaning of yours. Nothing was changed.")
    value_mappings.take_back(session, row)


def _refuse_two_meanings(session: Session, feed: str, meaning: Meaning) -> None:
    """Statuses and decisions go by one setting, in which a word can mean one thing alone."""
    for other in value_mappings.of_feed(session, feed):
        is_same = SETTING_OF[other.field] == SETTING_OF[meaning.field] and plain_words(
            other.word
        ) == plain_words(meaning.word)
        is_itself = (other.field, other.word) == (meaning.field, meaning.word)
        if is_same and not is_itself and other.meaning != meaning.meaning:
            raise MeaningRefused(
                f"“{other.word}” means {other.meaning} as {other.field} already: take that back first."
            )
