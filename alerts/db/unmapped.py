"""The words of feeds that have no meaning in our vocabulary yet."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from alerts.db.tables import UnmappedValueRow
from alerts.domain.unmapped import LONGEST_WORD, Word

MOST_WORDS = 500
"""Words kept a feed: a field that holds free text must not fill the table."""


def note(
    session: Session,
    feed: str,
    unmapped: Mapping[Word, tuple[int, str]],
    mapped: Iterable[Word],
    now: datetime,
) -> None:
    """Count words without a meaning, each with how often it came and an example; drop those that have one now."""
    known = {(row.field, row.value): row for row in of_feed(session, feed)}
    for word, (seen, example) in unmapped.items():
        value = word.value[:LONGEST_WORD]
        row = known.get((word.field, value))
        if row is not None:
            row.seen, row.last_seen_at = row.seen + seen, now
        elif len(known) < MOST_WORDS:
            row = UnmappedValueRow(
                feed=feed,
                field=word.field,
                value=value,
                seen=seen,
                first_seen_at=now,
                last_seen_at=now,
                example=example,
            )
            session.add(row)
            known[word.field, value] = row
    for word in mapped:
        if (word.field, word.value[:LONGEST_WORD]) in known:
            session.execute(
                delete(UnmappedValueRow).where(
                    UnmappedValueRow.feed == feed,
                    UnmappedValueRow.field == word.field,
                    UnmappedValueRow.value == word.value[:LONGEST_WORD],
                )
            )


def of_feed(session: Session, feed: str) -> list[UnmappedValueRow]:
    """A feed's words without a meaning, the commonest first."""
    return list(
        session.scalars(
            select(UnmappedValueRow)
            .where(UnmappedValueRow.feed == feed)
            .order_by(UnmappedValueRow.field, UnmappedValueRow.seen.desc(), UnmappedValueRow.value)
        )
    )


def count(session: Session) -> int:
    """How many there are, of all feeds."""
    return session.scalar(select(func.count()).select_from(UnmappedValueRow)) or 0
