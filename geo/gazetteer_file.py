"""The gazetteer's file opened to be read, once a thread; opened anew when it was replaced by a newer one."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from geo.errors import GazetteerMissing
from geo.gazetteer_store import APPLICATION_ID, SCHEMA_VERSION

_BUILD = "Build it with: planning-alerts postcodes build"
_Rows = list[tuple[Any, ...]]


class GazetteerFile:
    """Rows of the gazetteer at a path; GazetteerMissing where there is none that this version can read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()

    def rows(self, sql: str, parameters: tuple[Any, ...] = ()) -> _Rows:
        """All rows of one question."""
        try:
            with closing(self._connection().execute(sql, parameters)) as cursor:
                return cursor.fetchall()
        except (OSError, sqlite3.DatabaseError) as error:
            raise GazetteerMissing(f"The postcode gazetteer {self._path} cannot be read. {_BUILD}") from error

    def _connection(self) -> sqlite3.Connection:
        try:
            status = self._path.stat()
        except FileNotFoundError as error:
            raise GazetteerMissing(f"There is no postcode gazetteer at {self._path}. {_BUILD}") from error
        # A build puts another file in the name's place; the connection would go on reading the old one.
        file = (status.st_dev, status.st_ino, status.st_mtime_ns)
        if getattr(self._local, "file", None) != file:
            self._local.connection = self._opened()
            self._local.file = file
        connection: sqlite3.Connection = self._local.connection
        return connection

    def _opened(self) -> sqlite3.Connection:
        # Immutable is true of a file that is only ever replaced, and spares the locks of every read.
        connection = sqlite3.connect(f"file:{quote(str(self._path))}?mode=ro&immutable=1", uri=True)
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if (application, version) != (APPLICATION_ID, SCHEMA_VERSION):
            connection.close()
            raise GazetteerMissing(f"{self._path} is no postcode gazetteer of this version. {_BUILD}")
        return connection
