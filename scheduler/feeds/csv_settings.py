"""The settings of a feed that is one file: its form, its letters and which column holds what."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints, ValidationInfo, field_validator

from scheduler.feeds.mapped_settings import Column, Columns, MappedSettings
from scheduler.feeds.reading.table import Delimiter, Encoding


class Preset(StrEnum):
    """A published schema whose columns, dates and words are known here."""

    NONE = ""
    LGA = "lga"


class FileFormat(StrEnum):
    """What the file is."""

    CSV = "csv"
    JSON = "json"


class CsvColumns(Columns):
    """The file's column for each thing we read; "" where it has none. One column may be given for several things."""

    organisation: Column = Field(
        default="", description="within whose value alone keys are unique; it becomes part of the key"
    )
    crs: Column = Field(
        default="", description="OSGB36 where a row's longitude and latitude are grid metres instead"
    )


class CsvSettings(MappedSettings):
    """A file's own keys."""

    preset: Preset = Field(
        default=Preset.NONE,
        description='"lga" for the LGA\'s planning applications schema: it fills in what is left out',
    )
    format: FileFormat = Field(
        default=FileFormat.CSV, description='"csv", or "json": a list of objects, always in UTF-8'
    )
    records_path: Annotated[str, StringConstraints(max_length=200)] = Field(
        default="", description='json: where the list lies, such as "results" or "result.records"'
    )
    encoding: Encoding = Field(
        default=Encoding.UTF8, description="csv: how its letters are written: " + ", ".join(Encoding)
    )
    delimiter: Delimiter = Field(
        default=Delimiter.COMMA, description='csv: what stands between fields: "," ";" "|" or a tab, "\\t"'
    )
    is_whole: bool = Field(
        default=True,
        description="false where the file holds only the newest, as weekly lists do, and may well be shorter",
    )
    columns: CsvColumns = Field(
        default=CsvColumns(),
        validate_default=True,
        description="which column holds what; reference and description are needed",
    )

    @field_validator("encoding")
    @classmethod
    def _json_is_utf8(cls, encoding: Encoding, known: ValidationInfo) -> Encoding:
        if known.data.get("format") is FileFormat.JSON and encoding is not Encoding.UTF8:
            raise ValueError('JSON is always in UTF-8: leave encoding out, or write format = "csv"')
        return encoding

    @field_validator("columns")
    @classmethod
    def _are_named(cls, columns: CsvColumns, known: ValidationInfo) -> CsvColumns:
        if known.data.get("preset") is Preset.NONE and not (columns.reference and columns.description):
            raise ValueError(
                'say which columns hold the reference and the description, or write preset = "lga":'
                ' columns = { reference = "…", description = "…" }'
            )
        return columns
