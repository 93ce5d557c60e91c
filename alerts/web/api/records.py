"""Applications as the API writes them: the open data's columns, where they stand now, and where to read on."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from alerts.domain.application import Application
from alerts.domain.comment_deadline import comment_deadline
from alerts.domain.licence import Licence, licences_of
from alerts.domain.paths import application_path
from alerts.domain.stage import SiteStage, stage_of
from alerts.services.register_pages import Registered
from alerts.syndication.columns import ALL, OF_APPLICATION, Column, ColumnType
from alerts.syndication.record import centre, geometry, public_record

_TYPES: Mapping[ColumnType, Any] = {
    ColumnType.TEXT: str,
    ColumnType.DATE: date,
    ColumnType.INSTANT: datetime,
    ColumnType.BOOLEAN: bool,
    ColumnType.NUMBER: float,
}
_ADDED = ("licence", "licence_url", "page", "first_noticed_at", "changed_at")
_PLACE = ("longitude", "latitude")


class Answer(BaseModel):
    """What is answered has these members and no others."""

    model_config = ConfigDict(extra="forbid", json_schema_serialization_defaults_required=True)


def _field(column: Column) -> Any:
    kind = _TYPES[column.type]
    if column.values:
        more: dict[str, Any] = {"enum": [*column.values, *([] if column.required else [None])]}
        return (
            str if column.required else str | None,
            Field(description=column.meaning, json_schema_extra=more),
        )
    return kind if column.required else kind | None, Field(description=column.meaning)


_COLUMNS = {column.name: column for column in ALL}
_FIELDS = {name: _field(_COLUMNS[name]) for name in (*(each.name for each in OF_APPLICATION), *_ADDED)}
_STAGES: dict[str, Any] = {
    "api": (str, Field(description="Its address in this API.")),
    "stage": (SiteStage, Field(description="How far it has come. Withdrawn is neither open nor decided.")),
    "comment_by": (
        date | None,
        Field(description="Last day to comment, while it is open and a day is known or can be estimated."),
    ),
    "comment_by_is_estimate": (
        bool | None,
        Field(description="The register gives no last day: it is the valid date and 21 days."),
    ),
}

Record = create_model("Record", __base__=Answer, __doc__="One application.", **_FIELDS, **_STAGES)
PlacedRecord = create_model(
    "PlacedRecord",
    __base__=Record,
    __doc__="One application with the centre of its site.",
    **{name: _field(_COLUMNS[name]) for name in _PLACE},
)


def record(registered: Registered, base_url: str, licences: Mapping[str, Licence]) -> dict[str, Any]:
    """The members of `Record`."""
    application = registered.application
    deadline = comment_deadline(application)
    licence, licence_url = licences_of(registered.feeds, licences)
    path = application_path(application.key)
    return public_record(application) | {
        "licence": licence,
        "licence_url": licence_url,
        "page": base_url + path,
        "first_noticed_at": registered.first_noticed_at.isoformat(),
        "changed_at": registered.changed_at.isoformat(),
        "api": f"{base_url}/api/v1{path}",
        "stage": stage_of(application),
        "comment_by": deadline.day.isoformat() if deadline else None,
        "comment_by_is_estimate": deadline.is_estimate if deadline else None,
    }


def place(application: Application) -> dict[str, float | None]:
    """The centre of a site, as `PlacedRecord` has it."""
    lon, lat = centre(application) or (None, None)
    return {"longitude": lon, "latitude": lat}


def feature(application: Application, properties: Mapping[str, Any]) -> dict[str, Any]:
    """An application as a GeoJSON feature with these properties."""
    return {
        "type": "Feature",
        "id": f"{application.authority}/{application.reference}",
        "geometry": geometry(application),
        "properties": properties,
    }
