"""The sections `[logging]` and `[reporting]`: what the service says of itself, in which form and to whom."""

import re
from datetime import time
from typing import Literal

from pydantic import Field, SecretStr, field_validator

from alerts.settings.publishing import whole_address
from alerts.settings.section import Section, address, seconds

_DSN = re.compile(r"https?://[A-Za-z0-9_:-]+@[^\s/@]+(/[^\s/]+)*/\d+")


class LoggingSettings(Section):
    format: Literal["plain", "json"] = "plain"
    level: Literal["debug", "info", "warning", "error"] = "warning"
    requests: bool | None = None

    @property
    def tells_requests(self) -> bool:
        """Whether each request of the site is a line; where nothing is said, for programs alone."""
        return self.format == "json" if self.requests is None else self.requests


class ReportingSettings(Section):
    """`summary_at` and `sentry_dsn`, `ping_url`, `ping_fail_url` are empty where there is to be none."""

    summary_at: str = "07:00"
    summary_to: str = ""
    backup_within: str = ""
    disk_free_percent: int = Field(default=10, ge=0, le=50)
    sentry_dsn: SecretStr = SecretStr("")
    ping_url: SecretStr = SecretStr("")
    ping_fail_url: SecretStr = SecretStr("")
    ping_every: str = "5m"

    @field_validator("summary_at")
    @classmethod
    def _is_hour(cls, value: str) -> str:
        if value and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
            raise ValueError("write hours and minutes, for example 07:00, or nothing for no summary")
        return value

    @field_validator("summary_to")
    @classmethod
    def _is_address(cls, value: str) -> str:
        return address(value) if value else value

    @field_validator("backup_within")
    @classmethod
    def _is_duration_or_nothing(cls, value: str) -> str:
        if value:
            seconds(value)
        return value

    @field_validator("ping_every")
    @classmethod
    def _is_duration(cls, value: str) -> str:
        seconds(value)
        return value

    @field_validator("sentry_dsn")
    @classmethod
    def _is_dsn(cls, value: SecretStr) -> SecretStr:
        if (dsn := value.get_secret_value()) and not _DSN.fullmatch(dsn):
            raise ValueError("write the DSN as the service shows it: https://KEY@host/NUMBER")
        return value

    @field_validator("ping_url", "ping_fail_url")
    @classmethod
    def _is_address_of_page(cls, value: SecretStr) -> SecretStr:
        if url := value.get_secret_value():
            whole_address(url)
        return value

    def summary_time(self) -> time | None:
        """When the operator's daily summary is written; None for none."""
        return time.fromisoformat(self.summary_at) if self.summary_at else None
