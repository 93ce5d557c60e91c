"""What a dry run of a feed found: values only."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from scheduler.check_fields import CheckedField, LeftOverColumn
from scheduler.check_words import CheckedWord


@dataclass(frozen=True)
class ReasonCount:
    """How many records were not taken for one reason, and one of them."""

    count: int
    example: str


class Example(NamedTuple):
    """One record of the page: its fields as they came and were read, and where to look at it."""

    record: str
    fields: tuple[tuple[str, str, str], ...]
    map_link: str | None
    council_link: str | None


@dataclass(frozen=True)
class CheckedFeed:
    """What one page of a feed holds and how well it was read. `within` is None where no boundary was at hand."""

    name: str
    kind: str
    fetched: int
    applications: int
    located_by: dict[str, int]
    within: dict[str, int] | None
    earliest_date: date | None
    newest_date: date | None
    example: Example
    fields: tuple[CheckedField, ...]
    left_over: tuple[LeftOverColumn, ...]
    without: dict[str, str]
    words: tuple[CheckedWord, ...]
    config_lines: tuple[str, ...]
    problems: dict[str, ReasonCount]
    quarantined: dict[str, ReasonCount]
    notes: dict[str, int]
    verdict: str = ""

    @property
    def is_readable(self) -> bool:
        return self.applications > 0

    @property
    def located(self) -> int:
        return sum(self.located_by.values())

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "kind": self.kind,
            "verdict": self.verdict,
            "readable": self.is_readable,
            "fetched": self.fetched,
            "applications": self.applications,
            "located": self.located,
            "located_by": self.located_by,
            "within_authority": self.within,
            "earliest_date": self.earliest_date,
            "newest_date": self.newest_date,
            "example": self.example.record,
            "example_fields": [
                {"name": name, "raw": raw, "read_as": read_as} for name, raw, read_as in self.example.fields
            ],
            "example_map": self.example.map_link,
            "example_page": self.example.council_link,
            "fields": [field.as_json() for field in self.fields],
            "left_over": {column.name: column.count for column in self.left_over},
            "left_over_examples": {column.name: column.example for column in self.left_over},
            "without": self.without,
            "words": [word._asdict() for word in self.words],
            "config_lines": list(self.config_lines),
            "problems": {reason: found.count for reason, found in self.problems.items()},
            "problem_examples": {reason: found.example for reason, found in self.problems.items()},
            "quarantined": {reason: found.count for reason, found in self.quarantined.items()},
            "quarantined_examples": {reason: found.example for reason, found in self.quarantined.items()},
            "notes": self.notes,
        }
