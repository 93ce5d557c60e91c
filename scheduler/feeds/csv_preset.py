"""The LGA's planning applications schema as settings, and what it fills in where an operator says nothing.

Source: schemas.opendata.esd.org.uk/PlanningApplications, 36 columns; three codes of types as Hampshire publishes them.
"""

from alerts.domain.application import Decision, Status
from scheduler.feeds.csv_settings import CsvColumns, CsvSettings, FileFormat, Preset
from scheduler.feeds.reading.dates import DateForm

_LGA = CsvSettings(
    preset=Preset.LGA,
    columns=CsvColumns(
        organisation="OrganisationURI",
        reference="CaseReference",
        description="CaseText",
        address="LocationText",
        uprn="UPRN",
        application_type="ServiceTypeLabel",
        status="Status",
        decision="Decision",
        valid_date="CaseDate",
        consultation_start_date="PublicConsultationStartDate",
        consultation_end_date="PublicConsultationEndDate",
        decision_date="DecisionDate",
        appeal="AppealRef",
        appeal_decision="AppealDecision",
        appeal_decision_date="AppealDecisionDate",
        crs="CoordinateReferenceSystem",
        longitude="GeoX",
        latitude="GeoY",
        url="CaseURL",
    ),
    dates=(DateForm.DAY_MONTH_YEAR, DateForm.YEAR_MONTH_DAY, DateForm.ISO),
    standings={
        "Pending": Status.UNDETERMINED,
        "Live": Status.UNDETERMINED,
        "Called in": Status.UNDETERMINED,
        "Referred to SoS": Status.UNDETERMINED,
        "Withdrawn": Status.WITHDRAWN,
        "Decided": Status.DETERMINED,
        "Approve": Decision.GRANTED,
        "Refuse": Decision.REFUSED,
        "Split": Decision.SPLIT,
        "Prior not required": Decision.NOT_REQUIRED,
        "Prior granted": Decision.GRANTED,
        "Prior refused": Decision.REFUSED,
        "Prior refused permission required": Decision.REFUSED,
    },
    types={"FUL": "full", "VAR": "s73", "NMA": "non-material-amendment"},
    unread=(
        "Agent",
        "ClassificationLabel",
        "ClassificationURI",
        "DecisionNoticeDate",
        "DecisionTargetDate",
        "DecisionType",
        "ExtractDate",
        "GeoAreaLabel",
        "GeoAreaURI",
        "GeoPointLicensingURL",
        "GroundArea",
        "OrganisationLabel",
        "PublisherLabel",
        "PublisherURI",
        "ResponsesAgainst",
        "ResponsesFor",
        "ServiceTypeURI",
    ),
)


def filled(settings: CsvSettings) -> CsvSettings:
    """The settings with what their preset knows; what the operator says comes first."""
    if settings.preset is not Preset.LGA:
        return settings
    given = settings.columns
    named = {field: getattr(given, field) for field in given.model_fields_set}
    return settings.model_copy(
        update={
            "columns": _LGA.columns.model_copy(update=named),
            "dates": settings.dates if "dates" in settings.model_fields_set else _LGA.dates,
            "standings": {**_LGA.standings, **settings.standings},
            "types": {**_LGA.types, **settings.types},
            "unread": (*_LGA.unread, *settings.unread),
        }
    )


def needed_columns(settings: CsvSettings) -> tuple[str, ...]:
    """The columns without which a file is not read: what names and describes, and in CSV all the operator named.

    A renamed column would otherwise take its values from every application at once, without a word.
    """
    columns = filled(settings).columns
    needed = [columns.key, columns.reference, columns.description]
    if settings.format is FileFormat.CSV:
        needed += [getattr(settings.columns, field) for field in type(settings.columns).model_fields]
    return tuple(dict.fromkeys(column for column in needed if column))
