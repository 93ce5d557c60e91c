"""What every feed of rows is configured by: which column holds what, in which forms, and what its words mean."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from alerts.domain.application import Decision, Status
from alerts.domain.application_types import LABELS
from alerts.domain.vocabulary import Meanings, plain_words
from scheduler.feeds.reading.dates import DateForm
from scheduler.feeds.reading.told import OwnWords

Column = Annotated[str, StringConstraints(max_length=100)]

_STANDINGS: Meanings = {str(each): each for each in (*Status, *Decision)}


def _standing(word: str) -> str:
    if word not in _STANDINGS:
        raise ValueError(f"“{word}” is none of: {', '.join(_STANDINGS)}")
    return word


def _type_code(code: str) -> str:
    if code not in LABELS:
        raise ValueError(f"“{code}” is none of: {', '.join(LABELS)}")
    return code


Standings = dict[str, Annotated[str, AfterValidator(_standing)]]
TypeCodes = dict[str, Annotated[str, AfterValidator(_type_code)]]


class Columns(BaseModel):
    """The column for each thing we read; "" where the feed has none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: Column = Field(
        default="", description="the back office's own key; the reference where there is none"
    )
    reference: Column = Field(default="", description="the authority's reference")
    description: Column = Field(default="", description="what is proposed")
    address: Column = Field(default="", description="the address in one line")
    postcode: Column = Field(default="", description="the postcode, where it is apart from the address")
    uprn: Column = Field(default="", description="unique property reference number")
    application_type: Column = Field(default="", description="type as the register names it")
    status: Column = Field(default="", description="status as the register words it")
    decision: Column = Field(default="", description="decision as the register words it")
    received_date: Column = Field(default="", description="day the application was received")
    valid_date: Column = Field(default="", description="day it became valid")
    consultation_start_date: Column = Field(default="", description="first day of consultation")
    consultation_end_date: Column = Field(default="", description="last day to comment")
    decision_date: Column = Field(default="", description="day of the decision")
    withdrawn_date: Column = Field(default="", description="day it was withdrawn")
    appeal: Column = Field(default="", description="an appeal as the register words or numbers it")
    appeal_start_date: Column = Field(default="", description="day an appeal began")
    appeal_decision: Column = Field(default="", description="decision of an appeal as the register words it")
    appeal_decision_date: Column = Field(default="", description="day an appeal was decided")
    dwellings: Column = Field(default="", description="how many dwellings are proposed")
    longitude: Column = Field(default="", description="WGS84 longitude")
    latitude: Column = Field(default="", description="WGS84 latitude")
    location: Column = Field(default="", description="both in one object, or a GeoJSON point")
    easting: Column = Field(default="", description="National Grid easting in metres")
    northing: Column = Field(default="", description="National Grid northing in metres")
    boundary: Column = Field(default="", description="GeoJSON polygon of the site, in WGS84")
    url: Column = Field(default="", description="the council's page of the application")


class OwnMeanings(BaseModel):
    """What an operator says that a register's own words mean."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    standings: Standings = Field(
        default_factory=dict,
        description='meaning of the register\'s own words for status and decision: { PCO = "undetermined" }',
    )
    types: TypeCodes = Field(
        default_factory=dict, description='MHCLG code of the register\'s own types: { HOU = "hh" }'
    )

    def own_words(self) -> OwnWords:
        """What the operator says that the register's words mean, found by the plain word."""
        return OwnWords(
            {plain_words(word): _STANDINGS[meaning] for word, meaning in self.standings.items()},
            {plain_words(word): code for word, code in self.types.items()},
        )


class MappedSettings(OwnMeanings):
    """The keys that feeds of rows share beside their columns."""

    dates: tuple[DateForm, ...] = Field(
        default=(DateForm.ISO,), min_length=1, description="forms in which dates are written, tried in turn"
    )
    link: str = Field(
        default="",
        pattern=r"^(https?://[^/\s@]+/\S*\{(key|reference)\}\S*)?$",
        description="the council's page with {key} or {reference} in it, where no column has it",
    )
    unread: tuple[Column, ...] = Field(
        default=(), description="columns known and not read, personal ones first"
    )
