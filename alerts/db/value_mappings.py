"""What operators said that registers' own words mean, as rows."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from alerts.db.tables import ValueMappingRow
from alerts.domain.meanings import Meaning


def all_given(session: Session) -> Sequence[ValueMappingRow]:
    """Of all feeds, in order of feeds, fields and words."""
    row = ValueMappingRow
    return session.scalars(select(row).order_by(row.feed, row.field, row.word)).all()


def of_feed(session: Session, feed: str) -> list[Meaning]:
    """Decisions after statuses, so that of one word in both the decision's meaning stands."""
    row = ValueMappingRow
    found = session.scalars(select(row).where(row.feed == feed).order_by(row.field.desc(), row.word))
    return [Meaning(each.field, each.word, each.meaning) for each in found]


def given(session: Session, feed: str, field: str, word: str) -> ValueMappingRow | None:
    return session.get(ValueMappingRow, (feed, field, word), with_for_update=True)


def give(session: Session, feed: str, meaning: Meaning, now: datetime, who: str) -> None:
    row = given(session, feed, meaning.field, meaning.word)
    if row is None:
        row = ValueMappingRow(feed=feed, field=meaning.field, word=meaning.word)
        session.add(row)
    row.meaning, row.given_at, row.given_by = meaning.meaning, now, who


def take_back(session: Session, row: ValueMappingRow) -> None:
    session.delete(row)
