"""A little IMAP server on loopback: one mailbox, and what we ask of one (RFC 3501), over real sockets."""

from __future__ import annotations

import re
import socket
import ssl
import threading
from dataclasses import dataclass, field
from typing import Self

from tests.rig.smtp_script import Certificate
from tests.rig.smtp_session import CERTIFICATES

_FETCH = re.compile(r"UID FETCH (\d+) \(BODY\.PEEK\[\]<0\.(\d+)>\)")
_STORE = re.compile(r"UID STORE (\d+) \+FLAGS \((.*)\)")


@dataclass
class Kept:
    """One message of the mailbox with its flags."""

    content: bytes
    flags: set[str] = field(default_factory=set)


class ImapRig:
    """`with ImapRig() as rig:` a server listens; `rig.put(content)` delivers, `rig.commands` is what was said to it.

    It hangs up instead of answering a command that begins with `hangs_up_at`, and says nothing at `silent_at`.
    """

    host = "localhost"

    def __init__(
        self, certificate: Certificate | None = Certificate.TRUSTED, *, is_tls_from_start: bool = True
    ) -> None:
        self._certificate = certificate
        self._is_tls_from_start = is_tls_from_start
        self.messages: dict[int, Kept] = {}
        self.commands: list[str] = []
        self.hangs_up_at = self.silent_at = "never"
        self.password = "a password"

    def __enter__(self) -> Self:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def put(self, content: bytes) -> int:
        """Deliver a message; gives its lasting number."""
        uid = max(self.messages, default=40) + 1
        self.messages[uid] = Kept(content)
        return uid

    def _accept(self) -> None:
        while True:
            try:
                accepted, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(accepted,), daemon=True).start()

    def _serve(self, accepted: socket.socket) -> None:
        try:
            if self._certificate is not None and self._is_tls_from_start:
                accepted = self._secured(accepted)
            _Session(self, accepted).run()
        except OSError:
            pass  # the other side has gone, as it may at any time
        finally:
            accepted.close()

    def _secured(self, plain: socket.socket) -> ssl.SSLSocket:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATES / str(self._certificate))
        return context.wrap_socket(plain, server_side=True)


class _Session:
    def __init__(self, rig: ImapRig, accepted: socket.socket) -> None:
        self._rig = rig
        self._socket = accepted
        self._file = accepted.makefile("rb")

    def run(self) -> None:
        self._say("* OK the rig is here")
        while line := self._file.readline():
            tag, _, command = line.decode().strip().partition(" ")
            self._rig.commands.append(command)
            if command.startswith(self._rig.hangs_up_at):
                self._socket.shutdown(socket.SHUT_RDWR)
                return
            if command.startswith(self._rig.silent_at):
                continue
            if not self._answer(tag, command):
                return

    def _answer(self, tag: str, command: str) -> bool:
        done = f"{tag} OK done"
        match command.split(" ", maxsplit=1)[0]:
            case "CAPABILITY":
                offers_tls = self._rig._certificate is not None and not self._rig._is_tls_from_start
                self._say(f"* CAPABILITY IMAP4rev1{' STARTTLS' if offers_tls else ''}")
            case "STARTTLS":
                self._say(done)
                self._socket = self._rig._secured(self._socket)
                self._file = self._socket.makefile("rb")
                return True
            case "LOGIN" if self._rig.password not in command:
                done = f"{tag} NO [AUTHENTICATIONFAILED] wrong password"
            case "SELECT" if '"INBOX"' not in command:
                done = f"{tag} NO there is no such folder"
            case "UID":
                self._of_messages(command)
            case "EXPUNGE":
                self._expunge()
            case "LOGOUT":
                self._say("* BYE")
                self._say(done)
                return False
        self._say(done)
        return True

    def _of_messages(self, command: str) -> None:
        messages = self._rig.messages
        if command == "UID SEARCH UNSEEN":
            unseen = [str(uid) for uid, kept in messages.items() if r"\Seen" not in kept.flags]
            self._say(" ".join(["* SEARCH", *unseen]))
        elif (found := _FETCH.fullmatch(command)) and int(found[1]) in messages:
            content = messages[int(found[1])].content[: int(found[2])]
            head = f"* 1 FETCH (UID {found[1]} BODY[]<0> {{{len(content)}}}\r\n"
            self._socket.sendall(head.encode() + content + b")\r\n")
        elif found := _STORE.fullmatch(command):
            messages[int(found[1])].flags |= set(found[2].split())

    def _expunge(self) -> None:
        for uid in [uid for uid, kept in self._rig.messages.items() if r"\Deleted" in kept.flags]:
            del self._rig.messages[uid]

    def _say(self, line: str) -> None:
        self._socket.sendall(line.encode() + b"\r\n")
