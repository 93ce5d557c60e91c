"""What has to be known of the mail server before the first letter: place, safety and time limits."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Security(StrEnum):
    """How the connection is made safe. What is asked for is required: a server without it is refused."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True)
class SmtpTimeouts:
    """How long the server may take, by the wall clock: dripping bytes buys no time.

    RFC 1047 and RFC 5321 4.5.3.2 ask for patience after the dot, for giving up there makes a second copy.
    """

    connect_s: float = 10.0  # name, connection, TLS handshake and greeting
    step_s: float = 60.0  # one question and its answer
    after_dot_s: float = 600.0
    before_dot_s: float = 120.0  # all of one letter up to the dot, connecting included
    stopping_s: float = 20.0  # what is left of any wait once we are to stop


@dataclass(frozen=True)
class SmtpServer:
    """The mail server, and the name by which we greet it (no look-up of our own name is made)."""

    host: str
    port: int
    local_hostname: str
    security: Security = Security.STARTTLS
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    letters_per_connection: int = 100
    is_suppressed: bool = False  # nothing is sent, everything is recorded: for trials of the site

    def __post_init__(self) -> None:
        if not (self.username or "").isascii() or not (self.password or "").isascii():
            raise ValueError("the mail server's username and password have to be ASCII")

    def mail_settings(self) -> dict[str, object]:
        """The same under the names that Flask-Mail reads."""
        return {
            "MAIL_SERVER": self.host,
            "MAIL_PORT": self.port,
            "MAIL_USE_TLS": self.security is Security.STARTTLS,
            "MAIL_USE_SSL": self.security is Security.TLS,
            "MAIL_USERNAME": self.username,
            "MAIL_PASSWORD": self.password,
            "MAIL_MAX_EMAILS": self.letters_per_connection,
            "MAIL_SUPPRESS_SEND": self.is_suppressed,
        }
