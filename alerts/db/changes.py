"""Changes: added as they are noticed, taken by the matcher, held or let go by an operator."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, func, insert, or_, select, true, update
from sqlalchemy.orm import Session

from alerts.db.counts import Counted, count
from alerts.db.tables import ApplicationRow, ChangeRow
from alerts.domain.authorities import ALL as AUTHORITIES
from alerts.domain.change import Change, ChangeKind
from alerts.domain.share import ALL, Share, part_of

_CHUNK = 400


def add_all(
    session: Session, feed: str, noticed: Sequence[tuple[int, Change]], *, state: str, now: datetime
) -> None:
    """Add changes by the id of their application; what is only noted goes into the history at once."""
    rows = [
        {
            "application_id": application_id,
            "kind": change.kind,
            "state": "history" if change.kind is ChangeKind.NOTED else state,
            "noticed_at": now,
            "feed": feed,
            "differences": [list(difference) for difference in change.differences],
            "deadline": change.deadline,
            "days_before": change.days_before,
        }
        for application_id, change in noticed
    ]
    if rows:
        session.execute(insert(ChangeRow), rows)
    for _, change in noticed:
        if change.kind is not ChangeKind.NOTED:
            count(session, Counted.NOTICED, change.kind)


def take_unmatched(
    session: Session, limit: int, waiting_feeds: Sequence[str], before_id: int, of: Share = ALL
) -> list[tuple[ChangeRow, ApplicationRow]]:
    """The oldest changes of a share of the authorities not yet matched, noticed before the one of this id came, but for
    those of `waiting_feeds`, whose reminders need not wait.

    They are locked against other matchers until the transaction ends. So are their applications where the work is
    divided: one that went to another authority amid this would be told of by two matchers at once.
    """
    locked = [ChangeRow] if of.is_all else [ChangeRow, ApplicationRow]
    found = session.execute(
        select(ChangeRow, ApplicationRow)
        .join(ApplicationRow, ChangeRow.application_id == ApplicationRow.id)
        .where(
            ChangeRow.state == "unmatched",
            ChangeRow.id < before_id,
            or_(ChangeRow.feed.not_in(waiting_feeds), ~_comes_from_a_feed()),
            _is_of(of),
        )
        .order_by(ChangeRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=locked, key_share=True)
    )
    return [(change, application) for change, application in found]


def _is_of(share: Share) -> ColumnElement[bool]:
    """Whether the application is of a share's authorities; a code that nobody knows is of the first share's."""
    if share.is_all:
        return true()
    codes = [authority.code for authority in AUTHORITIES]
    if share.number:
        return ApplicationRow.authority.in_([code for code in codes if share.has(part_of(code))])
    return ApplicationRow.authority.not_in([code for code in codes if not share.has(part_of(code))])


def mark_matched(session: Session, changes: Sequence[ChangeRow]) -> None:
    session.execute(
        update(ChangeRow).where(ChangeRow.id.in_([change.id for change in changes])).values(state="matched")
    )


def told_since(
    session: Session, application_ids: Iterable[int], since: datetime
) -> dict[int, list[ChangeRow]]:
    """The changes of each of these applications that were noticed since and were told, or wait or are held to be."""
    found: dict[int, list[ChangeRow]] = {application_id: [] for application_id in application_ids}
    ids = sorted(found)
    for start in range(0, len(ids), _CHUNK):
        rows = session.scalars(
            select(ChangeRow)
            .where(
                ChangeRow.application_id.in_(ids[start : start + _CHUNK]),
                ChangeRow.noticed_at > since,
                ChangeRow.state.in_(("unmatched", "matched", "held")),
                _comes_from_a_feed(),
            )
            .order_by(ChangeRow.id)
            .with_for_update()
        )
        for row in rows:
            found[row.application_id].append(row)
    return found


def hold_since(session: Session, feed: str, first_id: int, *, but: ChangeKind | None = None) -> int:
    """Hold all changes of a feed from `first_id` on that have not been matched yet, `but` those of one kind;
    returns how many.
    """
    kept = ChangeRow.kind != but if but else true()
    result = session.execute(
        update(ChangeRow)
        .where(
            ChangeRow.feed == feed,
            ChangeRow.id >= first_id,
            ChangeRow.state == "unmatched",
            kept,
            _comes_from_a_feed(),
        )
        .values(state="held")
    )
    return cast("CursorResult[Any]", result).rowcount


def let_go(session: Session, feed: str, state: str, only: Sequence[int] = ()) -> int:
    """Move all held changes of a feed, or `only` these, to `unmatched` (release) or `discarded`; returns how many."""
    chosen = ChangeRow.id.in_(only) if only else true()
    result = session.execute(
        update(ChangeRow).where(ChangeRow.feed == feed, ChangeRow.state == "held", chosen).values(state=state)
    )
    return cast("CursorResult[Any]", result).rowcount


def held_count(session: Session, feed: str, only: Collection[int] = ()) -> int:
    """How many changes of a feed are held, or how many `only` of these."""
    found = select(func.count()).where(ChangeRow.feed == feed, ChangeRow.state == "held")
    return session.scalar(found.where(ChangeRow.id.in_(only)) if only else found) or 0


def last_held(session: Session, feed: str) -> int:
    """The number of the newest change of a feed that is held; 0 where none is. A feed is polled by one at
    a time, which numbers its changes as it notices them.
    """
    held = select(func.max(ChangeRow.id)).where(ChangeRow.feed == feed, ChangeRow.state == "held")
    return session.scalar(held) or 0


def is_any_held(session: Session, feed: str) -> bool:
    return (
        session.scalar(select(ChangeRow.id).where(ChangeRow.feed == feed, ChangeRow.state == "held").limit(1))
        is not None
    )


def _comes_from_a_feed() -> ColumnElement[bool]:
    """A reminder is of our own making: no feed has said it, and no feed's flood holds it back."""
    return ChangeRow.kind != ChangeKind.DEADLINE_NEAR


def next_id(session: Session) -> int:
    return (session.scalar(select(func.max(ChangeRow.id))) or 0) + 1


def of_application(session: Session, application_id: int, kinds: Iterable[ChangeKind]) -> list[ChangeRow]:
    return list(
        session.scalars(
            select(ChangeRow)
            .where(ChangeRow.application_id == application_id, ChangeRow.kind.in_(list(kinds)))
            .order_by(ChangeRow.id)
        )
    )


def history_of(session: Session, application_ids: Sequence[int]) -> list[ChangeRow]:
    """What happened to each of these, the latest first, but for reminders and what is held back."""
    return list(
        session.scalars(
            select(ChangeRow)
            .where(
                ChangeRow.application_id.in_(application_ids), ChangeRow.state != "held", _comes_from_a_feed()
            )
            .order_by(ChangeRow.id.desc())
        )
    )
