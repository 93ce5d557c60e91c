"""Finds applications by the words of their reference, address and description, the newest first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Subquery,
    and_,
    column,
    exists,
    func,
    literal,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import REGCONFIG
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import Grouping

from alerts.db.search_index import SQLITE_KEY
from alerts.db.tables import ApplicationRow
from alerts.domain.search_words import Phrase, SearchWords

_ID_BITS = 40
_BEFORE_ALL = 2**63 - 1
NEWEST_LOOKED_THROUGH = 2_000
MOST_CANDIDATES = 50_000
STATEMENT_S = 2.0
_QUERY_CANCELED = "57014"

_ENTRIES = table(
    "application_search", column("id", BigInteger), column("recency", BigInteger), column("words")
)
_SQLITE_KEYS = text(
    "SELECT rowid FROM application_search WHERE application_search MATCH :words AND rowid < :before"
    " ORDER BY rowid DESC LIMIT :limit"
)
_SQLITE_IDS = text(
    f"SELECT rowid % {1 << _ID_BITS} FROM application_search WHERE application_search MATCH :words LIMIT :limit"  # noqa: S608
)
_SQLITE_HAS_WORDS = " ".join(
    (
        "EXISTS (SELECT 1 FROM application_search WHERE application_search MATCH :words AND rowid =",
        SQLITE_KEY.format(row="application"),
        ")",
    )
)


class SearchTooSlow(Exception):
    """The database was told to give up after STATEMENT_S seconds."""


@dataclass(frozen=True)
class Found:
    """One page of applications, newest first; `next_before` is where the next page goes on, None after the last."""

    rows: tuple[ApplicationRow, ...]
    next_before: int | None


def find(session: Session, words: SearchWords, limit: int, before: int | None = None) -> Found:
    """The newest public applications that have all the words, `before` being where the page before this one ended.

    Newest is by latest date, then by id. The work is bounded however many applications have a word:

    * SQLite walks the index from its newest entry down and stops at the limit: its keys are in order of age, so
      nothing is ever sorted. Words that are common each but never together cost one walk along their entries.
    * PostgreSQL looks through the newest 2,000 entries first, which is enough for whatever 1 in 100 applications
      has. Only what is rarer than that is asked of the GIN index, at most 50,000 entries of which are sorted: should
      a word be in more than that and yet in hardly one of the newest, the newest of those 50,000 are given.
      Each statement ends after two seconds with SearchTooSlow.
    """
    if not words:
        return Found((), None)
    newest = _BEFORE_ALL if before is None else before
    ask = _sqlite_keys if session.get_bind().dialect.name == "sqlite" else _postgresql_keys
    keys = ask(session, words, limit + 1, newest)
    shown = keys[:limit]
    return Found(_rows(session, shown), shown[-1] if len(keys) > limit else None)


def ids_with(session: Session, words: SearchWords, most: int) -> list[int] | None:
    """The ids of all public applications that have the words, in no order; None where they are more than `most`."""
    if session.get_bind().dialect.name == "sqlite":
        ids = list(session.scalars(_SQLITE_IDS, {"words": _fts5(words), "limit": most + 1}))
    else:
        with _patience(session):
            has_all = _ENTRIES.c.words.op("@@")(_tsquery(words))
            ids = list(session.scalars(select(_ENTRIES.c.id).where(has_all).limit(most + 1)))
    return ids if len(ids) <= most else None


def has_words(session: Session, words: SearchWords) -> ColumnElement[bool]:
    """An application has all the words, asked of the index row by row: for a look at few rows."""
    if session.get_bind().dialect.name == "sqlite":
        condition: ColumnElement[bool] = text(_SQLITE_HAS_WORDS).bindparams(words=_fts5(words))  # type: ignore[assignment]
        return condition
    is_its = and_(_ENTRIES.c.id == ApplicationRow.id, _ENTRIES.c.words.op("@@")(_tsquery(words)))
    return exists().where(is_its)


def key_of(latest_date: date | None, application_id: int) -> int:
    """How new an application is, as the index counts it: a page may start at any such key."""
    return ((latest_date.toordinal() if latest_date else 0) << _ID_BITS) + application_id


def _rows(session: Session, keys: Sequence[int]) -> tuple[ApplicationRow, ...]:
    ids = [key % (1 << _ID_BITS) for key in keys]
    found = session.scalars(
        select(ApplicationRow).where(ApplicationRow.id.in_(ids), ApplicationRow.quarantine.is_(None))
    )
    by_id = {row.id: row for row in found}
    return tuple(by_id[each] for each in ids if each in by_id)


def _sqlite_keys(session: Session, words: SearchWords, limit: int, before: int) -> list[int]:
    parameters = {"words": _fts5(words), "before": before, "limit": limit}
    return list(session.scalars(_SQLITE_KEYS, parameters))


def _fts5(words: SearchWords) -> str:
    """The terms in FTS5's own language: every phrase within quotes, which no phrase of ours has in it."""
    either = (" OR ".join('"{}"'.format(" ".join(phrase)) for phrase in term.phrases) for term in words.terms)
    return " AND ".join(f"({phrases})" for phrases in either)


def _postgresql_keys(session: Session, words: SearchWords, limit: int, before: int) -> list[int]:
    with _patience(session):
        floor = session.scalar(_lowest_looked_through(before))
        if floor is None:
            return []
        keys = list(session.scalars(among_newest(words, limit, before)))
        if len(keys) < limit:
            keys += session.scalars(among_rarer(words, limit - len(keys), floor))
        return keys


def among_newest(words: SearchWords, limit: int, before: int) -> Select[int]:
    """PostgreSQL's first question: which of the newest entries have the words; told by the index of ages alone."""
    newest = _newest(before)
    has_all = newest.c.words.op("@@")(_tsquery(words))
    return select(newest.c.recency).where(has_all).order_by(newest.c.recency.desc()).limit(limit)


def among_rarer(words: SearchWords, limit: int, before: int) -> Select[int]:
    """PostgreSQL's second question: the newest of those that the index of words knows, most of all of them.

    Adding nought keeps it from walking along the ages, which would be the whole table for a rare word.
    """
    candidates = (
        select(_ENTRIES.c.recency)
        .where(_ENTRIES.c.words.op("@@")(_tsquery(words)), _ENTRIES.c.recency + 0 < before)
        .limit(MOST_CANDIDATES)
        .cte("candidates")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    return select(candidates.c.recency).order_by(candidates.c.recency.desc()).limit(limit)


def _lowest_looked_through(before: int) -> Select[int]:
    newest = _newest(before)
    return select(func.min(newest.c.recency))


def _newest(before: int) -> Subquery:
    return (
        select(_ENTRIES.c.recency, _ENTRIES.c.words)
        .where(_ENTRIES.c.recency < before)
        .order_by(_ENTRIES.c.recency.desc())
        .limit(NEWEST_LOOKED_THROUGH)
        .subquery()
    )


def _tsquery(words: SearchWords) -> ColumnElement[Any]:
    """Each phrase made a query by the database itself, as it made the entry: nothing typed is an operator."""
    either = (_joined("||", map(_phrase_query, term.phrases)) for term in words.terms)
    # A subquery is asked once; an expression could be made anew for every row.
    return select(_joined("&&", either)).scalar_subquery()


def _phrase_query(phrase: Phrase) -> ColumnElement[Any]:
    english = literal("pg_catalog.english").cast(REGCONFIG)
    return func.phraseto_tsquery(english, func.application_search_text(" ".join(phrase)))


def _joined(operator: str, queries: Iterable[ColumnElement[Any]]) -> ColumnElement[Any]:
    """`(a || b)`: queries of PostgreSQL within brackets."""
    first, *others = queries
    for other in others:
        first = first.op(operator)(other)
    return Grouping(first)


@contextmanager
def _patience(session: Session) -> Iterator[None]:
    """Let PostgreSQL try no longer than two seconds a statement, and never by reading the whole table."""
    wanted = {
        "statement_timeout": str(round(STATEMENT_S * 1000)),
        "enable_seqscan": "off",
        "enable_bitmapscan": "on",
    }
    before = {name: session.scalar(select(func.current_setting(name))) for name in wanted}
    try:
        with session.begin_nested():
            _set(session, wanted)
            yield
            _set(session, before)
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) == _QUERY_CANCELED:
            raise SearchTooSlow from error
        raise


def _set(session: Session, values: Mapping[str, str | None]) -> None:
    for name, value in values.items():
        session.execute(select(func.set_config(name, value, True)))
