"""A report that an application is shown at the wrong place: what may be wrong, and how many are taken; pure."""

from dataclasses import dataclass
from enum import StrEnum

from alerts.domain.application import ApplicationKey
from alerts.language import later

MOST_LETTERS = 500


class PlaceFault(StrEnum):
    """What somebody says is wrong."""

    ELSEWHERE = "elsewhere"
    ADDRESS = "address"
    OTHER = "other"


FAULT_CHOICES = {
    PlaceFault.ELSEWHERE: later("It is not at this place on the map"),
    PlaceFault.ADDRESS: later("The address is wrong"),
    PlaceFault.OTHER: later("Something else about the place"),
}
"""As the form offers them."""

FAULT_WORDS = {
    PlaceFault.ELSEWHERE: "not at this place",
    PlaceFault.ADDRESS: "wrong address",
    PlaceFault.OTHER: "something else",
}
"""As the operator reads them."""


@dataclass(frozen=True)
class PlaceReport:
    """What somebody told us of an application. `words` are theirs, on one line."""

    application: ApplicationKey
    fault: PlaceFault
    words: str = ""


@dataclass(frozen=True)
class ReportLimits:
    """How many reports are taken a day: from one network, and of one application, where more would say nothing new."""

    network_a_day: int = 20
    application_a_day: int = 10


USUAL = ReportLimits()


def one_line(text: str) -> str:
    """What somebody typed, on one line and without letters that a terminal or a mail program would obey."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
