"""The settings of a PlanIt feed: one area a feed, asked for slowly."""

from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr

from alerts.domain.authorities import authority_by_code
from scheduler.feeds.mapped_settings import OwnMeanings


def _sendable(key: SecretStr) -> SecretStr:
    text = key.get_secret_value()
    if not (text and text.isascii() and text.isprintable()):
        raise ValueError("a key is one line of ASCII")
    return key


def _one_line(name: str) -> str:
    if not name.isprintable():
        raise ValueError("an area is a name or number on one line, as PlanIt's list of areas has it")
    return name.strip()


class PlanitSettings(OwnMeanings):
    """A PlanIt feed's own keys."""

    area: Annotated[str, AfterValidator(_one_line)] = Field(
        default="",
        max_length=100,
        description="PlanIt's name or number of the council's area; the council's own name if left out",
    )
    page_size: int = Field(
        default=200,
        ge=1,
        le=250,
        description="records asked for at a time, once a minute at most: its owner asks for no more than that",
    )
    api_key: Annotated[SecretStr, AfterValidator(_sendable)] | None = Field(
        default=None, description="key for those who have agreed one with PlanIt's owner, sent as `apikey`"
    )


def area_asked_for(settings: PlanitSettings, authority: str | None) -> str:
    """What PlanIt is to call the council: as the operator says, else by its own name."""
    council = authority_by_code(authority or "")
    return settings.area or (council.name if council else "")
