"""The numbers of a dashboard by another way: DuckDB over a JSON Lines export of the tables, in SQL of its own.

It shares no code with what it checks but the values that say what is asked and the names of the numbers.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import geopandas
import shapely
from sqlalchemy import text

from alerts.db.session import Database
from alerts.domain.insight.slice import Place, PlaceKind, Slice

_TYPES = """('hh', 'full', 'outline', 'reserved-matters', 'pip', 'technical-details-consent', 'prior-approval', 'lbc',
    'demolition-con-area', 'advertising', 'ldc', 's73', 'approval-condition', 'non-material-amendment',
    'consent-under-tpo', 'notice-trees-in-con-area', 'hedgerow-removal', 'extraction-oil-gas', 'waste-dev',
    'land-drainage-consent', 'footpath-diversion')"""
_EIGHT_OR_THIRTEEN = (
    """('full', 'outline', 'reserved-matters', 's73', 'extraction-oil-gas', 'waste-dev', 'unknown')"""
)
_ALWAYS_EIGHT = """('hh', 'lbc', 'demolition-con-area', 'advertising', 'ldc', 'approval-condition',
    'consent-under-tpo')"""

_EXPORTED = """SELECT id, authority, description, application_type, status, decision, decision_raw, received_date,
    valid_date, consultation_end_date, decision_date, withdrawn_date, appeal_raw, appeal_start_date,
    appeal_decision_raw, appeal_decision_date, is_major, site_precision, first_noticed_at, site
    FROM application WHERE quarantine IS NULL"""
_AMENDED = "SELECT application_id FROM change WHERE kind = 'amended' AND log_no IS NOT NULL"
_WARDS = """SELECT code, parent, geometry FROM boundary WHERE kind = 'ward' AND vintage =
    (SELECT max(vintage) FROM boundary AS other WHERE other.kind = 'ward' AND other.parent = boundary.parent)
    ORDER BY code"""

_VIEW = """
CREATE VIEW told AS SELECT *,
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
    db.execute(_VIEW.replace("$types", _TYPES))
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


def numbers(truth: Truth, place: Place, wanted: Slice) -> dict[str, Any]:
    """All that a dashboard shows, by name."""
    today, period = truth.today, wanted.period(truth.today)
    truth.db.execute(f"CREATE OR REPLACE TEMP VIEW there AS SELECT * FROM told WHERE {_place(place)}")
    truth.db.execute(f"CREATE OR REPLACE TEMP VIEW sliced AS SELECT * FROM there WHERE {_slice(wanted)}")
    truth.db.execute(f"CREATE OR REPLACE TEMP VIEW shown AS SELECT * FROM sliced WHERE {_endings(wanted)}")
    first, last = period.first.first_day, min(period.last.last_day, today)
    days: dict[str, Any] = {"first": first, "last": last, "today": today}
    return {
        "known": truth.one("SELECT count(*) FROM shown"),
        "received": truth.one("SELECT count(*) FROM shown WHERE came BETWEEN $first AND $last", **days),
        "authorities": [each[0] for each in truth.rows("SELECT DISTINCT authority FROM there ORDER BY 1")],
        **_monthly(truth, days),
        **_outcomes(truth, days),
        **_timing(truth, days),
        **_open(truth, days),
        **_where(truth, place, days),
        **_ranked(truth, days),
        **_completeness(truth, days),
        **_years(truth, place, period.last.first_day),
    }


def _in(values: Iterable[str]) -> str:
    return "(" + ", ".join(f"'{value}'" for value in sorted(values)) + ")"


def _place(place: Place) -> str:
    if place.kind is PlaceKind.AUTHORITY:
        return f"authority = '{place.code}'"
    if place.kind is PlaceKind.WARD:
        return f"ward = '{place.code}'"
    if place.area is not None:
        middle, reach = place.area.core, place.area.margin_m + 0.1
        return f"sqrt((x - {middle.x}) ** 2 + (y - {middle.y}) ** 2) <= {reach}"
    return "true"


def _slice(wanted: Slice) -> str:
    parts = ["true"]
    if wanted.types:
        parts.append(f"kind IN {_in(wanted.types)}")
    if wanted.topics:
        # The words of the invented descriptions, each its topic's own.
        parts.append(" OR ".join(f"description LIKE '%{topic}%'" for topic in wanted.topics))
    if wanted.ward is not None:
        parts.append(f"ward = '{wanted.ward}'")
    if wanted.only_major:
        parts.append("is_major = 1")
    return " AND ".join(f"({part})" for part in parts)


def _endings(wanted: Slice) -> str:
    return f"ending IN {_in(wanted.endings)}" if wanted.endings else "true"


_MONTHS = """SELECT unnest(generate_series(
    date_trunc('month', $first), date_trunc('month', $last), INTERVAL 1 MONTH))::DATE AS m"""
_LEFT = "coalesce(withdrawn_date, decision_date)"


def _series(truth: Truth, days: dict[str, Any], day: str, condition: str) -> list[int]:
    sql = f"""SELECT m, count(t.id) FROM ({_MONTHS}) LEFT JOIN (
        SELECT id, {day} AS d FROM shown WHERE {condition} AND {day} BETWEEN $first AND $last) t
        ON date_trunc('month', d) = m GROUP BY m ORDER BY m"""
    return [count for _month, count in truth.rows(sql, **days)]


def _monthly(truth: Truth, days: dict[str, Any]) -> dict[str, Any]:
    decided = "ending IN ('granted', 'refused', 'other')"
    kinds = truth.rows(
        f"""SELECT kind, count(*) FILTER (came BETWEEN $first AND $last) AS r,
            count(*) FILTER ({decided} AND decision_date BETWEEN $first AND $last) AS d
            FROM shown GROUP BY kind HAVING r > 0 OR d > 0""",
        **days,
    )
    return {
        "received by month": _series(truth, days, "came", "true"),
        "granted by month": _series(truth, days, "decision_date", "ending = 'granted'"),
        "refused by month": _series(truth, days, "decision_date", "ending = 'refused'"),
        "other by month": _series(truth, days, "decision_date", "ending = 'other'"),
        "withdrawn by month": _series(truth, days, _LEFT, "ending = 'withdrawn'"),
        "types": {
            kind: (
                _series(truth, days, "came", f"kind = '{kind}'"),
                _series(truth, days, "decision_date", f"kind = '{kind}' AND {decided}"),
            )
            for kind, _received, _decided in kinds
        },
        "types in order": [
            -received * 1000 - ended
            for _kind, received, ended in sorted(kinds, key=lambda each: (-each[1], -each[2]))
        ],
    }


def _outcomes(truth: Truth, days: dict[str, Any]) -> dict[str, Any]:
    found = truth.rows(
        """SELECT coalesce(decision, 'unread'), count(*) FROM sliced
        WHERE ending IN ('granted', 'refused', 'other') AND decision_date BETWEEN $first AND $last GROUP BY 1""",
        **days,
    )
    return {
        "outcomes": dict(found),
        "withdrawn": truth.one(
            f"SELECT count(*) FROM sliced WHERE ending = 'withdrawn' AND {_LEFT} BETWEEN $first AND $last",
            **days,
        ),
    }


def _timing(truth: Truth, days: dict[str, Any]) -> dict[str, Any]:
    truth.db.execute(
        f"""CREATE OR REPLACE TEMP VIEW took AS SELECT decision_date - valid_date AS d, CASE
            WHEN kind IN {_EIGHT_OR_THIRTEEN} AND is_major = 1 AND authority NOT LIKE 'W%' THEN 91
            WHEN kind IN {_EIGHT_OR_THIRTEEN} OR kind IN {_ALWAYS_EIGHT} THEN 56 END AS most
        FROM shown WHERE ending IN ('granted', 'refused', 'other') AND decision_date >= valid_date
            AND decision_date BETWEEN '{days["first"]}' AND '{days["last"]}'"""
    )
    quartiles = truth.rows("SELECT quantile_cont(d, [0.25, 0.5, 0.75, 0.9]) FROM took")[0][0]
    weeks = "SELECT least(26, greatest(0, ceil(d / 7.0) - 1))::INTEGER, count(*) FROM took"
    return {
        "timed": truth.one("SELECT count(*) FROM took"),
        "quantiles": [None] * 4 if quartiles is None else [float(each) for each in quartiles],
        "weeks": dict(truth.rows(f"{weeks} GROUP BY 1")),
        "weeks of majors": dict(truth.rows(f"{weeks} WHERE most = 91 GROUP BY 1")),
        "limits": truth.rows(
            """SELECT count(*) FILTER (most = 56 AND d <= 56), count(*) FILTER (most = 56),
            count(*) FILTER (most = 91 AND d <= 91), count(*) FILTER (most = 91), count(*) FILTER (most IS NULL)
            FROM took"""
        )[0],
    }


_OPEN = """(SELECT *, coalesce(consultation_end_date, valid_date + 21) AS ends,
    consultation_end_date IS NULL AS guessed FROM shown WHERE ending = 'pending')"""


def _open(truth: Truth, days: dict[str, Any]) -> dict[str, Any]:
    return {
        "open": truth.rows(
            f"""SELECT count(*) FILTER (ends >= $today AND NOT guessed), count(*) FILTER (ends >= $today AND guessed),
            count(*) FILTER (ends BETWEEN $today AND $today + 7 AND NOT guessed),
            count(*) FILTER (ends BETWEEN $today AND $today + 7 AND guessed), count(*) FROM {_OPEN}""",
            **days,
        )[0]
    }


def _where(truth: Truth, place: Place, days: dict[str, Any]) -> dict[str, Any]:
    def by(column: str) -> dict[str, tuple[int, ...]]:
        rows = truth.rows(
            f"""SELECT {column}, count(*) FILTER (came BETWEEN $first AND $last),
            count(*) FILTER (ending = 'granted' AND decision_date BETWEEN $first AND $last),
            count(*) FILTER (ending = 'refused' AND decision_date BETWEEN $first AND $last),
            count(*) FILTER (ending = 'other' AND decision_date BETWEEN $first AND $last),
            count(*) FILTER (ending = 'withdrawn' AND {_LEFT} BETWEEN $first AND $last),
            count(*) FILTER (ending = 'pending' AND coalesce(consultation_end_date, valid_date + 21) >= $today)
            FROM shown WHERE {column} IS NOT NULL GROUP BY 1 ORDER BY 1""",
            **days,
        )
        return {code: tuple(counts) for code, *counts in rows if any(counts)}

    own = {
        code: (0,) * 6
        for code, parent in truth.wards.items()
        if place.code and place.code in (code if place.kind is PlaceKind.WARD else parent, None)
    }
    received = "FROM shown WHERE came BETWEEN $first AND $last"
    return {
        "wards": {} if place.kind is PlaceKind.ALL else own | by("ward"),
        "councils": by("authority"),
        "points": truth.rows(f"SELECT x, y {received} AND x IS NOT NULL", **days),
        "in wards": truth.one(f"SELECT count(ward) {received}", **days),
    }


def _ranked(truth: Truth, days: dict[str, Any]) -> dict[str, Any]:
    received = "FROM shown WHERE came BETWEEN $first AND $last"
    return {
        "biggest": truth.rows(f"SELECT id, m2 {received} AND m2 > 0 ORDER BY m2 DESC, id LIMIT 10", **days),
        "majors": [
            each[0]
            for each in truth.rows(
                f"SELECT id {received} AND is_major = 1 ORDER BY came DESC, id DESC LIMIT 10", **days
            )
        ],
        "most amended": truth.rows(
            f"SELECT id, amended {received} AND amended > 0 ORDER BY amended DESC, id LIMIT 10", **days
        ),
    }


def _completeness(truth: Truth, days: dict[str, Any]) -> dict[str, Any]:
    decided = "ending IN ('granted', 'refused', 'other')"
    return {
        "complete": truth.rows(
            f"""SELECT count(came), count(*) FILTER ({decided} AND decision_date IS NOT NULL),
            count(*) FILTER ({decided}), count(*) FILTER (ending = 'withdrawn' AND {_LEFT} IS NOT NULL),
            count(*) FILTER (ending = 'withdrawn') FROM shown""",
        )[0],
        "complete of received": truth.rows(
            """SELECT count(valid_date), count(*) FILTER (kind != 'unknown'), count(x), count(ward)
            FROM shown WHERE came BETWEEN $first AND $last""",
            **days,
        )[0],
    }


def _years(truth: Truth, place: Place, last: date) -> dict[str, Any]:
    """By month over twenty years: of the slice, of each council, and the days on which each was first read."""
    first = date(last.year - 20, last.month, 1) + timedelta(32)
    span = {"first": first.replace(day=1), "last": min(_month_end(last), truth.today)}
    councils = truth.rows("SELECT authority, count(*) FROM there GROUP BY 1")
    return {
        "ever": _series(truth, span, "came", "true"),
        "by council": {
            code: [
                count
                for _month, count in truth.rows(
                    f"""SELECT m, count(t.id) FROM ({_MONTHS}) LEFT JOIN (SELECT id, came FROM told
                    WHERE authority = $code AND came <= $last) t ON date_trunc('month', came) = m
                    GROUP BY m ORDER BY m""",
                    code=code,
                    **span,
                )
            ]
            for (code,) in truth.rows("SELECT DISTINCT authority FROM told ORDER BY 1")
        },
        "councils there": dict(councils),
        "first read": dict(
            truth.rows(
                """SELECT authority, min((first_noticed_at AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/London')::DATE)
                FROM told GROUP BY 1"""
            )
        ),
    }


def _month_end(day: date) -> date:
    return (day.replace(day=1) + timedelta(32)).replace(day=1) - timedelta(1)
