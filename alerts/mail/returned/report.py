"""What a message that came in says, as values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")


class Kind(StrEnum):
    """What became of an e-mail after it was taken."""

    BOUNCE = "bounce"  # a server gave it up
    COMPLAINT = "complaint"  # its reader reported it as unwanted


@dataclass(frozen=True)
class Report:
    """That an e-mail was not delivered, with the RFC 3463 status of it, or that it was complained about."""

    kind: Kind
    status: str = ""


@dataclass(frozen=True)
class Incoming:
    """One message: the addresses that it was sent to, its subject, and what it reports, if anything.

    The addresses are those of its own head, and of the envelope that a complaint names. Whom a report is about is
    said by none of its other words.
    """

    addressed_to: tuple[str, ...]
    subject: str
    report: Report | None
