"""A chart's files say what its table says; no spreadsheet runs what a feed wrote."""

import csv
import io
import json
from xml.etree import ElementTree as ET

import pytest

from alerts.drawing.charts.bars import Bar, draw_bars
from alerts.web.insight.chart import Chart
from alerts.web.insight.files import ENDINGS, Told, csv_text, json_text
from alerts.web.insight.table import Column, Table

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "\ufeff=1", ' "=1', "'=1")
TABLE = Table(
    (Column("name", "Ward", is_number=False), Column("received", "Received"), Column("share", "Share")),
    (("Highgate", 12, 0.5), ("<b>“Kilburn”</b>, & more", -3, None)),
)
TOLD = Told("Wards, Camden", ("Made from a register.",), {"page": "https://alerts.example.org/insight"})
CHART = Chart(
    "wards", "Wards", "Most in Highgate.", TABLE, lambda paper: draw_bars([Bar("Highgate", 1, "1")], paper)
)


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.fault("W-19")
@pytest.mark.parametrize("text", FORMULAS)
def test_a_name_that_is_a_formula_is_a_text_to_a_spreadsheet(text: str) -> None:
    table = Table((Column("name", "", is_number=False), Column("longitude", "")), ((text, -0.14),))
    name, number = cells(csv_text(table))[1]
    assert name == f"'{text}"
    assert number == "-0.14"


def test_csv_has_every_cell_of_the_table() -> None:
    assert cells(csv_text(TABLE)) == [
        ["name", "received", "share"],
        ["Highgate", "12", "0.5"],
        ["<b>“Kilburn”</b>, & more", "-3", ""],
    ]


def test_json_has_every_cell_of_the_table_as_it_is() -> None:
    found = json.loads(json_text(TABLE, {"title": "Wards"}))
    assert found["title"] == "Wards"
    assert found["rows"] == [
        {"name": "Highgate", "received": 12, "share": 0.5},
        {"name": "<b>“Kilburn”</b>, & more", "received": -3, "share": None},
    ]


def test_a_picture_says_its_title_its_sentence_and_its_source() -> None:
    made = ENDINGS["svg"](CHART, TOLD)
    said = " ".join(
        each.text or "" for each in ET.fromstring(made.body).iter("{http://www.w3.org/2000/svg}text")
    )
    assert made.content_type == "image/svg+xml"
    for words in ("Wards, Camden", "Most in Highgate.", "Made from a register."):
        assert words in said


def test_the_page_says_what_is_not_known_with_a_dash() -> None:
    assert TABLE.on_page[1] == ("<b>“Kilburn”</b>, & more", "-3", "–")
