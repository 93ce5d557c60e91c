"""Signs in to the mail server: a wrong password is said once, not once a connection."""

from __future__ import annotations

import smtplib
import threading
from collections.abc import Callable

from alerts.mail.timed_smtp import TimedSmtp

REMEMBERED_S = 60.0
"""Shorter than the pause that a refusal brings: whoever asks after that means to find out."""


class SignIn:
    """Connections sign in one after another until the password is known to be right. One that comes just after a
    refusal is refused with the same words, unasked.
    """

    def __init__(self, username: str, password: str, clock: Callable[[], float]) -> None:
        self._username = username
        self._password = password
        self._clock = clock
        self._lock = threading.Lock()
        self._is_right = False
        self._refused: tuple[float, smtplib.SMTPAuthenticationError] | None = None

    def __call__(self, host: TimedSmtp) -> None:
        if self._is_right:
            self._ask(host)
            return
        with self._lock:
            if self._refused is not None and self._clock() - self._refused[0] < REMEMBERED_S:
                code, words = self._refused[1].smtp_code, self._refused[1].smtp_error
                raise smtplib.SMTPAuthenticationError(code, words)
            self._ask(host)

    def _ask(self, host: TimedSmtp) -> None:
        try:
            host.sign_in(self._username, self._password)
        except smtplib.SMTPAuthenticationError as error:
            self._is_right, self._refused = False, (self._clock(), error)
            raise
        self._is_right, self._refused = True, None
