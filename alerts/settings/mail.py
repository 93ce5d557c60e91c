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
    dkim_domain: str = ""
    dkim_selector: str = ""
    dkim_key_file: Path | None = None

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

    @model_validator(mode="after")
    def _signs_wholly_or_not(self) -> "MailSettings":
        given = {
            "dkim_domain": bool(self.dkim_domain),
            "dkim_selector": bool(self.dkim_selector),
            "dkim_key_file": self.dkim_key_file is not None,
        }
        missing = [name for name, is_there in given.items() if not is_there]
        if not missing or len(missing) == len(given):
            return self._signs_for_its_sender() if not missing else self
        raise ValueError(f"{' and '.join(missing)} missing: to sign e-mails takes all three")

    def _signs_for_its_sender(self) -> "MailSettings":
        domain = self.sender.rpartition("@")[2].lower()
        if domain != self.dkim_domain.lower() and not domain.endswith(f".{self.dkim_domain.lower()}"):
            raise ValueError(f"dkim_domain has to be {domain}, the sender's domain, or one above it")
        return self

    def secret(self) -> str:
        return read_secret(self.password, self.password_file)
