"""Letters leave into a folder instead of through a mail server, and are read back from it for a page."""

from __future__ import annotations

import email
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from alerts.mail.errors import UnsafeMessageError
from alerts.mail.letter import Picture
from alerts.mail.outcome import (
    Abandoned,
    MayFinish,
    NotSent,
    OnPhase,
    Outcome,
    Phase,
    Sent,
    always,
    unwatched,
)
from alerts.mail.wire import plain, wire_letter

_NAME = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{32}\.eml")


@dataclass(frozen=True)
class OutboxLetter:
    """A letter as it lies in the folder; `name` is its file's name and will do for its page's address."""

    name: str
    message_id: str
    date: datetime
    sender: str
    recipient: str
    subject: str
    text: str
    html: str
    headers: tuple[tuple[str, str], ...]
    pictures: tuple[Picture, ...] = ()


class OutboxFolderSender:
    """Writes each letter as `<time>-<id>.eml`; a letter written again replaces itself."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def connect(self) -> Self:
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        """There is nothing to close."""

    def deliver(
        self,
        message: bytes,
        envelope_from: str,
        recipient: str,
        on_phase: OnPhase = unwatched,
        may_finish: MayFinish = always,
    ) -> Outcome:
        """Keep one letter. Raises UnfitLetterError, a ValueError, just as for a mail server."""
        wire_letter(message, envelope_from, recipient)
        message = plain(message)
        name = _file_name(message)
        try:
            on_phase(Phase.CONNECT)
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            on_phase(Phase.RCPT)
            aside = _write_aside(self._folder, message)
            on_phase(Phase.DATA)
            if not may_finish():
                aside.unlink()
                return Abandoned()
            os.replace(aside, self._folder / name)
            on_phase(Phase.DOT)
            _make_durable(self._folder)
        except OSError as error:
            # Even if the file is in place already: the next try replaces it.
            return NotSent(False, None, f"the outbox folder: {error.strerror or error}", False, True)
        on_phase(Phase.AFTER_250)
        return Sent(f"kept as {name}")


def outbox_letters(folder: Path, limit: int = 100) -> list[OutboxLetter]:
    """The newest letters in the folder, newest first; a folder that is not there yet holds none."""
    if not folder.is_dir():
        return []
    names = sorted((path.name for path in folder.iterdir() if _NAME.fullmatch(path.name)), reverse=True)
    letters = (outbox_letter(folder, name) for name in names[:limit])
    return [letter for letter in letters if letter is not None]


def outbox_letter(folder: Path, name: str) -> OutboxLetter | None:
    """One letter by its file's name; None for a name that is not one of ours or is no longer there."""
    if not _NAME.fullmatch(name):
        return None
    try:
        content = (folder / name).read_bytes()
    except FileNotFoundError:
        return None
    message = email.message_from_bytes(content, policy=default)
    return OutboxLetter(
        name=name,
        message_id=str(message["Message-ID"]),
        date=parsedate_to_datetime(str(message["Date"])),
        sender=str(message["From"]),
        recipient=str(message["To"]),
        subject=str(message["Subject"]),
        text=_part(message, "plain"),
        html=_part(message, "html"),
        headers=tuple((header, str(value)) for header, value in message.items()),
        pictures=tuple(_pictures(message)),
    )


def _pictures(message: EmailMessage) -> Iterator[Picture]:
    for part in message.walk():
        if part.get_content_type() == "image/png" and part["Content-ID"] is not None:
            yield Picture(str(part["Content-ID"]).strip(" <>"), part.get_content())


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return "" if part is None else str(part.get_content()).replace("\r\n", "\n")


def _file_name(message: bytes) -> str:
    """From the letter's own Date and Message-ID, so that the same letter always has the same name."""
    head = email.message_from_bytes(message.partition(b"\r\n\r\n")[0] + b"\r\n\r\n", policy=default)
    if head["Message-ID"] is None or head["Date"] is None:
        raise UnsafeMessageError("a letter in the outbox needs a Date and a Message-ID")
    written_at = parsedate_to_datetime(str(head["Date"])).astimezone(UTC)
    key = hashlib.sha256(str(head["Message-ID"]).encode()).hexdigest()[:32]
    return f"{written_at:%Y%m%dT%H%M%SZ}-{key}.eml"


def _write_aside(folder: Path, content: bytes) -> Path:
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".", suffix=".part", delete=False) as aside:
        aside.write(content)
        aside.flush()
        os.fsync(aside.fileno())
    return Path(aside.name)


def _make_durable(folder: Path) -> None:
    """A rename survives a power cut only once its folder is on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
