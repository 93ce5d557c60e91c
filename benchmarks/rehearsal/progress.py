"""Says every few seconds where a rehearsal is, also while one long step goes on."""

import threading
import time
from types import TracebackType
from typing import Self

EVERY_S = 10.0


class Progress:
    """One line on standard output whenever something has changed or ten seconds have passed; silent if asked."""

    def __init__(self, *, is_silent: bool = False) -> None:
        self._began = time.monotonic()
        self._is_silent = is_silent
        self._now = "beginning"
        self._said = ""
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._go_on, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began

    def at(self, where: str) -> None:
        """Where it is now; said at the next moment."""
        self._now = where

    def say(self, line: str) -> None:
        if not self._is_silent:
            print(f"{self.seconds:7.0f} s  {line}", flush=True)

    def _go_on(self) -> None:
        while not self._over.wait(EVERY_S):
            self.say(self._now)
