"""The errors of geo; each message is written for the person who has to act on it."""

from enum import StrEnum
from typing import Any


class GeoError(Exception):
    """Something about a place could not be answered."""


class OutsideGreatBritain(GeoError):
    """A coordinate lies where the National Grid does not reach."""


class ShapeReason(StrEnum):
    """Why a drawn shape was refused."""

    EMPTY = "empty"
    UNKNOWN_FORMAT = "unknown-format"
    NOT_XML = "not-xml"
    NOT_GEOJSON = "not-geojson"
    DUPLICATE_KEYS = "duplicate-keys"
    BAD_LINE = "bad-line"
    NOT_A_POLYGON = "not-a-polygon"
    OPEN_LINE = "open-line"
    HAS_HOLES = "has-holes"
    TOO_MANY_SHAPES = "too-many-shapes"
    TOO_FEW_POINTS = "too-few-points"
    TOO_MANY_POINTS = "too-many-points"
    BAD_COORDINATE = "bad-coordinate"
    SWAPPED_COORDINATES = "swapped-coordinates"
    NOT_CLOSED = "not-closed"
    TOO_TANGLED = "too-tangled"
    CROSSES_ITSELF = "crosses-itself"
    OUTSIDE_GREAT_BRITAIN = "outside-great-britain"
    NORTHERN_IRELAND = "northern-ireland"
    TOO_SMALL = "too-small"
    TOO_LARGE = "too-large"
    BAD_RADIUS = "bad-radius"


class ShapeRefused(GeoError):
    """A drawn shape or circle that cannot be watched, and what helps to say what to do instead.

    `near` is where it is wrong (longitude, latitude), `line` the line of a text; `offer` is the one shape that was
    clearly meant, as a GeoJSON geometry; `bounds` the west, south, east and north of one that is too large, in degrees.
    """

    def __init__(
        self,
        reason: ShapeReason,
        *,
        near: tuple[float, float] | None = None,
        line: int | None = None,
        offer: dict[str, Any] | None = None,
        bounds: tuple[float, float, float, float] | None = None,
    ) -> None:
        super().__init__(f"the shape is refused: {reason}")
        self.reason = reason
        self.near = near
        self.line = line
        self.offer = offer
        self.bounds = bounds


class PostcodeError(GeoError):
    """A postcode that cannot be used; `text` is what was given, shortened."""

    def __init__(self, text: str, message: str) -> None:
        super().__init__(message)
        self.text = text


class PostcodeMalformed(PostcodeError):
    """The text has not the form of a full postcode."""


class PostcodeNotCovered(PostcodeError):
    """A postcode of a place that this service has no grid, data or licence for."""


class PostcodeUnknown(PostcodeError):
    """Well formed, but in no list of postcodes: most likely a typing error."""


class GazetteerMissing(GeoError):
    """The gazetteer is not there, or is not one this version can read."""


class PostcodeFilesUnreadable(GeoError):
    """The files that a gazetteer is built from are missing or not as expected."""


class BoundariesUnreadable(GeoError):
    """Boundaries that cannot be taken in; says what to do."""


class BoundariesRefused(BoundariesUnreadable):
    """The service answered with an error in place of boundaries: what it gave before is as good as it was."""


class AreaPackUnreadable(GeoError):
    """A file of packed watch areas that is damaged or of another version; make it anew from the stored rows."""
