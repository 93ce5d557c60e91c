"""The keys by which feeds call applications, and what each feed said of them last."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from alerts.db.feeds import Ranks
from alerts.db.tables import ApplicationRow, FeedKeyRow

_CHUNK = 400


class KeySaid(NamedTuple):
    """What was last said under a key, and the feed that its application is filed under. `is_released` where an
    operator has judged that what is said under it need not be held back.
    """

    digest: bytes | None
    filed_under: str
    is_released: bool
    record_digest: bytes | None


class KeyHeard(NamedTuple):
    """What is heard under a key: the digests of the reading and of its record, where it is known again by them."""

    key: str
    application_id: int
    digest: bytes | None
    record_digest: bytes | None = None


def said(session: Session, feed: str, keys: Sequence[str]) -> dict[str, KeySaid]:
    """What this feed said last under each of these keys that it has used before."""
    found: dict[str, KeySaid] = {}
    for start in range(0, len(keys), _CHUNK):
        chunk = keys[start : start + _CHUNK]
        rows = session.execute(
            select(
                FeedKeyRow.key,
                FeedKeyRow.digest,
                ApplicationRow.feed,
                FeedKeyRow.is_released,
                FeedKeyRow.record_digest,
            )
            .join(ApplicationRow, FeedKeyRow.application_id == ApplicationRow.id)
            .where(FeedKeyRow.feed == feed, FeedKeyRow.key.in_(chunk))
        )
        found.update(
            (key, KeySaid(digest, under, released, record)) for key, digest, under, released, record in rows
        )
    return found


def records_said(session: Session, feed: str, keys: Sequence[str], ranks: Ranks) -> dict[str, bytes]:
    """The digest of the record that this feed said last under each of these keys, where such a record is known by it,
    and the feed that its application is filed under is this one or listened to.
    """
    found: dict[str, bytes] = {}
    for start in range(0, len(keys), _CHUNK):
        chunk = keys[start : start + _CHUNK]
        rows = session.execute(
            select(FeedKeyRow.key, FeedKeyRow.record_digest, ApplicationRow.feed)
            .join(ApplicationRow, FeedKeyRow.application_id == ApplicationRow.id)
            .where(FeedKeyRow.feed == feed, FeedKeyRow.key.in_(chunk), FeedKeyRow.record_digest.is_not(None))
        )
        found.update(
            (key, digest)
            for key, digest, under in rows
            if digest is not None and (under == feed or ranks.is_listened_to(under))
        )
    return found


def release(session: Session, application_id: int) -> None:
    """Take what feeds say of this application from now on, though it looks odd."""
    session.execute(
        update(FeedKeyRow)
        .where(FeedKeyRow.application_id == application_id)
        .values(is_released=True, digest=None, record_digest=None)
    )


def keep(session: Session, feed: str, heard: Sequence[KeyHeard]) -> None:
    """Note what was heard under each key, and of which application where the key was not used before."""
    latest = {each.key: each for each in heard}
    if not latest:
        return
    rows = [{"feed": feed, "is_released": False, **each._asdict()} for each in latest.values()]
    table = FeedKeyRow.__table__
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    added = dialect.insert(FeedKeyRow)
    session.connection().execute(
        added.on_conflict_do_update(
            index_elements=[table.c.feed, table.c.key],
            set_={name: added.excluded[name] for name in ("digest", "record_digest")},
        ),
        rows,
    )


def keep_records(session: Session, feed: str, digests: Mapping[str, bytes]) -> None:
    """Note other records under known keys that say the same as those before them."""
    if digests:
        table = FeedKeyRow.__table__
        session.connection().execute(
            update(FeedKeyRow)
            .where(table.c.feed == feed, table.c.key == bindparam("of_key"))
            .values(record_digest=bindparam("new_digest")),
            [{"of_key": key, "new_digest": digest} for key, digest in digests.items()],
        )
