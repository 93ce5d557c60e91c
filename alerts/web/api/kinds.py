"""The kinds of value that parameters have: how each is written, which the description tells too; pure."""

import re
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator, Field, StringConstraints

from alerts.domain.application_types import LABELS
from alerts.domain.change import ChangeKind
from alerts.domain.search_words import LONGEST_TEXT

LONGEST_POLYGON = 6_000
CODE_PATTERN = r"^[EWS][0-9]{8}$"
MOST_ROWS, USUAL_ROWS = 500, 100
_LARGEST_NUMBER = 2**53 - 1

_WHOLE = re.compile(r"-?[0-9]{1,16}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?([Zz]|[+ -][0-9]{2}:[0-9]{2})"
)
_DEGREES = r"-?[0-9]{1,3}(\.[0-9]{1,15})?"
_NO_CONTROLS = r"[^\x00-\x1f\x7f]*"
_POSTCODE = r"^[A-Za-z]{1,2}[0-9][A-Za-z0-9]? ?[0-9][A-Za-z]{2}$"
_BOX = rf"^{_DEGREES}(,{_DEGREES}){{3}}$"
_CIRCLE = rf"^{_DEGREES},{_DEGREES},[0-9]{{1,4}}$"
_SHAPE_ID = r"^[0-9a-f]{16}$"
_CURSOR = r"^[A-Za-z0-9_-]{1,200}\.[A-Za-z0-9_-]{43}$"
_SOME_WORDS = rf"^{_NO_CONTROLS}[A-Za-z0-9]{_NO_CONTROLS}$"


def _whole(given: object) -> object:
    if isinstance(given, str) and not _WHOLE.fullmatch(given):
        raise ValueError("must be a whole number")
    return given


def _day(given: object) -> object:
    if isinstance(given, str) and not _DAY.fullmatch(given):
        raise ValueError("must be a day such as 2026-06-01")
    return given


def _instant(given: object) -> object:
    """RFC 3339. A plus sign that nobody encoded has come as a space, which can mean nothing else here."""
    if not isinstance(given, str):
        return given
    if not _INSTANT.fullmatch(given):
        raise ValueError("must be a moment with its time zone, such as 2026-06-01T00:00:00Z")
    try:
        return datetime.fromisoformat(given.upper().replace(" ", "+")).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("must be a moment that there is, such as 2026-06-01T00:00:00Z") from None


Day = Annotated[date, BeforeValidator(_day)]
Instant = Annotated[datetime, BeforeValidator(_instant)]
Metres = Annotated[int, Field(ge=0, le=5_000), BeforeValidator(_whole)]
Rows = Annotated[int, Field(ge=1, le=MOST_ROWS), BeforeValidator(_whole)]
LogNumber = Annotated[int, Field(ge=0, le=_LARGEST_NUMBER), BeforeValidator(_whole)]
Code = Annotated[str, StringConstraints(pattern=CODE_PATTERN)]
Postcode = Annotated[str, StringConstraints(pattern=_POSTCODE)]
Box = Annotated[str, StringConstraints(pattern=_BOX)]
Circle = Annotated[str, StringConstraints(pattern=_CIRCLE)]
Polygon = Annotated[str, StringConstraints(min_length=2, max_length=LONGEST_POLYGON)]
ShapeId = Annotated[str, StringConstraints(pattern=_SHAPE_ID)]
Cursor = Annotated[str, StringConstraints(pattern=_CURSOR)]
Words = Annotated[str, StringConstraints(max_length=LONGEST_TEXT, pattern=_SOME_WORDS)]

IN_WORDS = {
    CODE_PATTERN: "must be an ONS code such as E09000007",
    _POSTCODE: "must be a whole postcode such as NW5 1TL",
    _BOX: "must be west, south, east and north in degrees, such as -0.15,51.54,-0.13,51.56",
    _CIRCLE: "must be latitude, longitude and metres, such as 51.5546,-0.1446,400",
    _SHAPE_ID: "must be the last part of the address of a drawn area here, such as 0123456789abcdef",
    _CURSOR: "must be as `next` of the page before has it",
    _SOME_WORDS: "must have a letter or a digit, such as loft conversion",
}
"""What a text has to be, by the pattern that it is held against, for people who have never read one."""


class Format(StrEnum):
    """How applications are written."""

    GEOJSON = "geojson"
    JSON = "json"


class WithGeometry(StrEnum):
    """Yes, or not given."""

    YES = "1"


TypeCode = StrEnum("TypeCode", {code.upper().replace("-", "_"): code for code in LABELS})  # type: ignore[misc]
"""The codes of types of application."""

LoggedKind = StrEnum(  # type: ignore[misc]
    "LoggedKind", {kind.name: kind.value for kind in ChangeKind if kind is not ChangeKind.DEADLINE_NEAR}
)
"""What the log tells of: a reminder is nothing that happened."""
