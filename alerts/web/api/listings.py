"""What each address of the API answers, as models: the description tells of them, and tests hold answers to them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel, WithJsonSchema

from alerts.domain.change import ChangeKind
from alerts.services.coverage import FeedState
from alerts.web.api.records import Answer, PlacedRecord, Record

NextAddress = Annotated[
    str | None, Field(description="The address of the next page; null at the end, and only there.")
]
_GEOMETRY = {
    "type": "object",
    "properties": {"type": {"type": "string"}, "coordinates": {"type": "array"}},
    "required": ["type", "coordinates"],
}
Geometry = Annotated[
    dict[str, Any], WithJsonSchema(_GEOMETRY), Field(description="GeoJSON, WGS84, longitude first.")
]


class Feature(Answer):
    """One application as GeoJSON. Its geometry is null where nobody knows its place."""

    type: Literal["Feature"]
    id: str = Field(description="Authority and reference, unique in all of the register.")
    geometry: Geometry | None
    properties: Record  # type: ignore[valid-type]


class FeatureCollection(Answer):
    """Applications as GeoJSON (RFC 7946)."""

    type: Literal["FeatureCollection"]
    next: NextAddress
    features: list[Feature]


class ApplicationList(Answer):
    """Applications as plain records."""

    next: NextAddress
    applications: list[PlacedRecord]  # type: ignore[valid-type]


class OneRecord(PlacedRecord):  # type: ignore[misc, valid-type]
    """One application with the references that it had before, the latest first."""

    former_references: list[str]


class OneProperties(Record):  # type: ignore[misc, valid-type]
    """One application with the references that it had before, the latest first."""

    former_references: list[str]


class OneFeature(Answer):
    """One application as GeoJSON. Its geometry is null where nobody knows its place."""

    type: Literal["Feature"]
    id: str = Field(description="Authority and reference, unique in all of the register.")
    geometry: Geometry | None
    properties: OneProperties


class Applications(RootModel[FeatureCollection | ApplicationList]):
    """Applications in either form."""


class OneApplication(RootModel[OneFeature | OneRecord]):
    """One application in either form."""


class DifferenceRead(Answer):
    """One field before and after. A site is the centre of it in metres on the National Grid."""

    field: str
    before: str | None
    after: str | None


class LoggedChange(Answer):
    """One thing that happened to an application."""

    number: int = Field(description="Its place in the log. Numbers grow; some are missing.")
    kind: ChangeKind
    noticed_at: datetime
    authority: str
    reference: str = Field(description="The reference that the application has now.")
    api: str = Field(description="The application’s address in this API.")
    page: str = Field(description="The application’s page on this site.")
    differences: list[DifferenceRead] = Field(description="Empty where it is new.")


class Changes(Answer):
    """A stretch of the log of changes."""

    next: NextAddress
    position: int = Field(description="Go on with this as `after`, now or later: nothing is missed.")
    last_number: int = Field(description="The end of the log when this was answered.")
    changes: list[LoggedChange]


class FeedRead(Answer):
    """A source of a council’s applications, and how reading it goes."""

    name: str
    state: FeedState
    since: datetime | None = Field(description="Since when it is in this state, where that is known.")
    last_success_at: datetime | None
    last_new_application_at: datetime | None
    licence: str | None
    licence_url: str | None


class AuthorityRead(Answer):
    """A council whose applications are read."""

    code: str
    name: str
    nation: Literal["england", "scotland", "wales"] | None
    applications: int = Field(description="How many are known.")
    page: str
    api: str = Field(description="Its applications in this API.")
    feeds: list[FeedRead]


class Authorities(Answer):
    """The councils whose applications are read."""

    authorities: list[AuthorityRead]


class WardRead(Answer):
    """A ward by its newest boundary."""

    code: str
    name: str
    authority: str | None
    vintage: int = Field(description="The year of the boundary.")
    page: str
    api: str = Field(description="The applications in it in this API.")
    geometry: Geometry | None = Field(description="The outline, where `geometry=1` asked for it.")


class Wards(Answer):
    """The wards of one council."""

    wards: list[WardRead]


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    model_config = ConfigDict(extra="forbid")

    type: str = Field(description="The address of what is said of this kind of problem, or about:blank.")
    title: str
    status: int
    detail: str
    parameters: dict[str, str] = Field(
        default_factory=dict, description="What is wrong with which parameter, where any is."
    )
    mark: str = Field("", description="What to quote to the operator, where the fault is ours.")
