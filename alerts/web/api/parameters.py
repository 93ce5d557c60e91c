"""What each address of the API can be asked, as models: the description tells of them, and queries are read by them."""

from pydantic import BaseModel, ConfigDict, Field

from alerts.domain.application import Decision, Status
from alerts.domain.register_query import Order
from alerts.domain.stage import SiteStage
from alerts.web.api.kinds import (
    MOST_ROWS,
    USUAL_ROWS,
    Box,
    Circle,
    Code,
    Cursor,
    Day,
    Format,
    Instant,
    LoggedKind,
    LogNumber,
    Metres,
    Polygon,
    Postcode,
    Rows,
    ShapeId,
    TypeCode,
    WithGeometry,
    Words,
)

_LIMIT = f"How many at the most, from 1 to {MOST_ROWS}."


class Parameters(BaseModel):
    """What all have in common: nothing unknown, and nothing guessed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ApplicationsQuery(Parameters):
    """Filters of the register. Every one that is given has to hold, areas among them."""

    postcode: Postcode | None = Field(
        None, description="The surroundings of a postcode.", examples=["NW5 1TL"]
    )
    radius: Metres | None = Field(
        None, description="Metres from the edge of the postcode’s area; 100 by default. Only with `postcode`."
    )
    ward: Code | None = Field(None, description="A ward by its ONS code.", examples=["E05013658"])
    authority: tuple[Code, ...] = Field(
        (),
        max_length=50,
        description="Councils that decide, by ONS code. May be repeated: any of them.",
        examples=["E09000007"],
    )
    bbox: Box | None = Field(
        None,
        description="West, south, east, north in degrees (WGS84).",
        examples=["-0.15,51.54,-0.13,51.56"],
    )
    circle: Circle | None = Field(
        None,
        description="Latitude, longitude and metres (1 to 5,000) round them.",
        examples=["51.5546,-0.1446,400"],
    )
    polygon: Polygon | None = Field(
        None,
        description="A GeoJSON Polygon or MultiPolygon without holes, of at most 500 corners and 400 km².",
    )
    shape: ShapeId | None = Field(
        None, description="An area drawn on this site, by the last part of its address."
    )
    q: Words | None = Field(
        None,
        description="Words that reference, address or description have, all of them; quotes hold words together.",
        examples=["loft conversion"],
    )
    stage: tuple[SiteStage, ...] = Field(
        (),
        max_length=10,
        description="How far it has come. Withdrawn is neither open nor decided. May be repeated: any of them.",
    )
    status: tuple[Status, ...] = Field(
        (), max_length=10, description="The register’s status. May be repeated: any of them."
    )
    decision: tuple[Decision, ...] = Field(
        (), max_length=10, description="How it was decided. May be repeated: any of them."
    )
    type: tuple[TypeCode, ...] = Field(
        (), max_length=50, description="Type of application by its code. May be repeated: any of them."
    )
    received_from: Day | None = Field(None, description="Received on this day or later.")
    received_to: Day | None = Field(None, description="Received on this day or earlier.")
    valid_from: Day | None = Field(None, description="Valid from this day or later.")
    valid_to: Day | None = Field(None, description="Valid from this day or earlier.")
    decided_from: Day | None = Field(None, description="Decided on this day or later.")
    decided_to: Day | None = Field(None, description="Decided on this day or earlier.")
    changed_since: Instant | None = Field(
        None, description="Changed here at this moment (RFC 3339, with its time zone) or later."
    )
    sort: Order = Field(
        Order.NEWEST,
        description="`newest`: first noticed last comes first, an order in which nothing moves. `changed`: what changed"
        " last comes last, for keeping a copy in step.",
    )
    limit: Rows = Field(USUAL_ROWS, description=_LIMIT)
    cursor: Cursor | None = Field(
        None, description="Where to go on, as `next` of the page before has it, with the same filters."
    )
    format: Format | None = Field(
        None,
        description="`geojson` or `json`; without it what the header Accept prefers, GeoJSON by default.",
    )


class ApplicationQuery(Parameters):
    """How one application is written."""

    format: Format | None = Field(
        None,
        description="`geojson` or `json`; without it what the header Accept prefers, GeoJSON by default.",
    )


class ChangesQuery(Parameters):
    """A stretch of the log of changes."""

    after: LogNumber = Field(
        0,
        description="Changes after this number of the log; the `position` of the answer before. One beyond its end is"
        " an error.",
    )
    authority: tuple[Code, ...] = Field(
        (), max_length=50, description="Councils by ONS code. May be repeated: any of them."
    )
    kind: tuple[LoggedKind, ...] = Field(
        (), max_length=20, description="What happened. May be repeated: any of them."
    )
    since: Instant | None = Field(
        None, description="Noticed at this moment (RFC 3339, with its time zone) or later."
    )
    limit: Rows = Field(USUAL_ROWS, description=_LIMIT)


class AuthoritiesQuery(Parameters):
    """Nothing can be asked: it is one short list."""


class WardsQuery(Parameters):
    """The wards of one council."""

    authority: Code = Field(description="The council, by ONS code.", examples=["E09000007"])
    geometry: WithGeometry | None = Field(None, description="`1` to have the outlines too.")
