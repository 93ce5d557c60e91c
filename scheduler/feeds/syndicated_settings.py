"""The settings that feeds of entries (RSS, Atom, JSON Feed) share: where an entry says which application it is."""

from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)

from scheduler.feeds.syndicated_pattern import LONGEST_TEXT, safe_pattern

Name = Annotated[str, StringConstraints(max_length=200)]


def _pattern(text: str) -> str:
    return safe_pattern(text) if text else ""


Pattern = Annotated[str, AfterValidator(_pattern)]

_SEARCHED = f"first {LONGEST_TEXT} characters"


class SyndicatedSettings(BaseModel):
    """A feed of entries' own keys. Names are those that `feeds check` shows: `title`, `guid`, `dc:subject`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reference_pattern: Pattern = Field(
        default="",
        description="regular expression with one group round the reference, looked for in title, texts and link "
        f"({_SEARCHED}), or in reference_from alone; needed unless reference_from is given",
    )
    reference_from: Name = Field(
        default="",
        validate_default=True,
        description="what holds the reference, whole unless there is a pattern: guid, title, an element's name",
    )
    address_pattern: Pattern = Field(
        default="",
        description="regular expression with one group round the address, looked for in title and texts "
        f"({_SEARCHED}), or in address_from alone",
    )
    address_from: Name = Field(
        default="", description="what holds the address, whole unless there is a pattern"
    )
    description_from: Name = Field(
        default="", description="what says what is proposed; the summary, else the content, else the title"
    )
    unread: tuple[Name, ...] = Field(default=(), description="known and not read, personal ones first")

    @field_validator("reference_from")
    @classmethod
    def _has_reference(cls, written: str, known: ValidationInfo) -> str:
        if not written and known.data.get("reference_pattern") == "":
            raise ValueError(
                'say where the reference stands: reference_from = "guid" or "title" or an element\'s name, or '
                r"reference_pattern with one group, such as '^(\S{1,20})' for the first word of the title"
            )
        return written
