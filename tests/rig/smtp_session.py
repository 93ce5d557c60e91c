"""One connection to the scripted mail server, from its greeting to its end."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable
from pathlib import Path

from tests.rig.smtp_script import FOR_EVER, Act, Manner, Script

CERTIFICATES = Path(__file__).with_name("certificates")


class HangUpError(Exception):
    """The connection is to be closed now."""


class Session:
    """One connection from its greeting to its end."""

    def __init__(
        self,
        accepted: socket.socket,
        script: Script,
        manner: Manner,
        *,
        note_command: Callable[[str], None],
        keep_message: Callable[[str, list[str], bytes], None],
        answer_to: Callable[[str], str],
    ) -> None:
        self._socket = accepted
        self._script = script
        self._manner = manner
        self._note_command = note_command
        self._keep_message = keep_message
        self._answer_to = answer_to
        self._unread = bytearray()
        self._is_safe = False
        self._sender = ""
        self._recipients: list[str] = []

    def run(self) -> None:
        try:
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._script.is_tls_from_start:
                self._secure()
            self._step("banner", "220 rig.example ESMTP")
            while True:
                self._obey(self._read_line())
        except (HangUpError, OSError):
            self._socket.close()

    def _obey(self, line: str) -> None:
        self._note_command(line)
        verb = line.split(" ", maxsplit=1)[0].upper()
        match verb:
            case "EHLO" | "HELO":
                self._step("ehlo", "\r\n".join(self._greeting()))
            case "STARTTLS" if self._script.certificate is not None:
                self._step("starttls", "220 2.0.0 go ahead")
                self._secure()
            case "AUTH" if self._script.auth_reply is not None:
                self._authenticate(line)
            case "MAIL":
                self._sender, self._recipients = _address(line), []
                self._step("mail", "250 2.1.0 ok")
            case "RCPT":
                self._receive_recipient(_address(line))
            case "DATA":
                self._receive_message()
            case "RSET" | "NOOP":
                self._recipients = []
                self._step("rset", "250 2.0.0 ok")
            case "QUIT":
                self._step("quit", "221 2.0.0 bye")
                raise HangUpError
            case _:
                self._say("502 5.5.1 not known here")

    def _greeting(self) -> list[str]:
        features = ["rig.example", "ENHANCEDSTATUSCODES"]
        if self._script.certificate is not None and not self._is_safe:
            features.append("STARTTLS")
        if self._script.auth_reply is not None:
            features.append("AUTH PLAIN LOGIN CRAM-MD5")
        return [f"250-{feature}" for feature in features] + ["250 8BITMIME"]

    def _secure(self) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATES / str(self._script.certificate))
        self._socket = context.wrap_socket(self._socket, server_side=True)
        self._is_safe = True

    def _authenticate(self, line: str) -> None:
        if line.upper() == "AUTH LOGIN":
            for challenge in ("334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6"):
                self._say(challenge)
                self._note_command(self._read_line())
        self._step("auth", str(self._script.auth_reply))

    def _receive_recipient(self, recipient: str) -> None:
        answer = self._answer_to(recipient)
        if answer.startswith("2"):
            self._recipients.append(recipient)
        self._step("rcpt", answer)
        if answer.startswith("421"):
            raise HangUpError

    def _receive_message(self) -> None:
        if not self._recipients:
            self._say("554 5.5.1 no valid recipients")
            return
        if not self._step("data", "354 go ahead").startswith("3"):
            return
        content = self._read_message()
        act = self._manner.acts.get("dot", Act())
        if act.stores and (act.reply or "250").startswith("2"):
            self._keep_message(self._sender, self._recipients, content)
        self._recipients = []
        self._step("dot", "250 2.0.0 taken")

    def _step(self, step: str, usual: str) -> str:
        """Answer as scripted; the answer given."""
        act = self._manner.acts.get(step, Act())
        if act.wait_s == FOR_EVER:
            while self._socket.recv(4096):
                continue
            raise HangUpError
        time.sleep(act.wait_s)
        if act.drops:
            raise HangUpError
        answer = act.reply or usual
        self._say(answer)
        if act.drops_afterwards:
            raise HangUpError
        return answer

    def _say(self, answer: str) -> None:
        wire = answer.encode() + b"\r\n"
        if not self._manner.trickle_s:
            self._socket.sendall(wire)
            return
        for byte in wire:
            time.sleep(self._manner.trickle_s)
            self._socket.sendall(bytes([byte]))

    def _read_line(self) -> str:
        return self._read_until(b"\r\n").decode("utf-8", "replace")

    def _read_message(self) -> bytes:
        """The message without dot-stuffing, as far as `CRLF . CRLF` and nothing like it."""
        stuffed = self._read_until(b"\r\n.\r\n", self._manner.drops_at_data_byte) + b"\r\n"
        return b"\r\n".join(line.removeprefix(b".") for line in stuffed.split(b"\r\n"))

    def _read_until(self, end: bytes, drop_at: int | None = None) -> bytes:
        while True:
            if drop_at is not None and len(self._unread) >= drop_at:
                raise HangUpError
            found, _, rest = self._unread.partition(end)
            if len(found) < len(self._unread):
                self._unread = rest
                return bytes(found)
            # Not a byte beyond the drop is read.
            received = self._socket.recv(65536 if drop_at is None else drop_at - len(self._unread))
            if not received:
                raise HangUpError
            self._unread += received


def _address(line: str) -> str:
    return line.partition("<")[2].partition(">")[0]
