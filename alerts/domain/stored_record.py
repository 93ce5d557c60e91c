"""Records of feeds that are kept to be looked at and read again, because something of them was not understood; pure."""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b

MOST_KEPT = 1_000
"""Records kept a feed of each outcome: a feed that has changed its form must not fill the disk, and words without a
meaning, of which there may be very many, must not take the room of what could not be read at all.
"""
LARGEST = 256 * 1024
"""Bytes of JSON of one record; a larger one is not kept."""


class Outcome(StrEnum):
    """Why a record is kept: it could not be read, it is held back, a word of it has no meaning here, or a field of it
    could not be read.
    """

    PROBLEM = "problem"
    QUARANTINED = "quarantined"
    UNMAPPED = "unmapped"
    UNFIT = "unfit"


MOST_KEPT_OF_FEED = MOST_KEPT * len(Outcome)


@dataclass(frozen=True)
class Kept:
    """One record: `body` is the JSON of what may be kept of it, `left_out` the names of the fields that may not."""

    key: str
    outcome: Outcome
    reasons: tuple[str, ...]
    body: bytes
    left_out: tuple[str, ...] = ()

    @property
    def digest(self) -> bytes:
        """Another for each state of the record and each reason."""
        said = repr((self.outcome, self.reasons, self.left_out)).encode() + self.body
        return blake2b(said, digest_size=16).digest()
