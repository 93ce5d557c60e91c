"""How e-mails leave: the mail server or a folder, our addresses, the pace, the signature."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator, model_validator

from alerts.settings.section import Section, address, read_secret


class MailSettings(Section):
    backend: Literal["smtp", "outbox"] = "smtp"
    host: str = "localhost"
    port: int = Field(default=25, ge=1, le=65535)
    starttls: bool = False
    tls: bool = False
    username: str = ""
    password: SecretStr | None = None
    password_file: Path | None = None
    sender: str = "planning-alerts@localhost"
    sender_name: str = "Planning alerts"
    reply_to: str = ""
    envelope_domain: str = ""
    rate_per_second: float = Field(default=10, gt=0)
    connections: int = Field(default=1, ge=1, le=50)
    outbox_dir: Path = Path("outbox")
    maps: bool = True

    @field_validator("sender")
    @classmethod
    def _is_address(cls, value: str) -> str:
        return address(value)

    @model_validator(mode="after")
    def _is_consistent(self) -> "MailSettings":
        if self.starttls and self.tls:
            raise ValueError("set starttls or tls, not both")
        if self.username and not (self.password or self.password_file):
            raise ValueError("password or password_file is missing for the username")
        if not (self.username + self.secret()).isascii():
            raise ValueError("the username and password of a mail server have to be ASCII")
        return self

    def secret(self) -> str:
        return read_secret(self.password, self.password_file)
