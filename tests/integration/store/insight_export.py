"""What is public of a database, exported as JSON Lines and opened in DuckDB; wards by geopandas."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import geopandas
import shapely
from sqlalchemy import text

from alerts.db.session import Database

_TYPES = """('hh', 'full', 'outline', 'reserved-matters', 'pip', 'technical-details-consent', 'prior-approval', 'lbc',
    'demolition-con-area', 'advertising', 'ldc', 's73', 'approval-condition', 'non-material-amendment',
    'consent-under-tpo', 'notice-trees-in-con-area', 'hedgerow-removal', 'extraction-oil-gas', 'waste-dev',
    'land-drainage-consent', 'footpath-diversion')"""
_EXPORTED = """SELECT id, authority, description, application_type, status, decision, decision_raw, received_date,
    valid_date, consultation_end_date, decision_date, withdrawn_date, appeal_raw, appeal_start_date,
    appeal_decision_raw, appeal_decision_date, is_major, site_precision, first_noticed_at, site
    FROM application WHERE quarantine IS NULL"""
_AMENDED = "SELECT application_id FROM change WHERE kind = 'amended' AND log_no IS NOT NULL"
_WARDS = """SELECT code, parent, geometry FROM boundary WHERE kind = 'ward' AND vintage =
    (SELECT max(vintage) FROM boundary AS other WHERE other.kind = 'ward' AND other.parent = boundary.parent)
    ORDER BY code"""

_TOLD = """
CREATE TABLE told AS SELECT *,
    CASE WHEN application_type IN $types THEN application_type ELSE 'unknown' END AS kind,
    coalesce(received_date, valid_date) AS came,
    CASE
        WHEN status = 'withdrawn' OR withdrawn_date IS NOT NULL THEN 'withdrawn'
        WHEN decision IN ('granted', 'refused') THEN decision
        WHEN decision IS NOT NULL THEN 'other'
        WHEN decision_raw IS NOT NULL OR decision_date IS NOT NULL OR status = 'determined' THEN 'other'
        WHEN status = 'returned' OR appeal_raw IS NOT NULL OR appeal_start_date IS NOT NULL
            OR appeal_decision_raw IS NOT NULL OR appeal_decision_date IS NOT NULL THEN 'elsewhere'
        ELSE 'pending'
    END AS ending
FROM exported
"""


@dataclass(frozen=True)
class Truth:
    """A connection in which `told` has a row for each public application."""

    db: duckdb.DuckDBPyConnection
    today: date
    wards: dict[str, str | None]

    def one(self, sql: str, **values: Any) -> Any:
        return self.rows(sql, **values)[0][0]

    def rows(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        used = {name: value for name, value in values.items() if f"${name}" in sql}
        return self.db.execute(sql, used).fetchall()


def truth_of(database: Database, folder: Path, today: date) -> Truth:
    """Export what is public of a database and open it."""
    with database.reading() as session:
        found = [dict(row) for row in session.execute(text(_EXPORTED)).mappings()]
        amended = Counter(session.scalars(text(_AMENDED)))
        wards = [
            (code, parent, shapely.from_wkb(outline))
            for code, parent, outline in session.execute(text(_WARDS))
        ]
    for row in found:
        site = row.pop("site")
        row["site"] = shapely.from_wkb(site) if site else None
    ward_of = _ward_of({row["id"]: row["site"] for row in found if row["site"]}, wards)
    path = folder / "exported.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for row in found:
            more = {"ward": ward_of.get(row["id"]), "amended": amended[row["id"]]}
            file.write(json.dumps(_exported(row) | more) + "\n")
    db = duckdb.connect(config={"threads": "1"})
    db.execute(
        "CREATE TABLE exported AS SELECT * FROM read_json($path, columns = $columns, format = 'newline_delimited')",
        {"path": str(path), "columns": _columns(found[0] if found else {})},
    )
    db.execute(_TOLD.replace("$types", _TYPES))
    return Truth(db, today, {code: parent for code, parent, _outline in wards})


def _exported(row: dict[str, Any]) -> dict[str, Any]:
    """A line of the export, the site as its centre and its size."""
    site = row["site"]
    middle = site.centroid if site else None
    return {name: _plain(value) for name, value in row.items() if name != "site"} | {
        "x": middle and round(middle.x, 2),
        "y": middle and round(middle.y, 2),
        "m2": round(site.area) if site and row["site_precision"] == "boundary" else 0,
    }


def _columns(row: dict[str, Any]) -> dict[str, str]:
    ends = {"date": "DATE", "at": "TIMESTAMP"}
    columns = {name: ends.get(name.rpartition("_")[2], "VARCHAR") for name in row if name != "site"}
    numbers = {
        "id": "BIGINT",
        "is_major": "INTEGER",
        "x": "DOUBLE",
        "y": "DOUBLE",
        "m2": "BIGINT",
        "amended": "INTEGER",
    }
    return columns | numbers | {"ward": "VARCHAR"}


def _plain(value: Any) -> Any:
    """As JSON has it: days and instants as SQLite writes them."""
    return value if value is None or isinstance(value, int | str) else str(value)[:19]


def _ward_of(sites: dict[int, Any], wards: list[tuple[str, str | None, Any]]) -> dict[int, str]:
    """By geopandas: the first ward by code that the centre, to the centimetre, meets."""
    if not sites or not wards:
        return {}
    middles = [site.centroid for site in sites.values()]
    rounded = [shapely.Point(round(middle.x, 2), round(middle.y, 2)) for middle in middles]
    points = geopandas.GeoDataFrame({"id": list(sites)}, geometry=rounded)
    outlines = geopandas.GeoDataFrame(
        {"code": [ward[0] for ward in wards]}, geometry=[ward[2] for ward in wards]
    )
    joined = geopandas.sjoin(points, outlines, predicate="intersects")
    return joined.groupby("id")["code"].min().to_dict()
