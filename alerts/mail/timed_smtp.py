"""SMTP whose every answer must be whole by a moment, however slowly its bytes drip in."""

from __future__ import annotations

import io
import smtplib
import socket
import ssl
import time
from collections.abc import Callable

from alerts.mail.smtp_settings import SmtpTimeouts

_CHUNK_BYTES = 64 * 1024
_LOOK_UP_S = 0.5
"""How often a wait looks whether it is still worth while."""


class TimedSmtp(smtplib.SMTP):
    """Connects when made. `until` is the moment by which the letter in hand must have reached its dot.

    The standard library's timeout starts anew with each byte; here each step has one end.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        local_hostname: str,
        timeouts: SmtpTimeouts,
        until: float,
        implicit_tls: ssl.SSLContext | None = None,
        clock: Callable[[], float] = time.monotonic,
        is_stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        self.until = until
        self._is_stopping = is_stopping
        self._stop_by: float | None = None
        self._timeouts = timeouts
        self._implicit_tls = implicit_tls
        self._clock = clock
        self._step_until = min(clock() + timeouts.connect_s, until)
        super().__init__(host, port, local_hostname)

    def putcmd(self, cmd: str, args: str = "") -> None:
        self._begin_step()
        super().putcmd(cmd, args)

    def send(self, s: object) -> None:
        payload = memoryview(s.encode(self.command_encoding) if isinstance(s, str) else s)  # type: ignore[arg-type]
        while payload:
            if self.sock is None:
                raise smtplib.SMTPServerDisconnected("the connection is closed")
            try:
                self.set_patience(self.sock)
                payload = payload[self.sock.send(payload) :]
            except TimeoutError:
                self._end_if_over()
            except OSError as error:
                self.close()
                raise smtplib.SMTPServerDisconnected(f"connection lost while sending: {error}") from error

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None and self.sock is not None:
            self.file = io.BufferedReader(_TimedReader(self, self.sock))
        return super().getreply()

    def send_body(self, stuffed: bytes) -> None:
        """Write the message without its final dot."""
        body = memoryview(stuffed)
        for start in range(0, len(body), _CHUNK_BYTES):
            self._begin_step()
            self.send(body[start : start + _CHUNK_BYTES])

    def send_dot(self) -> None:
        """End the message. If this raises, the dot did not go out; else the wait for the answer begins."""
        self._begin_step()
        self.send(b".\r\n")
        self._step_until = self._clock() + self._timeouts.after_dot_s

    def sign_in(self, username: str, password: str) -> None:
        """One try by one way: login() would give a wrong password once for each way that is offered."""
        self.user, self.password = username, password
        offered = self.esmtp_features.get("auth", "").upper().split()
        for way, answer in (
            ("PLAIN", self.auth_plain),
            ("LOGIN", self.auth_login),
            ("CRAM-MD5", self.auth_cram_md5),
        ):
            if way in offered:
                self.auth(way, answer)
                return
        raise smtplib.SMTPNotSupportedError("the server offers no way to sign in that we know")

    def _end_if_over(self) -> None:
        """Raise if the time for sending is over."""
        try:
            self.seconds_left()
        except TimeoutError as error:
            self.close()
            raise smtplib.SMTPServerDisconnected(f"connection lost while sending: {error}") from error

    def seconds_left(self) -> float:
        """What is left of the step, which is little once we are to stop. Raises TimeoutError when nothing is."""
        now = self._clock()
        if self._stop_by is None and self._is_stopping():
            self._stop_by = now + self._timeouts.stopping_s
        left = min(self._step_until, self._stop_by or self._step_until) - now
        if left <= 0:
            raise TimeoutError("timed out")
        return left

    def set_patience(self, connection: socket.socket) -> None:
        """Let one operation wait for no longer than is left, and look now and then. Raises TimeoutError."""
        wait_s = min(self.seconds_left(), _LOOK_UP_S)
        if connection.gettimeout() != wait_s:  # to set it asks the system each time
            connection.settimeout(wait_s)

    def _begin_step(self) -> None:
        self._step_until = min(self._clock() + self._timeouts.step_s, self.until)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:  # noqa: ARG002
        plain = socket.create_connection((host, port), self.seconds_left())
        # The dot is a small write after a large one: Nagle's algorithm would hold it back for a round trip.
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._implicit_tls is None:
            return plain
        plain.settimeout(self.seconds_left())
        return self._implicit_tls.wrap_socket(plain, server_hostname=host)


class _TimedReader(io.RawIOBase):
    """Reads the server's answers, each read with what is left of the step."""

    def __init__(self, smtp: TimedSmtp, connection: socket.socket) -> None:
        self._smtp = smtp
        self._connection = connection

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        while True:
            self._smtp.set_patience(self._connection)
            try:
                return self._connection.recv_into(buffer)
            except TimeoutError:
                continue
