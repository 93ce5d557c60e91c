"""A planning application as the register shows it, read into one frozen value."""

import re
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from shapely.geometry.base import BaseGeometry


class Status(StrEnum):
    """Where an application stands, in Open Digital Planning's words."""

    UNDETERMINED = "undetermined"
    DETERMINED = "determined"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"


class Decision(StrEnum):
    """How an application was decided, in Open Digital Planning's words and its few neighbours."""

    GRANTED = "granted"
    REFUSED = "refused"
    SPLIT = "split"
    NOT_REQUIRED = "not-required"
    NO_OBJECTION = "no-objection"
    OBJECTION = "objection"
    OTHER = "other"


class SitePrecision(StrEnum):
    """How well the place of a site is known."""

    BOUNDARY = "boundary"
    POINT = "point"
    POSTCODE = "postcode"


class Extent(StrEnum):
    """Whether a site was checked against the extent of its authority."""

    INSIDE = "inside"
    UNCHECKED = "extent-unchecked"
    OUTSIDE = "outside-authority"
    UNLOCATED = "unlocated"


class ApplicationKey(NamedTuple):
    """What names an application to people: a reference is unique only with its authority."""

    authority: str
    reference: str

    @property
    def normalised(self) -> tuple[str, str]:
        """The key whatever the case and spacing of its reference."""
        return self.authority, normalised_reference(self.reference)


@dataclass(frozen=True)
class Site:
    """The land: a point or boundary in British National Grid metres (EPSG:27700)."""

    geometry: BaseGeometry
    precision: SitePrecision


@dataclass(frozen=True, kw_only=True)
class Application:
    """One application as one feed tells it. Dates are London days; words are as the register shows them.

    `quarantine` names why the record is held back (`suspected-test`, `null-island`, `outside-authority`,
    `consultation-from-neighbour`); `notes` names what was put right or left out while reading it.
    `is_major` says whether it is major development (article 2 of the Development Management Procedure Order 2015),
    None where the feed does not tell.
    """

    feed: str
    feed_key: str
    authority: str
    reference: str
    description: str
    address: str | None = None
    postcode: str | None = None
    uprn: str | None = None
    application_type: str | None = None
    application_type_raw: str | None = None
    status: Status | None = None
    status_raw: str | None = None
    decision: Decision | None = None
    decision_raw: str | None = None
    received_date: date | None = None
    valid_date: date | None = None
    consultation_start_date: date | None = None
    consultation_end_date: date | None = None
    decision_date: date | None = None
    withdrawn_date: date | None = None
    appeal_raw: str | None = None
    appeal_start_date: date | None = None
    appeal_decision_raw: str | None = None
    appeal_decision_date: date | None = None
    is_major: bool | None = None
    url: str | None = None
    site: Site | None = None
    extent: Extent = Extent.UNLOCATED
    quarantine: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def key(self) -> ApplicationKey:
        return ApplicationKey(self.authority, self.reference)

    @property
    def is_withdrawn(self) -> bool:
        return self.status is Status.WITHDRAWN or self.withdrawn_date is not None

    @property
    def is_decided(self) -> bool:
        return self.decision is not None or self.decision_raw is not None or self.decision_date is not None

    @property
    def is_open(self) -> bool:
        """Nobody has decided, withdrawn or returned it yet, and it lies with no planning inspector."""
        is_over = self.is_decided or self.is_withdrawn or self.is_appealed
        return not is_over and self.status not in (Status.DETERMINED, Status.RETURNED)

    @property
    def is_appealed(self) -> bool:
        """Somebody has appealed against how it was decided, or against its not being decided."""
        return self.appeal_raw is not None or self.appeal_start_date is not None or self.is_appeal_decided

    @property
    def is_appeal_decided(self) -> bool:
        return self.appeal_decision_raw is not None or self.appeal_decision_date is not None

    @property
    def latest_date(self) -> date | None:
        """The latest of received, valid and decision date: what lists and feeds are ordered by."""
        known = [day for day in (self.received_date, self.valid_date, self.decision_date) if day]
        return max(known, default=None)


FIELD_NAMES = tuple(field.name for field in fields(Application))


_LABEL = re.compile(
    r"^(?:planning\s+)?(?:application|reference|ref|case)\b\.?(?:\s+(?:number|no|ref)\b\.?)?\s*:?\s+(?=\S*\d)"
    r"|\s+-\s+(?:valid|received|registered)\b.*$",
    re.IGNORECASE,
)


def normalised_reference(reference: str) -> str:
    """The reference in upper case without spaces: what tells whether two feeds mean the same application.

    A label round it does not count: `Planning Application V/2025/0580 - Valid From 05/12/2025` is `V/2025/0580`.
    """
    return "".join(_LABEL.sub("", reference.strip()).upper().split())
