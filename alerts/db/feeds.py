"""Feeds and their polls: what is configured, who polls now, how the last runs went."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from alerts.db.tables import ApplicationRow, ChangeRow, FeedRow, PollRow
from alerts.domain.precedence import Precedence

_NOT_LISTENED_TO = 1_000
KEPT_PROBLEMS = 200
"""Problems kept a poll; the count is always whole."""


@dataclass(frozen=True)
class FeedEntry:
    """A feed as configured, in so far as the site and the mail need to know it."""

    name: str
    kind: str
    authorities: frozenset[str]
    every_s: float
    is_enabled: bool
    precedence: Precedence = Precedence.COUNCIL
    history_days: int = 400


def register(session: Session, entries: Iterable[FeedEntry]) -> None:
    """Make the feed rows those of the configuration; one no longer configured is kept, but disabled."""
    configured = {entry.name: entry for entry in entries}
    for entry in configured.values():
        register_one(session, entry)
    for row in session.scalars(select(FeedRow)):
        if row.name not in configured:
            row.is_enabled = False


def register_one(session: Session, entry: FeedEntry) -> FeedRow:
    """Make one feed's row that of the configuration; it stays locked until the transaction ends."""
    row = locked_row(session, entry.name) or _added(session, entry)
    _write(row, entry)
    session.flush()
    return row


def _added(session: Session, entry: FeedEntry) -> FeedRow:
    """A new row, or that of another process which added it at this very moment."""
    row = FeedRow(name=entry.name, cursor="", failures=0)
    _write(row, entry)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return session.get_one(FeedRow, entry.name, with_for_update=True)
    return row


def _write(row: FeedRow, entry: FeedEntry) -> None:
    row.kind, row.every_s, row.is_enabled = entry.kind, entry.every_s, entry.is_enabled
    row.authorities = sorted(entry.authorities)
    row.precedence, row.history_days = int(entry.precedence), max(1, entry.history_days)


def feed_row(session: Session, name: str) -> FeedRow | None:
    return session.get(FeedRow, name)


def locked_row(session: Session, name: str) -> FeedRow | None:
    """As it stands at this moment; nobody else changes it before the transaction ends."""
    return session.get(FeedRow, name, with_for_update=True, populate_existing=True)


@dataclass(frozen=True)
class Ranks:
    """How near each feed is to the council. One that is polled no longer comes last: its applications go over to
    any other feed that tells of them.
    """

    _by_name: Mapping[str, int]

    def of(self, name: str) -> int:
        return self._by_name.get(name, _NOT_LISTENED_TO)

    def in_words(self) -> str:
        """Different whenever it may matter who is nearer."""
        return repr(sorted(self._by_name.items()))

    def is_listened_to(self, name: str) -> bool:
        return self.of(name) != _NOT_LISTENED_TO


def ranks(session: Session) -> Ranks:
    found = session.execute(select(FeedRow.name, FeedRow.precedence).where(FeedRow.is_enabled))
    return Ranks(dict(found.all()))


def all_feeds(session: Session, *, enabled_only: bool = False) -> list[FeedRow]:
    rows = session.scalars(select(FeedRow).order_by(FeedRow.name))
    return [row for row in rows if row.is_enabled or not enabled_only]


def poll_owners(session: Session, now: datetime) -> dict[str, str]:
    """The owner of each feed's poll whose lease has not run out."""
    found = session.execute(select(FeedRow.name, FeedRow.poll_owner).where(FeedRow.poll_until > now))
    return {name: owner or "" for name, owner in found}


def add_poll(session: Session, poll: PollRow) -> None:
    session.add(poll)


def polls_of(session: Session, name: str, most: int, *, before: int | None = None) -> list[PollRow]:
    """The newest polls of a feed first; those before a number."""
    query = select(PollRow).where(PollRow.feed == name).order_by(PollRow.id.desc()).limit(most)
    return list(session.scalars(query.where(PollRow.id < before) if before else query))


def applications_of(session: Session, name: str) -> int:
    return session.scalar(select(func.count()).where(ApplicationRow.feed == name)) or 0


def quarantined_of(session: Session, name: str) -> list[ApplicationRow]:
    return list(
        session.scalars(
            select(ApplicationRow)
            .where(ApplicationRow.feed == name, ApplicationRow.quarantine.is_not(None))
            .order_by(ApplicationRow.reference)
        )
    )


def held_changes_of(
    session: Session, name: str, most: int | None = None, only: Collection[int] = ()
) -> list[tuple[ChangeRow, ApplicationRow]]:
    """The changes that a feed holds, or `only` those of these, the `most` oldest of them, with their applications."""
    query = (
        select(ChangeRow, ApplicationRow)
        .join(ApplicationRow, ChangeRow.application_id == ApplicationRow.id)
        .where(ChangeRow.feed == name, ChangeRow.state == "held")
        .order_by(ChangeRow.id)
        .limit(most)
    )
    found = session.execute(query.where(ChangeRow.id.in_(only)) if only else query)
    return [(change, application) for change, application in found]


def unlocated_count(session: Session, name: str) -> int:
    return (
        session.scalar(
            select(func.count()).where(
                ApplicationRow.feed == name,
                ApplicationRow.site.is_(None),
                ApplicationRow.quarantine.is_(None),
            )
        )
        or 0
    )
