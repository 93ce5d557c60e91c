"""Files for other programs hold what feeds say as text, whatever it is, and can be read."""

import io
import json

import pandas as pd
import pyarrow.parquet as pq
import pytest

from alerts.domain.application import Application
from alerts.syndication.columns import ALL, ColumnType
from alerts.syndication.record import COLUMNS
from tests.factories import an_application
from tests.unit.syndication.records import a_batch, read_csv, written

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    'said "no", then, left',
    "&lt;b&gt; &amp;amp;",
    "🏠 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 \u202eabc\u202c e\u0301\u0327",
    "line\u2028separator\u2029 and\x85 more",
    "]}\n,{",
    "several\r\nlines\rand\nmore\n",
    "a\ttab, a back\\slash, a '' quote",
    "🏠" * 5_120,
]
FORMULAS = ["=1+1", "'=1", "''", "' ", "\t'x", ' "=x', "-", "@"]
NOTHINGS = ["NA", "null", "NaN", "None", "", " ", "0012", "1e5", "true"]

TEXTS = ("reference", "description", "address", "postcode", "uprn", "application_type", "application_type_raw",
         "status_raw", "decision_raw", "appeal_raw", "appeal_decision_raw", "url")  # fmt: skip


def with_text(text: str, number: int = 1) -> Application:
    """An application all of whose words are these."""
    return an_application(number, **dict.fromkeys(TEXTS, text))


def test_every_column_of_words_is_tried() -> None:
    fixed = {"authority", "status", "decision", "extent", "site_precision", "feed"}
    words = {each.name for each in ALL if each.type is ColumnType.TEXT and each.name in COLUMNS}
    assert words == set(TEXTS) | fixed


def unguarded(cell: str) -> str:
    """What the documentation tells those who want the text as it was."""
    return cell.removeprefix("'")


@pytest.mark.fault("C-11")
@pytest.mark.fault("W-19")
@pytest.mark.parametrize("text", [*HOSTILE, *FORMULAS, *NOTHINGS], ids=range(27))
def test_every_text_comes_back_from_every_file(text: str) -> None:
    batch = a_batch(with_text(text), an_application(2))
    data = written("csv", batch)
    said = dict.fromkeys(TEXTS, text)
    in_pandas = pd.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False, encoding="utf-8")
    for first, *others in (read_csv(data), in_pandas.to_dict("records")):
        assert {name: unguarded(first[name]) for name in TEXTS} == said
        assert len(others) == 1
    features = json.loads(written("geojson", batch))["features"]
    lines = [json.loads(line) for line in written("jsonl", batch).decode().split("\n") if line]
    rows = pq.read_table(io.BytesIO(written("parquet", batch))).to_pylist()
    for first, *others in ([each["properties"] for each in features], lines, rows):
        assert {name: first[name] for name in TEXTS} == said
        assert len(others) == 1


@pytest.mark.parametrize("ending", ["csv", "geojson", "jsonl"])
def test_a_packed_file_holds_the_same(ending: str) -> None:
    batches = [a_batch(with_text(text, number)) for number, text in enumerate(HOSTILE)]
    assert written(ending, *batches, is_packed=True) == written(ending, *batches)
