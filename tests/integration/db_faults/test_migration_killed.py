"""`db upgrade` killed -9 amid its work: the next one ends well, on both engines, and every row is there."""

import subprocess
import sys
from pathlib import Path

import pytest

from alerts.db import schema
from alerts.db.session import Database

PROJECT = Path(__file__).resolve().parents[3]
_UPGRADE_AND_DIE = """
import os, signal, sys
from sqlalchemy import event
from alerts.db import schema
from alerts.db.session import Database
database, seen = Database(sys.argv[1]), []
@event.listens_for(database.engine, "after_cursor_execute")
def die(_connection, _cursor, statement, *_):
    seen.append(statement.split()[0] in ("CREATE", "ALTER", "INSERT", "DROP", "UPDATE"))
    if sum(seen) == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
schema.upgrade(database)
"""
_BEFORE = "INSERT INTO feed (name, kind, authorities, every_s, is_enabled, cursor, failures) VALUES"


@pytest.mark.fault("K-13")
@pytest.mark.timeout(120)
@pytest.mark.parametrize("step", [1, 25, 60])
def test_a_migration_that_was_killed_is_done_anew_and_loses_nothing(empty_url: str, step: int) -> None:
    database = Database(empty_url)
    schema.upgrade(database, "0001")
    with database.engine.begin() as connection:
        connection.exec_driver_sql(f"{_BEFORE} ('camden', 'socrata', '[\"E09000007\"]', 3600, true, '', 0)")
    database.engine.dispose()
    killed = subprocess.run(
        [sys.executable, "-c", _UPGRADE_AND_DIE, empty_url, str(step)], cwd=PROJECT, check=False
    )
    assert killed.returncode == -9
    schema.upgrade(database)
    schema.check_current(database)
    assert schema.differences(database) == []
    with database.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT name, every_s, is_enabled, known FROM feed").all()
    assert [tuple(row) for row in found] == [("camden", 3600.0, True, 0)]
    database.engine.dispose()
