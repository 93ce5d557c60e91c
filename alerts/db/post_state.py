"""How the mail server does, in one row that all workers share: its health, and whose turn to send it is."""

import contextlib
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from alerts.db.tables import EmailRow, PostStateRow
from alerts.domain.post_health import PostHealth, Trouble


def health(session: Session, *, is_to_be_changed: bool = False) -> PostHealth:
    """How it stands; locked until the transaction ends where it is to be changed."""
    found = select(PostStateRow)
    if is_to_be_changed:
        ensure_row(session)
        found = found.with_for_update()
    row = session.scalars(found.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        return PostHealth()
    return PostHealth(
        failures=row.failures,
        domains=frozenset(row.failing_domains),
        trouble=Trouble(row.trouble) if row.trouble else None,
        sick_since=row.sick_since,
        paused_until=row.paused_until,
        last_error=row.last_error,
        slowness=row.slowness,
    )


def ensure_row(session: Session) -> None:
    """The one row, made by whoever needs it first."""
    if session.get(PostStateRow, 1) is None:
        with contextlib.suppress(IntegrityError), session.begin_nested():
            session.execute(insert(PostStateRow).values(id=1))


def keep_health(session: Session, health: PostHealth) -> None:
    ensure_row(session)
    session.execute(
        update(PostStateRow).values(
            failures=health.failures,
            failing_domains=sorted(health.domains),
            trouble=health.trouble,
            sick_since=health.sick_since,
            paused_until=health.paused_until,
            last_error=health.last_error,
            slowness=health.slowness,
        )
    )


def take_probe(session: Session, seen: PostHealth, until: datetime) -> bool:
    """Be the one worker that finds out how the server does; False where another has become it meanwhile."""
    return _changed(session, PostStateRow.paused_until == seen.paused_until, paused_until=until)


def ask_now(session: Session, now: datetime) -> None:
    """Let the next letter find out how the server does, at once."""
    session.execute(update(PostStateRow).where(PostStateRow.trouble.is_not(None)).values(paused_until=now))


def take_turn(session: Session, now: datetime, spacing: timedelta) -> bool:
    """Take the turn that is free now; False where it is not free yet. The next comes `spacing` later."""
    ensure_row(session)
    is_free = PostStateRow.next_letter_at.is_(None) | (PostStateRow.next_letter_at <= now)
    return _changed(session, is_free, next_letter_at=now + spacing)


def next_turn_at(session: Session) -> datetime | None:
    return session.scalar(select(PostStateRow.next_letter_at))


def waiting(session: Session, now: datetime) -> int:
    """E-mails whose time has come and that have not gone out."""
    due = (EmailRow.state == "queued") & (EmailRow.next_try_at <= now)
    return session.scalar(select(func.count()).select_from(EmailRow).where(due)) or 0


def _changed(session: Session, condition: Any, **values: Any) -> bool:
    result = session.execute(update(PostStateRow).where(condition).values(**values))
    return cast("CursorResult[Any]", result).rowcount == 1
