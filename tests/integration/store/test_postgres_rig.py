"""The tests' own PostgreSQL: a new database is a new one, and no server outlives the tests."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.exc import OperationalError

from alerts.db import schema
from alerts.db.session import Database
from alerts.db.tables import ApplicationRow, FeedRow
from tests.factories import an_application, stored, with_feeds
from tests.rig.postgres import PostgresServer

PROJECT = Path(__file__).resolve().parents[3]
_HOLDER = """
import sys
from tests.rig.postgres import PostgresServer
with PostgresServer() as server:
    print(server.folder, server.new_database(), flush=True)
    sys.stdin.read()
"""


def test_a_database_that_was_given_back_is_as_new(postgres: PostgresServer) -> None:
    for _ in range(2):
        url = postgres.new_database()
        database = with_feeds(Database(url), ("camden",))
        schema.check_current(database)
        with database.writing() as session:
            assert stored(session, an_application()).id == 1
            assert session.scalars(select(FeedRow.name)).all() == ["camden"]
        postgres.give_back(url)  # while connections are still open
        database.engine.dispose()


def test_a_server_that_crashes_keeps_what_was_committed() -> None:
    with PostgresServer(durable=True) as server:
        database = with_feeds(Database(server.new_database()), ("camden",))
        with database.writing() as session:
            stored(session, an_application())
        server.restart(mode="immediate")
        with database.reading() as session:
            assert len(session.scalars(select(ApplicationRow)).all()) == 1
        database.engine.dispose()


@pytest.mark.timeout(60)
def test_a_server_goes_with_its_process_also_when_that_is_killed() -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLDER], cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    folder, url = holder.stdout.readline().split()
    engine = create_engine(url)
    with engine.connect() as connection:
        holder.kill()
        holder.wait()
        wait_until(lambda: not Path(folder).exists())
        with pytest.raises(OperationalError):
            connection.exec_driver_sql("SELECT 1")
    engine.dispose()
    holder.stdin.close()
    holder.stdout.close()


def wait_until(is_so: Callable[[], bool], seconds: float = 20.0) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.05)
