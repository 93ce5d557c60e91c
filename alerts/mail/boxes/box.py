"""What every kind of box does: it gives the messages that were not taken in yet, each until it is said to be done."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

MOST_AT_ONCE = 1_000
"""Messages of one reading; what is left waits for the next."""

LARGEST = 1024 * 1024
"""Of a longer message no more than this and a byte is read, enough to see that it is too long."""


class BoxUnusable(Exception):
    """The box cannot be read now; the message says which and why, without secrets."""


@dataclass(frozen=True)
class BoxSettings:
    """Where a box is. Each kind takes what it needs; `is_deleting` forgets what was taken in, instead of marking it."""

    path: Path | None = None
    host: str = ""
    port: int = 993
    security: str = "tls"
    username: str = ""
    password: str = field(default="", repr=False)
    folder: str = "INBOX"
    is_deleting: bool = False
    timeout_s: float = 30.0


@dataclass(frozen=True)
class Message:
    """One message as it came. `done` is called once what follows from it is stored: who dies before reads it again."""

    content: bytes
    done: Callable[[], None]


class Box(Protocol):
    """A place where mail lies. Raises BoxUnusable, while reading too."""

    def __init__(self, settings: BoxSettings) -> None: ...

    def messages(self) -> Generator[Message, None, None]: ...
