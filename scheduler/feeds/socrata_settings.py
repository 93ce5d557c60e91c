"""The settings of a Socrata feed: which column holds what, with Camden's names as defaults."""

from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr, StringConstraints

from scheduler.feeds.mapped_settings import Columns, OwnMeanings

# Columns go into queries as they are; nothing but a name may stand there.
Column = Annotated[str, StringConstraints(pattern=r"^:?[A-Za-z_][A-Za-z0-9_]{0,99}$")]
OptionalColumn = Annotated[str, StringConstraints(pattern=r"^(:?[A-Za-z_][A-Za-z0-9_]{0,99})?$")]


def _sendable(token: SecretStr) -> SecretStr:
    text = token.get_secret_value()
    if not (text and text.isascii() and text.isprintable()):
        raise ValueError("a token is one line of ASCII")
    return token


_CAMDENS_UNREAD = (
    "applicant_name",
    "case_officer",
    "case_officer_team",
    "comment",
    "conservation_areas",
    "decision_level",
    "decison_level",
    "earliest_decision_date",
    "organisation_uri",
    "registered_in_last_28_working_days",
    "registered_in_last_7_working_days",
    "responsibility_type",
    "spatial_accuracy",
    "ward",
)


class SocrataColumns(Columns):
    """The dataset's column for each thing we read; "" where it has none."""

    key: Column = Field(default="pk", description="the back office's own key, which never changes")
    row_id: OptionalColumn = Field(
        default="socrata_id", description="tells rows of one key apart; :id where empty"
    )
    last_uploaded: OptionalColumn = Field(
        default="last_uploaded", description="when the dataset was last replaced"
    )
    reference: Column = Field(default="application_number", description="the authority's reference")
    description: Column = Field(default="development_description", description="what is proposed")
    address: OptionalColumn = Field(default="development_address", description="the address in one line")
    postcode: OptionalColumn = Field(
        default="", description="the postcode, where it is apart from the address"
    )
    uprn: OptionalColumn = Field(default="", description="unique property reference number")
    application_type: OptionalColumn = Field(
        default="application_type", description="type as the register names it"
    )
    status: OptionalColumn = Field(default="system_status", description="status as the register words it")
    decision: OptionalColumn = Field(default="decision_type", description="decision as the register words it")
    received_date: OptionalColumn = Field(
        default="registered_date", description="day the application was received"
    )
    valid_date: OptionalColumn = Field(default="valid_from_date", description="day it became valid")
    consultation_start_date: OptionalColumn = Field(default="", description="first day of consultation")
    consultation_end_date: OptionalColumn = Field(default="", description="last day to comment")
    decision_date: OptionalColumn = Field(default="decision_date", description="day of the decision")
    withdrawn_date: OptionalColumn = Field(default="", description="day it was withdrawn")
    status_change_date: OptionalColumn = Field(
        default="system_status_change_date", description="day the status changed"
    )
    longitude: OptionalColumn = Field(default="longitude", description="WGS84 longitude")
    latitude: OptionalColumn = Field(default="latitude", description="WGS84 latitude")
    location: OptionalColumn = Field(default="location", description="both in one object, or a GeoJSON point")
    easting: OptionalColumn = Field(default="easting", description="National Grid easting in metres")
    northing: OptionalColumn = Field(default="northing", description="National Grid northing in metres")
    boundary: OptionalColumn = Field(default="", description="GeoJSON polygon of the site, in WGS84")
    url: OptionalColumn = Field(default="full_application", description="the council's page: text or {url}")

    @property
    def changing_dates(self) -> tuple[str, ...]:
        """The columns of which one moves whenever something happens to an application."""
        dates = (self.received_date, self.valid_date, self.decision_date, self.status_change_date)
        return tuple(column for column in dates if column)


class SocrataSettings(OwnMeanings):
    """A Socrata feed's own keys."""

    page_size: int = Field(default=1000, ge=1, le=50_000, description="rows asked for at a time")
    app_token: Annotated[SecretStr, AfterValidator(_sendable)] | None = Field(
        default=None, description="optional token, sent as the header X-App-Token"
    )
    key_is_number: bool = Field(default=True, description="whether keys are compared as numbers in queries")
    columns: SocrataColumns = Field(
        default=SocrataColumns(), description="which column holds what; Camden's by default"
    )
    unread: tuple[str, ...] = Field(
        default=_CAMDENS_UNREAD, description="columns known and not read, personal ones first"
    )
