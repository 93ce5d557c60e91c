"""The log of changes as CSV and JSON Lines: what changed of which application, and when it was noticed."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from alerts.domain.change import Difference
from alerts.syndication.columns import Column, ColumnType
from alerts.syndication.csv_file import line, safe_cell
from alerts.syndication.format import Format
from alerts.syndication.record import COLUMNS
from alerts.syndication.text_file import TextForm

PUBLIC_FIELDS = frozenset((*COLUMNS, "site"))
"""Of what a difference may tell; `site` is the place in grid metres."""


class ChangeRecord(NamedTuple):
    """One change as it is published, in the order of the columns."""

    log_no: int
    noticed_at: datetime
    kind: str
    authority: str
    reference: str
    differences: Sequence[Difference]
    feed: str
    licence: str | None
    licence_url: str | None
    page: str


CHANGE_COLUMNS = (
    Column(
        "log_no",
        ColumnType.NUMBER,
        "Its place in the log. Numbers only grow, some are left out, and a later one was published later.",
        "48201",
        required=True,
    ),
    Column(
        "noticed_at",
        ColumnType.INSTANT,
        "When this service noticed it, which decides in which month's file it stands.",
        "2026-06-04T02:10:00+00:00",
        required=True,
    ),
    Column(
        "kind",
        ColumnType.TEXT,
        "What happened.",
        "amended",
        values=("new", "readvertised", "amended", "appealed", "decided", "withdrawn", "noted"),
        required=True,
    ),
    Column("authority", ColumnType.TEXT, "As in the applications.", "E09000007", required=True),
    Column(
        "reference",
        ColumnType.TEXT,
        "As in the applications: the reference that it has today.",
        "2026/0123/P",
        required=True,
    ),
    Column(
        "differences",
        ColumnType.TEXT,
        "Each column that differed, with its value before and after: a JSON array, as text in CSV. The place is"
        " called `site` there, in metres of the British National Grid.",
        '[{"field": "address", "before": "14 Falkland Rd", "after": "14 Falkland Road"}]',
        required=True,
    ),
    Column("feed", ColumnType.TEXT, "The source that told of it, by its name here.", "camden", required=True),
    Column(
        "licence", ColumnType.TEXT, "Licence under which the source gives it.", "Open Government Licence v3.0"
    ),
    Column(
        "licence_url",
        ColumnType.TEXT,
        "Where the licence can be read.",
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    ),
    Column(
        "page",
        ColumnType.TEXT,
        "The application's page on this site.",
        "https://alerts.example/applications/E09000007/2026/0123/P",
        required=True,
    ),
)


def _objects(record: ChangeRecord) -> list[dict[str, str | None]]:
    return [each._asdict() for each in record.differences if each.field in PUBLIC_FIELDS]


def _csv_lines(records: Sequence[ChangeRecord]) -> Iterable[str]:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(map(_cells, records))
    return (out.getvalue(),)


def _cells(record: ChangeRecord) -> Iterable[str | int]:
    differences = json.dumps(_objects(record), ensure_ascii=False)
    told = record._replace(differences=())._asdict() | {"differences": differences}
    for value in told.values():
        if isinstance(value, int):
            yield value
        else:
            yield safe_cell(value.isoformat() if isinstance(value, datetime) else value)


def _json_lines(records: Sequence[ChangeRecord]) -> Iterable[str]:
    for record in records:
        told = record._asdict() | {
            "noticed_at": record.noticed_at.isoformat(),
            "differences": _objects(record),
        }
        yield json.dumps(told, ensure_ascii=False) + "\n"


CHANGE_FORMATS: Mapping[str, Format[Sequence[ChangeRecord]]] = {
    each.ending: each
    for each in (
        Format("csv", "CSV", "text/csv", TextForm(line(ChangeRecord._fields), "", "", _csv_lines)),
        Format("jsonl", "JSON Lines", "application/jsonl", TextForm("", "", "", _json_lines)),
    )
}
