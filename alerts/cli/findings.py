"""What `config check --deep` finds: a verdict on one part of the installation, and its words."""

from enum import StrEnum
from typing import NamedTuple


class Verdict(StrEnum):
    """`fault`: the service would not work; `warning`: it would, and hardly as it is meant to."""

    GOOD = "good"
    WARNING = "warning"
    FAULT = "fault"


class Finding(NamedTuple):
    """What came of looking at one part."""

    verdict: Verdict
    part: str
    words: str

    def in_words(self) -> str:
        return f"{self.verdict:<8} {self.part}: {self.words}"


def good(part: str, words: str) -> Finding:
    return Finding(Verdict.GOOD, part, words)


def warning(part: str, words: str) -> Finding:
    return Finding(Verdict.WARNING, part, words)


def fault(part: str, words: str) -> Finding:
    return Finding(Verdict.FAULT, part, words)
