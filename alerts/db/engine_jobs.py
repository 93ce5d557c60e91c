"""The engine's own tables, read, and jobs in them held in place; only PostgreSQL has them. The engine alone writes."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from alerts.db.lead import CALLED, LEAD_KEY

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


class Queued(NamedTuple):
    """How it stands with one kind of work: what waits and since when, what is done now, what failed for good."""

    work: str
    waiting: int
    doing: int
    failed: int
    oldest_waiting_at: datetime | None


class Joined(NamedTuple):
    """A worker, when it last said that it lives, and what it does."""

    number: int
    heartbeat_at: datetime
    doing: tuple[str, ...]


_QUEUED = text(
    """
    SELECT task_name, count(*) FILTER (WHERE status = 'todo'), count(*) FILTER (WHERE status = 'doing'),
        count(*) FILTER (WHERE status = 'failed'),
        min(put_in.at) FILTER (WHERE status = 'todo')
    FROM procrastinate_jobs
    LEFT JOIN LATERAL (
        SELECT min(at) AS at FROM procrastinate_events WHERE job_id = procrastinate_jobs.id AND type = 'deferred'
    ) AS put_in ON true
    GROUP BY task_name ORDER BY task_name
    """
)
_JOINED = text(
    """
    SELECT each.id, last_heartbeat, array_remove(array_agg(trim(task_name || ' ' || (args->>'key'))), NULL)
    FROM procrastinate_workers AS each
    LEFT JOIN procrastinate_jobs AS job ON job.worker_id = each.id AND status = 'doing'
    GROUP BY each.id ORDER BY each.id
    """
)
_LEADER = text(
    """
    SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE locktype = 'advisory' AND granted AND objsubid = 1 AND classid::bigint << 32 | objid::bigint = :key
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    """
)


def is_there(session: Session) -> bool:
    """Whether this database is one that the engine can work on."""
    return session.get_bind().dialect.name == "postgresql"


def queued(session: Session) -> list[Queued]:
    """Every kind of work of which there are jobs."""
    return [Queued(*row) for row in session.execute(_QUEUED)] if is_there(session) else []


def joined(session: Session) -> list[Joined]:
    """The workers that have joined and neither left nor been forgotten as dead."""
    if not is_there(session):
        return []
    return [Joined(number, at, tuple(sorted(doing))) for number, at, doing in session.execute(_JOINED)]


def leader(session: Session) -> str | None:
    """The machine and process that leads; None where nobody does."""
    name = session.scalar(_LEADER, {"key": LEAD_KEY}) if is_there(session) else None
    return str(name).removeprefix(CALLED) if name else None
