"""What a rehearsal measures: counted while it runs, asked of the database at its beginning and end."""

import os
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from alerts.db.session import Database
from benchmarks.rehearsal.processes import own_memory_mb, peak_mb
from benchmarks.rehearsal.worker import Worked

_TABLES_OF_POSTGRESQL = """
SELECT relname, pg_total_relation_size(oid) FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""
_TABLES_OF_SQLITE = """
SELECT coalesce(m.tbl_name, d.name), sum(d.pgsize) FROM dbstat AS d LEFT JOIN sqlite_master AS m ON m.name = d.name
GROUP BY 1
"""
_LAG = """
SELECT s.frequency, percentile_disc(0.5) WITHIN GROUP (ORDER BY lag), percentile_disc(0.99) WITHIN GROUP (ORDER BY lag),
       max(lag), count(*)
FROM (SELECT s.frequency, extract(epoch FROM e.sent_at -
             CASE WHEN s.frequency = 'instant' AND c.kind != 'deadline_near' THEN c.noticed_at ELSE a.due_at END) AS lag
      FROM alert AS a JOIN email AS e ON e.id = a.email_id JOIN change AS c ON c.id = a.change_id
      JOIN subscription AS s ON s.id = a.subscription_id WHERE e.state = 'sent') AS s
GROUP BY 1 ORDER BY 1
"""


@dataclass
class Figures:
    """All that was counted; seconds are real ones. `core_s` has those of a core by kind of work and process."""

    setting_up_s: dict[str, float] = field(default_factory=dict)
    baseline: dict[str, float] = field(default_factory=dict)
    feeds_polled: int = 0
    poll_faults: int = 0
    records_read: int = 0
    changes_noticed: int = 0
    poll_s: float = 0.0
    remind_s: float = 0.0
    reminders: int = 0
    load_s: float = 0.0
    packed_mb: float = 0.0
    finding_s: float = 0.0
    match_s: float = 0.0
    match_runs: int = 0
    changes_matched: int = 0
    pairs: int = 0
    alerts: int = 0
    by_worker: dict[str, Worked] = field(default_factory=dict)
    work_wall_s: float = 0.0
    peak_mb: dict[str, float] = field(default_factory=dict)
    oldest_due_s: float = 0.0
    ticks: int = 0
    core_s: dict[str, dict[str, float]] = field(default_factory=dict)

    def add_core_s(self, work: str, took: dict[str, float]) -> None:
        """What the processes took of a core for this kind of work, which says the same whoever else is there."""
        known = self.core_s.setdefault(work, {})
        for name, seconds in took.items():
            known[name] = known.get(name, 0.0) + seconds

    def core_s_of(self, work: str) -> float:
        return sum(self.core_s.get(work, {}).values())

    def remember_memory(self, pids: dict[str, int], server: int | None) -> None:
        for name, pid in {"leader": os.getpid(), **pids}.items():
            self.peak_mb[name] = max(peak_mb(pid), self.peak_mb.get(name, 0.0))
        if server is not None:
            held = own_memory_mb(server)
            self.peak_mb["postgresql"] = max(held, self.peak_mb.get("postgresql", 0.0))

    @property
    def worked(self) -> Worked:
        total = Worked()
        for each in self.by_worker.values():
            total = total.and_then(each)
        return total


def table_sizes_mb(database: Database) -> dict[str, float]:
    """The size of each table with its indexes; of the whole alone where the database cannot say."""
    is_postgresql = database.engine.dialect.name == "postgresql"
    with database.reading() as session:
        try:
            rows = session.execute(text(_TABLES_OF_POSTGRESQL if is_postgresql else _TABLES_OF_SQLITE)).all()
        except DBAPIError:
            session.rollback()
            pages = session.scalar(text("PRAGMA page_count")) or 0
            return {"all": pages * (session.scalar(text("PRAGMA page_size")) or 0) / 1e6}
    return {str(name): float(size) / 1e6 for name, size in rows}


def lags_s(database: Database) -> dict[str, dict[str, float]]:
    """From when it was due (of instant mail: noticed) until it was handed over, simulated, by frequency."""
    if database.engine.dialect.name != "postgresql":
        return {}
    with database.reading() as session:
        return {
            str(frequency): {"median": float(a), "p99": float(b), "most": float(c), "alerts": int(n)}
            for frequency, a, b, c, n in session.execute(text(_LAG))
        }


def left_to_do(session: Session, now: Any) -> dict[str, int]:
    """What still waits though its time has come."""
    counts = {
        "changes unmatched": "SELECT count(*) FROM change WHERE state = 'unmatched'",
        "alerts due": (
            "SELECT count(*) FROM alert AS a JOIN subscription AS s ON s.id = a.subscription_id "
            "WHERE a.email_id IS NULL AND a.due_at <= :now"
        ),
        "e-mails unsent": "SELECT count(*) FROM email WHERE state IN ('queued', 'sending')",
    }
    return {name: session.scalar(text(query), {"now": now}) or 0 for name, query in counts.items()}
