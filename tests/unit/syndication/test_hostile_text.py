"""Files for other programs hold what feeds say as text, whatever it is, and can be read."""

import csv
import io
import json

import pytest

from alerts.syndication import csv_file, geojson_file, jsonl_file
from tests.factories import an_application

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    'said "no", then, left',
    "&lt;b&gt; &amp;amp;",
    "🏠 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 \u202eabc\u202c e\u0301\u0327",
    "line\u2028separator",
    "]}\n,{",
    "🏠" * 5_120,
]


@pytest.mark.fault("C-11")
@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_every_file_parses_and_holds_the_text_as_text(hostile: str) -> None:
    said = {"description": hostile, "address": hostile, "application_type_raw": hostile}
    applications = [an_application(1, **said), an_application(2)]
    out = {name: io.StringIO(newline="") for name in ("csv", "geojson", "jsonl")}
    csv_file.write(applications, out["csv"])
    geojson_file.write(applications, out["geojson"])
    jsonl_file.write(applications, out["jsonl"])
    rows = list(csv.DictReader(io.StringIO(out["csv"].getvalue(), newline="")))
    features = json.loads(out["geojson"].getvalue())["features"]
    lines = [json.loads(line) for line in out["jsonl"].getvalue().split("\n") if line]
    read = (rows, [feature["properties"] for feature in features], lines)
    assert [len(records) for records in read] == [2, 2, 2]
    for first, _ in read:
        assert {name: first[name] for name in said} == said
    for text in out.values():
        text.getvalue().encode()
