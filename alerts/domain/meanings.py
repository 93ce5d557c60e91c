"""What operators may say that a register's words mean: the vocabulary of each field, and its setting; pure."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from alerts.domain.application import Decision, Status
from alerts.domain.application_types import LABELS
from alerts.domain.errors import DomainError

TYPES, STANDINGS = "types", "standings"
SETTING_OF: Mapping[str, str] = MappingProxyType(
    {"application_type": TYPES, "status": STANDINGS, "decision": STANDINGS}
)
"""The key of a feed's settings that has the meanings of each field's words."""

CHOICES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {TYPES: tuple(LABELS), STANDINGS: tuple(str(each) for each in (*Status, *Decision))}
)
"""What a word may mean, by setting."""


class MeaningRefused(DomainError):
    """A meaning that is none, or that goes against another of the same word."""


class Meaning(NamedTuple):
    """What a word of one field means."""

    field: str
    word: str
    meaning: str


def choices_of(field: str) -> tuple[str, ...]:
    """What a word of this field may mean. Raises MeaningRefused."""
    if field not in SETTING_OF:
        raise MeaningRefused(f"There is no field {field}: it is one of {', '.join(SETTING_OF)}.")
    return CHOICES[SETTING_OF[field]]


def check_meaning(field: str, meaning: str) -> None:
    """Raise MeaningRefused unless a word of this field may mean that."""
    choices = choices_of(field)
    if meaning not in choices:
        raise MeaningRefused(f"“{meaning[:50]}” is none of: {', '.join(choices)}.")
