"""The engine's own tables, read and pinned in place; only PostgreSQL has them. Jobs are put in by the engine itself."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

_PREFIX = "procrastinate_"

_PIN = text(
    """
    WITH pinned AS (
        SELECT queueing_lock, queue_name, id FROM procrastinate_jobs
        WHERE status = 'todo' AND queueing_lock = ANY(:names)
        FOR KEY SHARE SKIP LOCKED
    )
    SELECT queueing_lock, pg_notify(
        'procrastinate_queue_v1#' || queue_name,
        json_build_object('type', 'job_inserted', 'job_id', id)::text
    ) FROM pinned
    """
)


def is_part(name: str | None) -> bool:
    """Whether a table is the engine's, which looks after its own schema."""
    return name is not None and name.startswith(_PREFIX)


def pin_waiting(session: Session, names: Sequence[str]) -> set[str]:
    """Those of these jobs that wait already, and go on waiting until this transaction ends: whoever then does them
    sees what it has written. Workers hear of them at the commit, since one that looked meanwhile passed them by.
    """
    return {name for name, _ in session.execute(_PIN, {"names": list(names)})}
