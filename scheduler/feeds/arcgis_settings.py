"""The settings of an ArcGIS feed: which rows to ask for, in which form, and which column holds what."""

from collections import defaultdict
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, ValidationInfo, field_validator

from scheduler.feeds import arcgis_uniform
from scheduler.feeds.mapped_settings import Columns, MappedSettings
from scheduler.feeds.reading.dates import DateForm


class Preset(StrEnum):
    """A back office whose columns and codes are known here."""

    NONE = ""
    UNIFORM = "uniform"


class AnswerFormat(StrEnum):
    """How the rows come: a layer's query in either of its forms, or a Hub download."""

    GEOJSON = "geojson"
    JSON = "json"
    CSV = "csv"


def _one_line(where: str) -> str:
    if not where.strip() or not where.isprintable():
        raise ValueError("a condition is one line of printable text; “1=1” takes every row")
    return where


class ArcgisSettings(MappedSettings):
    """An ArcGIS feed's own keys."""

    preset: Preset = Field(
        default=Preset.NONE,
        description='"uniform" for the columns and codes of Idox Uniform: it fills in what is left out',
    )
    format: AnswerFormat = Field(
        default=AnswerFormat.GEOJSON,
        description='"geojson" or "json" from a layer, or "csv": a Hub download, as is every url that ends in .csv',
    )
    where: Annotated[str, StringConstraints(max_length=1_000), AfterValidator(_one_line)] = Field(
        default="1=1", description="which rows of a layer to read, as a condition in SQL; all by default"
    )
    order: str = Field(
        default="OBJECTID",
        pattern=r"^[A-Za-z_][A-Za-z0-9_.]{0,99}$",
        description="a layer's column that tells every row apart, by which pages are cut",
    )
    page_size: int = Field(
        default=2000, ge=1, le=10_000, description="rows asked for at a time; a layer may send fewer"
    )
    columns: Columns = Field(
        default=Columns(),
        validate_default=True,
        description="which column holds what; reference and description are needed without a preset",
    )
    dates: tuple[DateForm, ...] = Field(
        default=(DateForm.EPOCH_MS, DateForm.YEAR_MONTH_DAY, DateForm.ISO),
        min_length=1,
        description="forms in which dates are written, tried in turn",
    )

    def filled(self) -> Self:
        """The settings with what their preset knows; what the operator says comes first."""
        if self.preset is Preset.NONE:
            return self
        return self.model_copy(
            update={
                "columns": _with_preset(self.preset, self.columns),
                "standings": {**arcgis_uniform.STANDINGS, **self.standings},
                "types": {**arcgis_uniform.TYPES, **self.types},
                "unread": (*arcgis_uniform.UNREAD, *self.unread),
            }
        )

    def needed_columns(self) -> tuple[str, ...]:
        """The columns without which rows are not read: what names and describes, and all that the operator named.

        A renamed column would otherwise take its values from every application at once, without a word.
        """
        columns = self.filled().columns
        own = (getattr(self.columns, field) for field in type(self.columns).model_fields)
        needed = (columns.key, columns.reference, columns.description, *own)
        return tuple(dict.fromkeys(column for column in needed if column))

    @field_validator("columns")
    @classmethod
    def _can_be_read(cls, written: Columns, known: ValidationInfo) -> Columns:
        if "preset" in known.data:
            _refuse_unfit(_with_preset(known.data["preset"], written))
        return written


def _with_preset(preset: Preset, columns: Columns) -> Columns:
    if preset is Preset.NONE:
        return columns
    named = {field: getattr(columns, field) for field in columns.model_fields_set}
    return arcgis_uniform.COLUMNS.model_copy(update=named)


def _refuse_unfit(columns: Columns) -> None:
    if not (columns.reference and columns.description):
        raise ValueError(
            'say which columns hold the reference and the description, or write preset = "uniform":'
            ' columns = { reference = "…", description = "…" }'
        )
    uses: dict[str, list[str]] = defaultdict(list)
    for field in type(columns).model_fields:
        uses[getattr(columns, field)].append(field)
    for column, fields in uses.items():
        if column and len(fields) > 1:
            raise ValueError(f"“{column}” is given for {' and '.join(fields)}: it can be only one of them")
