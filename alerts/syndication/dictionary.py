"""The columns told to programs: CSV on the Web (W3C) and Frictionless Data Package, from the one table of columns."""

from collections.abc import Mapping, Sequence
from typing import Any

from alerts.syndication.changes_file import CHANGE_COLUMNS
from alerts.syndication.columns import ALL, Column, ColumnType
from alerts.syndication.manifest import APPLICATIONS, CHANGES, FileEntry, Manifest

COLUMNS_OF: Mapping[str, Sequence[Column]] = {APPLICATIONS: ALL, CHANGES: CHANGE_COLUMNS}
KEYS: Mapping[str, Sequence[str]] = {APPLICATIONS: ("authority", "reference"), CHANGES: ("log_no",)}

ABOUT = (
    "Names and meanings are those of the planning register and, where it has a name for a thing, of the government's"
    " planning application data specification. Days are days in London, moments are in UTC. JSON has null where a"
    " register says nothing; CSV has an empty cell.",
    "In CSV a text that a spreadsheet could take for a formula begins with an apostrophe, and so does one that began"
    " with an apostrophe anyway: take one away from each cell that begins with one, and you have the text as it was."
    " The other formats have it as it is.",
    "GeoJSON, JSON Lines and GeoParquet have the place as geometry, in degrees (WGS84, longitude first); GeoParquet"
    " has its box beside it as bbox.",
)
"""What holds for all columns."""


def more_words(column: Column) -> str:
    """What else there is to say of a column before its example."""
    said = [
        column.type,
        "never empty" if column.required else "",
        f"one of {', '.join(column.values)}" if column.values else "",
        f"{column.specification} in the specification" if column.specification else "",
        "for example",
    ]
    return "; ".join(part for part in said if part)


_CSVW_TYPES = {
    ColumnType.TEXT: "string",
    ColumnType.DATE: "date",
    ColumnType.INSTANT: "dateTimeStamp",
    ColumnType.BOOLEAN: "boolean",
    ColumnType.NUMBER: "number",
}
_PACKAGE_TYPES = {
    ColumnType.TEXT: "string",
    ColumnType.DATE: "date",
    ColumnType.INSTANT: "datetime",
    ColumnType.BOOLEAN: "boolean",
    ColumnType.NUMBER: "number",
}


def csvw(content: str) -> dict[str, Any]:
    """The metadata of a CSV file as `…csv-metadata.json` has it; it lies beside the file."""
    columns = [
        {
            "name": column.name,
            "titles": column.name,
            "dc:description": column.meaning,
            "datatype": _CSVW_TYPES[column.type],
            **({"required": True} if column.required else {}),
        }
        for column in COLUMNS_OF[content]
    ]
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": f"{content}.csv",
        "dialect": {"header": True, "encoding": "utf-8"},
        "tableSchema": {"columns": columns, "primaryKey": list(KEYS[content])},
    }


def data_package(manifest: Manifest, title: str) -> dict[str, Any]:
    """The CSV files of all as a Frictionless data package."""
    return {
        "profile": "tabular-data-package",
        "name": "planning-applications",
        "title": title,
        "created": manifest.made_at.isoformat(),
        "homepage": f"{manifest.base_url}/data",
        "resources": [
            _resource(entry) for entry in manifest.files if entry.name in ("applications.csv", "changes.csv")
        ],
    }


def _resource(entry: FileEntry) -> dict[str, Any]:
    fields = [
        {
            "name": column.name,
            "type": _PACKAGE_TYPES[column.type],
            "description": column.meaning,
            "constraints": {
                **({"required": True} if column.required else {}),
                **({"enum": list(column.values)} if column.values else {}),
            },
        }
        for column in COLUMNS_OF[entry.content]
    ]
    return {
        "profile": "tabular-data-resource",
        "name": entry.content,
        "path": entry.name,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": entry.bytes,
        "hash": f"sha256:{entry.sha256}",
        "schema": {"fields": fields, "primaryKey": list(KEYS[entry.content])},
    }
