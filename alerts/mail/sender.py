"""Hands letters to the mail server one at a time, and says of each: sent, not sent, or unknown."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import NoReturn, Protocol, Self

from flask_mail import Connection, Mail, email_dispatched

from alerts.mail.handing_over import hand_over
from alerts.mail.outcome import (
    Abandoned,
    MayFinish,
    NotSent,
    OnPhase,
    Outcome,
    Phase,
    Sent,
    Unknown,
    always,
    unwatched,
)
from alerts.mail.replies import Step, broken_off, refusal, refused_at, unreachable
from alerts.mail.sign_in import SignIn
from alerts.mail.smtp_settings import SmtpServer, SmtpTimeouts
from alerts.mail.timed_smtp import TimedSmtp
from alerts.mail.wire import WireLetter, own_wire_address, plain, wire_letter

_TRUE_FOR_S = 5.0
_ASKED_AT_MOST = 3
_CLOSING = 421


class OpenSender(Protocol):
    """Something to hand a run of letters to, one after another, within a `with`."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        tb: TracebackType | None,
    ) -> None: ...

    def deliver(
        self,
        message: bytes,
        envelope_from: str,
        recipient: str,
        on_phase: OnPhase = unwatched,
        may_finish: MayFinish = always,
    ) -> Outcome:
        """Hand over one letter. Raises UnfitLetterError, a ValueError, before anything is done with it."""
        ...


class Sender(Protocol):
    """A way for letters to leave: a mail server, or a folder."""

    def connect(self) -> OpenSender: ...


class SmtpSender:
    """Letters leave through a mail server. Each thread makes a connection of its own."""

    def __init__(
        self,
        server: SmtpServer,
        timeouts: SmtpTimeouts | None = None,
        trust: ssl.SSLContext | None = None,
        is_stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        self.mail = SafeMail(
            server.mail_settings(), server.local_hostname, timeouts, trust, is_stopping=is_stopping
        )

    def connect(self) -> SafeConnection:
        """A connection that opens with its first letter, and again when it was lost."""
        return self.mail.connect()


class SafeMail(Mail):
    """Flask-Mail's settings and recording, with a connection that checks, times and tells."""

    def __init__(
        self,
        settings: Mapping[str, object],
        local_hostname: str,
        timeouts: SmtpTimeouts | None = None,
        trust: ssl.SSLContext | None = None,
        clock: Callable[[], float] = time.monotonic,
        is_stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        super().__init__()
        self.state = self.init_mail(dict(settings))
        self.local_hostname = local_hostname
        self.timeouts = timeouts or SmtpTimeouts()
        self.trust = trust or ssl.create_default_context()
        self.clock = clock
        self.is_stopping = is_stopping
        self.sign_in: SignIn | None = None
        if self.username and self.password:
            self.sign_in = SignIn(self.username, self.password, clock)

    def connect(self) -> SafeConnection:
        return SafeConnection(self)


class SafeConnection(Connection):
    """Walks MAIL, RCPT and DATA by hand, so that it knows what the server has and has not."""

    host: TimedSmtp | None

    def __init__(self, mail: SafeMail) -> None:
        super().__init__(mail)
        self._mail = mail
        self._until = 0.0
        self._is_at_rest = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        if exc_type is None:
            self._hang_up()
        else:
            self._drop()

    def send(self, *_: object, **__: object) -> NoReturn:
        """Flask-Mail's own way out is shut."""
        raise TypeError("send() cannot tell sent from not sent: use deliver()")

    def deliver(
        self,
        message: bytes,
        envelope_from: str,
        recipient: str,
        on_phase: OnPhase = unwatched,
        may_finish: MayFinish = always,
    ) -> Outcome:
        """Hand one letter over. Raises UnfitLetterError, a ValueError, before the server hears of it.

        `may_finish` is asked just before the final dot. Dying between `Phase.DOT` and the caller's record of `Sent`
        costs one repeated e-mail, with the same Message-ID and the same bytes; dying anywhere else costs nothing.
        """
        letter = wire_letter(message, envelope_from, recipient)
        if self._mail.suppress:
            return self._record(message, Sent("suppressed"))
        self._until = self._mail.clock() + self._mail.timeouts.before_dot_s
        try:
            on_phase(Phase.CONNECT)
            host = self._begun(letter)
            outcome = (
                host
                if isinstance(host, NotSent)
                else hand_over(host, letter, on_phase, self._surely(may_finish))
            )
            self._is_at_rest = isinstance(outcome, Sent)
        except BaseException:
            self._drop()
            raise
        if isinstance(outcome, Unknown | Abandoned) or (
            isinstance(outcome, NotSent) and outcome.is_connection_lost
        ):
            self._drop()
        return self._record(message, outcome)

    def refused(self, sender: str) -> NotSent | None:
        """Sign in, name a sender and take that back: nothing is sent. None where the server would take a letter."""
        self._until = self._mail.clock() + self._mail.timeouts.before_dot_s
        host = self._ready_host()
        if isinstance(host, NotSent):
            return host
        try:
            answer = refused_at(Step.MAIL, *host.docmd("MAIL", f"FROM:<{own_wire_address(sender)}>"))
            host.rset()
        except OSError as error:
            return broken_off(error)
        return answer

    def _surely(self, may_finish: MayFinish) -> MayFinish:
        """The same question, put again where its answer took so long that it may no longer be true: a process may be
        frozen at any point.
        """

        def ask() -> bool:
            for _ in range(_ASKED_AT_MOST):
                asked_at = self._mail.clock()
                if not may_finish():
                    return False
                if self._mail.clock() - asked_at < _TRUE_FOR_S:
                    return True
            return False

        return ask

    def configure_host(self) -> TimedSmtp:
        """Open, secure and sign in. Nothing secret is said before the certificate is checked."""
        mail = self._mail
        host = TimedSmtp(
            mail.server,
            mail.port,
            local_hostname=mail.local_hostname,
            timeouts=mail.timeouts,
            until=self._until,
            implicit_tls=mail.trust if mail.use_ssl else None,
            clock=mail.clock,
            is_stopping=mail.is_stopping,
        )
        try:
            if mail.use_tls:
                host.starttls(context=mail.trust)
            host.ehlo_or_helo_if_needed()
            if mail.sign_in is not None:
                mail.sign_in(host)
        except BaseException:
            host.close()
            raise
        return host

    def _begun(self, letter: WireLetter) -> TimedSmtp | NotSent:
        """A connection on which the letter is begun, its sender named: the one in use if it still answers, else a new
        one.
        """
        if self._mail.max_emails and self.num_emails >= self._mail.max_emails:
            self._hang_up()
        if self.host is not None and self._is_at_rest:
            # Nothing is left of the letter before. MAIL itself finds out whether the server has hung up since.
            self.host.until = self._until
            with contextlib.suppress(OSError):
                answer = self.host.docmd("MAIL", f"FROM:<{letter.sender}>")
                if answer[0] != _CLOSING:
                    return refused_at(Step.MAIL, *answer) or self.host
            self._drop()
        host = self._ready_host()
        if isinstance(host, NotSent):
            return host
        try:
            return refused_at(Step.MAIL, *host.docmd("MAIL", f"FROM:<{letter.sender}>")) or host
        except OSError as error:
            return broken_off(error)

    def _ready_host(self) -> TimedSmtp | NotSent:
        """An open connection with no letter begun."""
        if self.host is not None and self._is_alive(self.host):
            return self.host
        self._drop()
        try:
            self.host = self.configure_host()
        except smtplib.SMTPResponseException as error:
            return refusal(Step.OPEN, error.smtp_code, error.smtp_error)
        except (OSError, UnicodeError) as error:
            return unreachable(error)
        return self.host

    def _is_alive(self, host: TimedSmtp) -> bool:
        """RSET ends a refused letter, and finds out whether the server has hung up meanwhile."""
        host.until = self._until
        try:
            return host.rset()[0] == 250
        except OSError:
            return False

    def _record(self, message: bytes, outcome: Outcome) -> Outcome:
        if isinstance(outcome, Sent):
            self.num_emails += 1
            email_dispatched.send(self._mail, message=plain(message))
        return outcome

    def _hang_up(self) -> None:
        """QUIT, whatever comes of it: what was accepted stays accepted."""
        if self.host is not None:
            self.host.until = self._mail.clock() + self._mail.timeouts.connect_s
            with contextlib.suppress(OSError):
                self.host.quit()
        self._drop()

    def _drop(self) -> None:
        if self.host is not None:
            self.host.close()
        self.host = None
        self.num_emails = 0
        self._is_at_rest = False
