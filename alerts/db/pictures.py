"""Pictures that e-mails carry, each kept once however many e-mails carry it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, TextClause, delete, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from alerts.db.tables import NOT_OVER, EmailRow, PictureRow

_FRESH = timedelta(days=1)
_CHUNK = 500


def keep(session: Session, contents: Mapping[str, bytes], now: datetime) -> None:
    """Store pictures by the SHA-256 of their bytes, or note that those we have are needed again.

    In the caller's transaction. In the order of their names, so that two workers never wait for each other.
    """
    for digest in sorted(contents):
        if not (_is_kept(session, digest, now) or _add(session, digest, contents[digest], now)):
            _is_kept(session, digest, now)


def carried_by(session: Session, rows: Sequence[EmailRow]) -> dict[str, list[tuple[str, bytes]]]:
    """What each of these e-mails, by its id, calls its pictures, and their bytes; a picture that is no longer kept is
    left out.
    """
    wanted = {carried["digest"] for row in rows for carried in row.pictures}
    contents = {
        digest: bytes(content)
        for chunk in _chunks(wanted)
        for digest, content in session.execute(
            select(PictureRow.digest, PictureRow.content).where(PictureRow.digest.in_(chunk))
        )
    }
    return {
        row.id: [
            (carried["cid"], contents[carried["digest"]])
            for carried in row.pictures
            if carried["digest"] in contents
        ]
        for row in rows
    }


def remove_unneeded(session: Session, before: datetime) -> int:
    """Remove the pictures that only e-mails composed before this moment carry, and none that waits to be sent."""
    needed = _digests(session, text(NOT_OVER), EmailRow.composed_at < before)
    # `made_at` may lie up to a day before the latest e-mail that needs the picture.
    old = PictureRow.made_at < before - _FRESH
    unneeded = set(session.scalars(select(PictureRow.digest).where(old))) - needed
    return _remove(session, unneeded, old)


def remove_of(session: Session, subscriber_id: int) -> None:
    """Remove the pictures that a person's e-mails carry, but for those that somebody else's still has to: a map says
    where somebody lives.
    """
    is_theirs = EmailRow.subscriber_id == subscriber_id
    needed = _digests(session, text(NOT_OVER), ~is_theirs)
    _remove(session, _digests(session, is_theirs) - needed)


def _remove(session: Session, digests: Iterable[str], *which: ColumnElement[bool]) -> int:
    removed = 0
    for chunk in _chunks(digests):
        result = session.execute(delete(PictureRow).where(PictureRow.digest.in_(chunk), *which))
        removed += cast("CursorResult[Any]", result).rowcount
    return removed


def _chunks(digests: Iterable[str]) -> Iterator[Sequence[str]]:
    """As many at once as any database takes in a statement, in one order, so that two workers never wait for each
    other.
    """
    ordered = sorted(digests)
    return (ordered[start : start + _CHUNK] for start in range(0, len(ordered), _CHUNK))


def _digests(session: Session, *which: ColumnElement[bool] | TextClause) -> set[str]:
    found = session.scalars(select(EmailRow.pictures).where(*which)).all()
    return {carried["digest"] for pictures in found for carried in pictures}


def _is_kept(session: Session, digest: str, now: datetime) -> bool:
    """Whether a picture is there, its time put forward once a day: while that is young nothing removes it."""
    made_at = session.scalar(select(PictureRow.made_at).where(PictureRow.digest == digest))
    if made_at is None or now - made_at < _FRESH:
        return made_at is not None
    renewed = session.execute(update(PictureRow).where(PictureRow.digest == digest).values(made_at=now))
    return cast("CursorResult[Any]", renewed).rowcount == 1


def _add(session: Session, digest: str, content: bytes, now: datetime) -> bool:
    """Add a picture; False where somebody else just has."""
    try:
        with session.begin_nested():
            session.add(PictureRow(digest=digest, content=content, made_at=now))
            session.flush()
    except IntegrityError:
        return False
    return True
