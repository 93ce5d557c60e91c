"""What stands in the way of every write, such as a full disk: noted as it happens, for whoever asks how we are."""

import time
from collections.abc import Callable

_REMEMBERED_S = 120.0
"""The scheduler writes once a minute at least: what has not come again for so long is over."""

_SQLITE = ("SQLITE_FULL", "SQLITE_READONLY", "SQLITE_IOERR", "SQLITE_CANTOPEN")
_POSTGRESQL = ("53100", "25006")
"""The server's disk is full; the server takes no writes."""


class Trouble:
    """Shared by all that use one database in a process."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._words = ""
        self._at = 0.0

    def note(self, error: BaseException | None, words: str) -> None:
        """Keep these words if it is an error of the sort that does not pass by itself."""
        if is_lasting(error):
            self._words, self._at = words, self._monotonic()

    @property
    def words(self) -> str:
        """What was in the way lately; nothing where all is well."""
        return self._words if self._words and self._monotonic() - self._at < _REMEMBERED_S else ""


def is_lasting(error: BaseException | None) -> bool:
    name = getattr(error, "sqlite_errorname", None) or ""
    return name.startswith(_SQLITE) or getattr(error, "sqlstate", None) in _POSTGRESQL
