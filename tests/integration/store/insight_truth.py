"""The numbers of a dashboard by another way: DuckDB over a JSON Lines export of the tables, in SQL of its own.

It shares no code with what it checks but the values that say what is asked and the names of the numbers.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from statistics import median
from typing import Any

from alerts.domain.insight.slice import Place, PlaceKind, Slice
from tests.integration.store.insight_export import Truth

_EIGHT_OR_THIRTEEN = (
    """('full', 'outline', 'reserved-matters', 's73', 'extraction-oil-gas', 'waste-dev', 'unknown')"""
)
_ALWAYS_EIGHT = """('hh', 'lbc', 'demolition-con-area', 'advertising', 'ldc', 'approval-condition',
    'consent-under-tpo')"""


def numbers(truth: Truth, place: Place, wanted: Slice) -> dict[str, Any]:
    """All that a dashboard shows, by name."""
    today, period = truth.today, wanted.period(truth.today)
    truth.db.execute(f"CREATE OR REPLACE TEMP TABLE there AS SELECT * FROM told WHERE {_place(place)}")
    truth.db.execute(f"CREATE OR REPLACE TEMP TABLE sliced AS SELECT * FROM there WHERE {_slice(wanted)}")
    truth.db.execute(f"CREATE OR REPLACE TEMP TABLE shown AS SELECT * FROM sliced WHERE {_endings(wanted)}")
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
        f"""CREATE OR REPLACE TEMP TABLE took AS SELECT decision_date - valid_date AS d, CASE
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
    this = truth.today.replace(day=1)
    lately: dict[str, list[int]] = {}
    all_lately: dict[date, int] = {}
    for code, month, count in truth.rows(
        """SELECT authority, date_trunc('month', came)::DATE AS m, count(*) FROM told
        WHERE came >= $first AND came < $last GROUP BY 1, 2 ORDER BY 2, 1""",
        first=(date(this.year - 20, this.month, 1) + timedelta(32)).replace(day=1),
        last=this,
    ):
        lately.setdefault(code, []).append(count)
        all_lately[month] = all_lately.get(month, 0) + count
    councils = truth.rows("SELECT authority, count(*) FROM there GROUP BY 1")
    by_month = {
        (code, month): count
        for code, month, count in truth.rows(
            """SELECT authority, date_trunc('month', came)::DATE, count(*) FROM told
            WHERE came BETWEEN $first AND $last GROUP BY 1, 2""",
            **span,
        )
    }
    months = [month for (month,) in truth.rows(f"SELECT m FROM ({_MONTHS}) ORDER BY m", **span)]
    codes = [code for (code,) in truth.rows("SELECT DISTINCT authority FROM told ORDER BY 1")]
    return {
        "ever": _series(truth, span, "came", "true"),
        "by council": {code: [by_month.get((code, month), 0) for month in months] for code in codes},
        "lately": lately,
        "usual of all": median(list(all_lately.values())[-12:] or [0]),
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
