"""The keys that every `[[feeds]]` table has, whatever its kind."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from alerts.domain.parts import is_part
from alerts.settings.section import seconds


class FeedSettings(BaseModel):
    """The keys that every feed has; what else stands there belongs to its kind, which checks it."""

    model_config = ConfigDict(extra="allow", frozen=True)

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,49}$")
    kind: str
    url: str
    authority: str | None = None
    every: str | None = None
    enabled: bool = True
    history: int = Field(default=400, ge=1, le=3660)
    precedence: Literal["council", "region", "aggregator"] | None = None
    problems_allowed: float = Field(default=0.05, ge=0, le=1)
    licence: str = Field(default="", max_length=200)
    licence_url: str = Field(default="", pattern=r"^(https?://[^\s<>\"]+)?$", max_length=500)

    @field_validator("name")
    @classmethod
    def _is_no_part(cls, value: str) -> str:
        if is_part(value):
            raise ValueError(f"{value} names a part of the service itself: choose another name")
        return value

    @field_validator("every")
    @classmethod
    def _known_duration(cls, value: str | None) -> str | None:
        if value is not None:
            seconds(value)
        return value

    def own_keys(self) -> dict[str, Any]:
        """What stands there beyond the common keys."""
        return dict(self.model_extra or {})
