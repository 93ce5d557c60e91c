"""The keys by which feeds call applications, and what each feed said of them last."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from alerts.db.tables import ApplicationRow, FeedKeyRow

_CHUNK = 400


class KeySaid(NamedTuple):
    """What was last said under a key, and the feed that its application is filed under. `is_released` where an
    operator has judged that what is said under it need not be held back.
    """

    digest: bytes | None
    filed_under: str
    is_released: bool


def said(session: Session, feed: str, keys: Sequence[str]) -> dict[str, KeySaid]:
    """What this feed said last under each of these keys that it has used before."""
    found: dict[str, KeySaid] = {}
    for start in range(0, len(keys), _CHUNK):
        chunk = keys[start : start + _CHUNK]
        rows = session.execute(
            select(FeedKeyRow.key, FeedKeyRow.digest, ApplicationRow.feed, FeedKeyRow.is_released)
            .join(ApplicationRow, FeedKeyRow.application_id == ApplicationRow.id)
            .where(FeedKeyRow.feed == feed, FeedKeyRow.key.in_(chunk))
        )
        found.update((key, KeySaid(digest, under, released)) for key, digest, under, released in rows)
    return found


def release(session: Session, application_id: int) -> None:
    """Take what feeds say of this application from now on, though it looks odd."""
    session.execute(
        update(FeedKeyRow)
        .where(FeedKeyRow.application_id == application_id)
        .values(is_released=True, digest=None)
    )


def keep(session: Session, feed: str, said: Sequence[tuple[str, int, bytes | None]]) -> int:
    """Note what was said under each key, and of which application; returns how many keys were not used before."""
    latest = {key: (application_id, digest) for key, application_id, digest in said}
    known: set[str] = set()
    names = list(latest)
    for start in range(0, len(names), _CHUNK):
        chunk = names[start : start + _CHUNK]
        known.update(
            session.scalars(select(FeedKeyRow.key).where(FeedKeyRow.feed == feed, FeedKeyRow.key.in_(chunk)))
        )
    added = [
        {"feed": feed, "key": key, "application_id": application_id, "digest": digest, "is_released": False}
        for key, (application_id, digest) in latest.items()
        if key not in known
    ]
    if added:
        session.execute(insert(FeedKeyRow), added)
    if known:
        table = FeedKeyRow.__table__
        session.connection().execute(
            update(FeedKeyRow)
            .where(table.c.feed == feed, table.c.key == bindparam("of_key"))
            .values(digest=bindparam("new_digest")),
            [{"of_key": key, "new_digest": latest[key][1]} for key in known],
        )
    return len(added)
