"""The section `[bounces]`: where mail that comes back is read."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator, model_validator

from alerts.settings.section import SHORTEST_SECRET, Section, read_secret, seconds


class BounceSettings(Section):
    """`source` is a box that is read every so often; with `secret` a mail service may post what came back."""

    source: Literal["", "maildir", "imap"] = ""
    every: str = "5m"
    delete: bool = False
    path: Path | None = None
    host: str = ""
    port: int = Field(default=993, ge=1, le=65535)
    security: Literal["tls", "starttls", "none"] = "tls"
    username: str = ""
    password: SecretStr | None = None
    password_file: Path | None = None
    folder: str = "INBOX"
    secret: SecretStr | None = None
    secret_file: Path | None = None

    @field_validator("every")
    @classmethod
    def _known_duration(cls, value: str) -> str:
        seconds(value)
        return value

    @model_validator(mode="after")
    def _is_whole(self) -> "BounceSettings":
        if self.source == "maildir" and self.path is None:
            raise ValueError("path is missing: the folder of the maildir")
        if self.source == "imap" and not (self.host and self.username and self.box_password()):
            raise ValueError("host, username and password or password_file are needed to read over IMAP")
        if not (self.username + self.box_password() + self.folder).isascii():
            raise ValueError("the username, password and folder of a mailbox have to be ASCII")
        if any(ord(letter) < 32 for letter in self.username + self.folder):
            raise ValueError("the username and folder of a mailbox are one line each")
        is_webhook = self.secret is not None or self.secret_file is not None
        if is_webhook and len(self.webhook_secret()) < SHORTEST_SECRET:
            raise ValueError(f"secret is too short: use at least {SHORTEST_SECRET} random characters")
        return self

    def box_password(self) -> str:
        return read_secret(self.password, self.password_file)

    def webhook_secret(self) -> str:
        """What whoever posts bounces has to know; empty where nobody may."""
        return read_secret(self.secret, self.secret_file)
