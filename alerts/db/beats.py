"""How the steps of the work go in every process that lives, as each says itself."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from alerts.db.tables import BeatRow
from alerts.domain.steps import Beat, Step

_KEY = ("process", "step")
_SAID = ("part", "beat_at", "began_at", "done_at", "failed_at", "failures")


def write(session: Session, beats: Iterable[Beat]) -> None:
    """Say anew how these go."""
    rows = [{name: getattr(beat, name) for name in (*_KEY, *_SAID)} for beat in beats]
    if not rows:
        return
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    added = dialect.insert(BeatRow)
    anew = {name: added.excluded[name] for name in _SAID}
    session.execute(added.values(rows).on_conflict_do_update(index_elements=list(_KEY), set_=anew))


def everybody(session: Session) -> list[Beat]:
    """What each process said last, also of those that live no more."""
    return [
        Beat(
            process=row.process,
            part=row.part,
            step=Step(row.step),
            beat_at=row.beat_at,
            began_at=row.began_at,
            done_at=row.done_at,
            failed_at=row.failed_at,
            failures=row.failures,
        )
        for row in session.scalars(select(BeatRow).order_by(BeatRow.process, BeatRow.step))
        if row.step in set(Step)
    ]


def remove_old(session: Session, before: datetime) -> int:
    """Forget processes that have said nothing since."""
    return cast(
        "CursorResult[Any]", session.execute(delete(BeatRow).where(BeatRow.beat_at < before))
    ).rowcount
