"""The section `[signup]`: how often the forms may be sent."""

from datetime import timedelta

from pydantic import Field, field_validator

from alerts.domain.signup_limits import SignupLimits
from alerts.settings.section import Section, seconds


class SignupSettings(Section):
    mailbox_gap: str = "10m"
    mailbox_a_day: int = Field(default=3, ge=1)
    mailbox_at_most: int = Field(default=10, ge=1)
    mailbox_pending: int = Field(default=5, ge=1)
    network_an_hour: int = Field(default=10, ge=1)
    site_an_hour: int = Field(default=300, ge=1)
    wrong_links: int = Field(default=20, ge=1)
    shapes_an_hour: int = Field(default=30, ge=1)
    unwatched_shapes: int = Field(default=5_000, ge=1)

    @field_validator("mailbox_gap")
    @classmethod
    def _known_duration(cls, value: str) -> str:
        seconds(value)
        return value

    def limits(self) -> SignupLimits:
        numbers = self.model_dump(exclude={"mailbox_gap"})
        return SignupLimits(mailbox_gap=timedelta(seconds=seconds(self.mailbox_gap)), **numbers)
