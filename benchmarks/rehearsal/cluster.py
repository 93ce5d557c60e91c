"""The database of a rehearsal: a SQLite file, or a PostgreSQL server of its own, set up as a large installation's."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from alerts.db import schema
from alerts.db.session import Database
from benchmarks.rehearsal.options import Options
from tests.rig.postgres import PostgresServer

TUNED = """
shared_buffers = 3GB
effective_cache_size = 12GB
work_mem = 32MB
maintenance_work_mem = 512MB
max_wal_size = 8GB
checkpoint_timeout = 15min
random_page_cost = 1.1
autovacuum_naptime = 30s
autovacuum_vacuum_cost_limit = 2000
"""
"""For a machine of 24 GB that also does the work. Nothing here makes a commit less durable."""


@dataclass(frozen=True)
class Store:
    """Where the database is, and the process of its server, if it has one."""

    url: str
    server: int | None = None


@contextmanager
def store(options: Options) -> Iterator[Store]:
    """An empty database with all tables, gone with the block on PostgreSQL, left in the folder on SQLite."""
    if options.database == "sqlite":
        file = options.folder / "rehearsal.sqlite"
        for left in options.folder.glob("rehearsal.sqlite*"):
            left.unlink()
        yield _migrated(Store(f"sqlite:///{file}"))
        return
    with PostgresServer(durable=True, home=options.folder, settings=TUNED) as server:
        yield _migrated(Store(server.new_database("rehearsal", is_empty=True), server.pid))


def _migrated(found: Store) -> Store:
    database = Database(found.url)
    schema.upgrade(database)
    database.engine.dispose()
    return found
