"""A folder of a mailbox on an IMAP server: what is unseen there is read, then marked as seen, or deleted."""

from __future__ import annotations

import contextlib
import imaplib
import ssl
from collections.abc import Generator, Iterator, Sequence
from functools import partial
from typing import Any

from alerts.mail.boxes.box import LARGEST, MOST_AT_ONCE, BoxSettings, BoxUnusable, Message


class ImapBox:
    """Signs in over TLS with a good certificate, unless the settings say otherwise, and reads one folder."""

    def __init__(self, settings: BoxSettings, context: ssl.SSLContext | None = None) -> None:
        self._settings = settings
        self._context = context

    def messages(self) -> Generator[Message, None, None]:
        with self._translated():
            connection = _Connection(self._settings, self._context)
        with contextlib.closing(connection):
            with self._translated():
                waiting = connection.unseen()[:MOST_AT_ONCE]
            for uid in waiting:
                with self._translated():
                    content = connection.beginning_of(uid)
                if content is not None:
                    yield Message(content, partial(self._done, connection, uid))

    def _done(self, connection: _Connection, uid: bytes) -> None:
        with self._translated():
            connection.done(uid)

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (OSError, imaplib.IMAP4.error) as error:
            where = f"{self._settings.folder} at {self._settings.host}"
            raise BoxUnusable(f"the mailbox {where} cannot be read: {_said(error)}") from error


class _Connection:
    """One conversation with the server, signed in and in its folder."""

    def __init__(self, settings: BoxSettings, context: ssl.SSLContext | None) -> None:
        self._is_deleting = settings.is_deleting
        self._imap = _connected(settings, context or ssl.create_default_context())
        try:
            self._imap.login(settings.username, settings.password)
            _checked(self._imap.select(_quoted(settings.folder)))
        except BaseException:
            self.close()
            raise

    def unseen(self) -> list[bytes]:
        """The lasting numbers of the messages to be read."""
        (found,) = _checked(self._imap.uid("SEARCH", "UNSEEN"))[:1]
        return found.split() if isinstance(found, bytes) else []

    def beginning_of(self, uid: bytes) -> bytes | None:
        """A message, at most a byte more than the longest that is understood; None where it is gone."""
        answer = _checked(self._imap.uid("FETCH", uid.decode("ascii"), f"(BODY.PEEK[]<0.{LARGEST + 1}>)"))
        contents = [part[1] for part in answer if isinstance(part, tuple)]
        return contents[0] if contents else None

    def done(self, uid: bytes) -> None:
        flags = r"(\Seen \Deleted)" if self._is_deleting else r"(\Seen)"
        _checked(self._imap.uid("STORE", uid.decode("ascii"), "+FLAGS", flags))
        if self._is_deleting:
            _checked(self._imap.expunge())

    def close(self) -> None:
        with contextlib.suppress(OSError, imaplib.IMAP4.error):
            self._imap.logout()


def _connected(settings: BoxSettings, context: ssl.SSLContext) -> imaplib.IMAP4:
    if settings.security == "tls":
        return imaplib.IMAP4_SSL(
            settings.host, settings.port, ssl_context=context, timeout=settings.timeout_s
        )
    imap = imaplib.IMAP4(settings.host, settings.port, timeout=settings.timeout_s)
    if settings.security == "starttls":
        try:
            imap.starttls(context)
        except BaseException:
            with contextlib.suppress(OSError):
                imap.shutdown()
            raise
    return imap


def _checked(answer: tuple[str, Sequence[Any]]) -> Sequence[Any]:
    """What the server gave. Raises IMAP4.error where it refused."""
    kind, given = answer
    if kind != "OK":
        raise imaplib.IMAP4.error(given[0] if given else "refused")
    return given


def _quoted(folder: str) -> str:
    escaped = folder.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _said(error: Exception) -> str:
    words = error.args[-1] if error.args else type(error).__name__
    return (words.decode("ascii", "replace") if isinstance(words, bytes) else str(words))[:200]
