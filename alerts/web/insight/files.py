"""A chart as files: its numbers as CSV that no spreadsheet runs and as JSON, its picture as SVG and as PNG."""

import base64
import csv
import hashlib
import io
import json
from collections.abc import Callable, Mapping
from typing import NamedTuple

from alerts.drawing.charts.file import Caption, file_png, file_svg
from alerts.drawing.charts.palette import LIGHT, rules
from alerts.drawing.charts.paper import WIDE
from alerts.syndication.csv_file import safe_cell
from alerts.web.insight.chart import Chart
from alerts.web.insight.table import Cell, Table


class Told(NamedTuple):
    """What a file says of itself beside its chart: a title, the lines of its source, fields for programs, and a warning
    that stands before the rest.
    """

    title: str
    source: tuple[str, ...]
    fields: Mapping[str, object]
    warning: str = ""


class Written(NamedTuple):
    body: bytes
    content_type: str


def csv_text(table: Table) -> str:
    """A table as CSV: text cells safe in a spreadsheet, numbers as they are, an empty cell for none."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(column.name for column in table.columns)
    writer.writerows(map(_cells, table.rows))
    return out.getvalue()


def _cells(row: tuple[Cell, ...]) -> list[Cell]:
    return [safe_cell(cell) if isinstance(cell, str) else cell for cell in row]


def json_text(table: Table, fields: Mapping[str, object]) -> str:
    """The same as JSON, with what it is of."""
    names = [column.name for column in table.columns]
    rows = [dict(zip(names, row, strict=True)) for row in table.rows]
    return json.dumps({**fields, "rows": rows}, ensure_ascii=False, indent=1)


def svg_text(chart: Chart, told: Told) -> str:
    """The picture with its own title and source. ValueError where there is nothing to draw."""
    if chart.draw is None:
        raise ValueError("there is nothing to draw")
    return file_svg(chart.draw(WIDE), Caption(told.title, chart.sentence, told.source, told.warning))


def svg_style_hash() -> str:
    """What a policy names that lets just our own style sheet stand in a picture."""
    digest = hashlib.sha256(rules(LIGHT).encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _csv(chart: Chart, _told: Told) -> Written:
    return Written(csv_text(chart.table).encode(), "text/csv; charset=utf-8; header=present")


def _json(chart: Chart, told: Told) -> Written:
    fields = {"title": told.title, "sentence": chart.sentence, **told.fields, "source": told.source}
    return Written(json_text(chart.table, fields).encode(), "application/json")


def _svg(chart: Chart, told: Told) -> Written:
    return Written(svg_text(chart, told).encode(), "image/svg+xml")


def _png(chart: Chart, told: Told) -> Written:
    return Written(file_png(svg_text(chart, told)), "image/png")


ENDINGS: Mapping[str, Callable[[Chart, Told], Written]] = {
    "csv": _csv,
    "json": _json,
    "svg": _svg,
    "png": _png,
}
PICTURES = frozenset({"svg", "png"})
