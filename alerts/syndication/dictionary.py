"""The columns told to programs: CSV on the Web (W3C) and Frictionless Data Package, from the one table of columns."""

from collections.abc import Mapping, Sequence
from typing import Any

from alerts.syndication.changes_file import CHANGE_COLUMNS
from alerts.syndication.columns import ALL, Column, ColumnType
from alerts.syndication.manifest import APPLICATIONS, CHANGES, FileEntry, Manifest

COLUMNS_OF: Mapping[str, Sequence[Column]] = {APPLICATIONS: ALL, CHANGES: CHANGE_COLUMNS}
KEYS: Mapping[str, Sequence[str]] = {APPLICATIONS: ("authority", "reference"), CHANGES: ("log_no",)}

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
