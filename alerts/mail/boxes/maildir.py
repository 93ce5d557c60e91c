"""A maildir on this machine: what a mail server puts into `new` is read, then moved to `cur` as seen, or deleted.

The standard `mailbox.Maildir` parses a message as a whole to tell where it lies; from strangers, files do.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Generator, Iterator
from functools import partial
from pathlib import Path

from alerts.mail.boxes.box import LARGEST, MOST_AT_ONCE, BoxSettings, BoxUnusable, Message

_SEEN = ":2,S"


class MaildirBox:
    """Reads the folder `new` in the order in which its messages came."""

    def __init__(self, settings: BoxSettings) -> None:
        self._folder = settings.path or Path()
        self._is_deleting = settings.is_deleting

    def messages(self) -> Generator[Message, None, None]:
        with self._translated():
            waiting = self._waiting()
        for path in waiting:
            with self._translated():
                content = _beginning(path)
            if content is not None:
                yield Message(content, partial(self._done, path))

    def _waiting(self) -> list[Path]:
        with os.scandir(self._folder / "new") as entries:
            files = [entry for entry in entries if entry.is_file(follow_symlinks=False)]
        named = sorted(entry.name for entry in files if not entry.name.startswith("."))
        return [self._folder / "new" / name for name in named[:MOST_AT_ONCE]]

    def _done(self, path: Path) -> None:
        with self._translated(), contextlib.suppress(FileNotFoundError):  # somebody else has moved it
            if self._is_deleting:
                path.unlink()
            else:
                name = path.name.partition(":")[0]
                path.replace(self._folder / "cur" / f"{name}{_SEEN}")

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise BoxUnusable(f"the maildir {self._folder} cannot be read: {error.strerror}") from error


def _beginning(path: Path) -> bytes | None:
    """None where another reader has moved the file meanwhile."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except FileNotFoundError:
        return None
