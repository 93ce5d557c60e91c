"""The section `[publishing]`, what others may take from us, and `[[webhooks]]`, to whom changes are pushed."""

import base64
import binascii
import re
from datetime import time
from pathlib import Path

from pydantic import Field, SecretStr, field_validator, model_validator

from alerts.domain.authorities import authority_by_code
from alerts.domain.change import ChangeKind
from alerts.domain.pushing import CAN_BE_TOLD
from alerts.settings.section import SHORTEST_SECRET, Section, is_random, read_secret


class PublishingSettings(Section):
    """`files_dir` is where the nightly files of open data lie, made at `files_at` of the schedule's time zone.

    `hub_url` is a WebSub hub that is told when the feed of a council or a ward has changed; empty for none.
    """

    files_dir: Path | None = None
    files_at: str = "02:15"
    hub_url: str = ""
    requests_a_minute: int = Field(default=60, ge=1, le=100_000)
    rows_a_minute: int = Field(default=10_000, ge=500, le=100_000_000)

    @field_validator("files_at")
    @classmethod
    def _time_of_day(cls, value: str) -> str:
        if not re.match(r"^([01]\d|2[0-3]):[0-5]\d$", value):
            raise ValueError("write hours and minutes, for example 02:15")
        return value

    @field_validator("hub_url")
    @classmethod
    def _is_address(cls, value: str) -> str:
        return whole_address(value) if value else value

    def files_time(self) -> time:
        return time.fromisoformat(self.files_at)


class WebhookSettings(Section):
    """One receiver: changes in these councils and of these kinds, all by default, signed with its secret."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,49}$")
    url: str
    secret: SecretStr | None = None
    secret_file: Path | None = None
    authorities: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    enabled: bool = True

    @field_validator("url")
    @classmethod
    def _is_address(cls, value: str) -> str:
        return whole_address(value)

    @field_validator("authorities")
    @classmethod
    def _known_authorities(cls, codes: tuple[str, ...]) -> tuple[str, ...]:
        if unknown := [code for code in codes if authority_by_code(code) is None]:
            raise ValueError(f"{', '.join(unknown)}: no current ONS code of a council")
        return codes

    @field_validator("changes")
    @classmethod
    def _known_kinds(cls, kinds: tuple[str, ...]) -> tuple[str, ...]:
        if unknown := [kind for kind in kinds if kind not in CAN_BE_TOLD]:
            raise ValueError(f"no kind {', '.join(unknown)}, there are: {', '.join(sorted(CAN_BE_TOLD))}")
        return kinds

    @model_validator(mode="after")
    def _has_secret(self) -> "WebhookSettings":
        secret = read_secret(self.secret, self.secret_file)
        if len(secret) < SHORTEST_SECRET or not is_random(secret):
            raise ValueError(
                f"secret or secret_file is missing or no random one: at least {SHORTEST_SECRET} characters,"
                " `openssl rand -hex 32` makes one"
            )
        self.key()
        return self

    def key(self) -> bytes:
        """What each delivery is signed with: the secret is base64, with or without `whsec_`, as every library of
        Standard Webhooks reads it.
        """
        secret = read_secret(self.secret, self.secret_file).removeprefix("whsec_")
        try:
            return base64.b64decode(secret, validate=True)
        except binascii.Error:
            raise ValueError(
                "the secret is not base64, as receivers will take it: `openssl rand -hex 32` makes one that is"
            ) from None

    def kinds(self) -> frozenset[ChangeKind]:
        """The kinds that were named; none where all that a mirror needs is told."""
        return frozenset(map(ChangeKind, self.changes))


def whole_address(value: str) -> str:
    """The same, if it is an http or https address without a user's name; raises ValueError otherwise."""
    if not re.fullmatch(r"https?://[^/\s@?#]+(/[^\s]*)?", value):
        raise ValueError("write a whole address, for example https://example.org/planning-changes")
    return value
