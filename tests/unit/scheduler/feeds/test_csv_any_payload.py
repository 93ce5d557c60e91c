"""Whatever stands where a council's file should, it is a page or PageUnreadable, and the counts add up."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.domain.application import Application
from scheduler.feeds import csv_file
from scheduler.feeds.csv_settings import CsvSettings
from scheduler.feeds.kind import Feed
from tests.unit.scheduler.feeds.cases import TODAY, assert_counts_add_up, payload, samples
from tests.unit.scheduler.feeds.csv_cases import (
    annual_file,
    lga,
    parse,
    plain,
    portal,
    reason_of,
    weekly_list,
    wrapped,
)

AS_JSON = lga(format="json")

FEEDS = (lga(), plain(), weekly_list(), annual_file(), portal(), AS_JSON)


def rows_at_hand() -> list[dict[str, str]]:
    """Good rows of the schema: our own, and authentic ones if they are at hand."""
    files = [payload("csv", "lga_file", "csv"), *(path.read_bytes() for path in samples("lga-csv", "csv"))]
    texts = [io.StringIO(answer.decode("utf-8-sig"), newline="") for answer in files]
    return [row for text in texts for row in list(csv.DictReader(text))[:2]]


DRIFTS: list[Callable[[dict[str, Any], str], dict[str, Any]]] = [
    lambda row, name: {key: value for key, value in row.items() if key != name},
    lambda row, name: {(f"{name}_2" if key == name else key): value for key, value in row.items()},
    lambda row, name: {**row, name: ""},
    lambda row, name: {**row, name: f'{{"value": "{row[name]}"}}'},
    lambda row, name: {**row, name: "7"},
    lambda row, name: {**row, name: "-1.5e300"},
    lambda row, name: {**row, name: "something new"},
    lambda row, name: {**row, name: "\x00\x1b\ufffe"},
    lambda row, name: {**row, name: "x" * 2_000},
    lambda row, name: {key: row[key] for key in reversed(row)},
]
JSON_DRIFTS: list[Callable[[dict[str, Any], str], dict[str, Any]]] = [
    *DRIFTS,
    lambda row, name: {**row, name: None},
    lambda row, name: {**row, name: [row[name]]},
    lambda row, name: {**row, name: {"value": row[name]}},
    lambda row, name: {**row, name: -1.5e300},
    lambda row, name: {**row, name: True},
]
NEEDED = ("CaseReference", "CaseText")


@pytest.mark.fault("F-17")
def test_any_column_may_drift_in_any_way_and_the_counts_stay_exact() -> None:
    for row in rows_at_hand():
        for name in row:
            for drift in DRIFTS:
                drifted = drift(row, name)
                other = {
                    key: ("other" if key == "CaseReference" else value) for key, value in drifted.items()
                }
                answer = wrapped([drifted, other])
                if any(needed not in drifted for needed in NEEDED):
                    assert reason_of(lga(), answer) == "missing-column"
                    continue
                page = parse(lga(), answer)
                assert_counts_add_up(page)
                assert (page.fetched, len(page.applications) + len(page.problems)) == (2, 2)


@pytest.mark.fault("F-17")
def test_any_field_of_a_list_may_drift_in_any_way_and_the_counts_stay_exact() -> None:
    for row in rows_at_hand():
        other = {**row, "OrganisationURI": "", "CaseReference": "other"}
        for name in row:
            drifted = [drift(row, name) for drift in JSON_DRIFTS]
            page = parse(AS_JSON, json.dumps([*drifted, other]).encode())
            assert_counts_add_up(page)
            assert page.fetched == len(JSON_DRIFTS) + 1
            assert page.applications[-1].feed_key == "other"


@pytest.mark.fault("F-17")
def test_columns_may_come_in_any_order() -> None:
    rows = [{**row, "CaseReference": f"A/{number}"} for number, row in enumerate(rows_at_hand())]
    turned = [{name: row[name] for name in reversed(row)} for row in rows]
    assert parse(lga(), wrapped(turned)).applications == parse(lga(), wrapped(rows)).applications


ANY_TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY_TEXT, inner, max_size=4),
    max_leaves=8,
)
LIKELY = st.sampled_from(
    ["", "A/1", "A/2", "0", "test", "09/06/2026", "2026-06-09", "51.5", "-0.1", "529029", "185096", "OSGB36",
     "Withdrawn", "Refuse", "https://x.example/1", 'a "b"', "two\r\nlines"]
)  # fmt: skip
COLUMN_NAMES = (
    "CaseReference", "CaseText", "OrganisationURI", "LocationText", "GeoX", "GeoY", "CoordinateReferenceSystem",
    "CaseDate", "DecisionDate", "Status", "Decision", "UPRN", "CaseURL", "ServiceTypeLabel", "Agent", "New",
)  # fmt: skip


def cells_of(width: int) -> st.SearchStrategy[list[str]]:
    return st.lists(LIKELY | ANY_TEXT, min_size=width, max_size=width)


@pytest.mark.fault("F-11")
@settings(max_examples=100)
@given(answer=st.binary(max_size=200) | JSON_VALUES.map(lambda value: json.dumps(value).encode()))
def test_no_bytes_raise_anything_but_page_unreadable(answer: bytes) -> None:
    for feed in FEEDS:
        reason_of(feed, answer)


@pytest.mark.fault("F-11")
@settings(max_examples=100)
@given(rest=st.text(alphabet='aA/1,;"\r\n\0é{', max_size=80))
def test_no_rows_raise_anything_but_page_unreadable(rest: str) -> None:
    assert reason_of(lga(), f"CaseReference,CaseText,Agent\n{rest}".encode()) in {"read", "truncated"}


@pytest.mark.fault("F-11")
@settings(max_examples=100)
@given(rows=st.lists(cells_of(len(COLUMN_NAMES)), min_size=1, max_size=6))
def test_every_row_is_an_application_a_problem_or_a_repeat(rows: list[list[str]]) -> None:
    counted = [cells for cells in rows if any(cell.strip() for cell in cells)]
    answer = wrapped([dict(zip(COLUMN_NAMES, cells, strict=True)) for cells in rows])
    assert_every_record_counts(lga(), answer, len(counted))


@pytest.mark.fault("F-11")
@settings(max_examples=100)
@given(
    records=st.lists(
        st.dictionaries(st.sampled_from(COLUMN_NAMES), LIKELY | JSON_VALUES, max_size=12) | JSON_VALUES,
        max_size=6,
    )
)
def test_every_object_is_an_application_a_problem_or_a_repeat(records: list[Any]) -> None:
    known = {"CaseReference": "known", "CaseText": "A shed"}
    assert_every_record_counts(AS_JSON, json.dumps([known, *records]).encode(), len(records) + 1)


def assert_every_record_counts(feed: Feed[CsvSettings], answer: bytes, count: int) -> None:
    page = parse(feed, answer)
    assert_counts_add_up(page)
    assert (page.fetched, page.total) == (count, count)
    told = [reading.outcome for reading in csv_file.readings(feed, answer, TODAY)]
    keys = {outcome.feed_key for outcome in told if isinstance(outcome, Application)}
    assert {application.feed_key for application in page.applications} == keys
    assert len([outcome for outcome in told if not isinstance(outcome, Application)]) == len(page.problems)
