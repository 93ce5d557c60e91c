"""The comparisons that a poll sends, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.demo.soql import QueryRefused, parse_where

OPEN = {
    "pk": "9",
    "registered_date": "2026-11-18T00:00:00.000",
    "development_description": "It's a rear extension",
}
DECIDED = {
    "pk": "10",
    "registered_date": "2026-02-18T00:00:00.000",
    "decision_type": "Granted",
    "decision_date": "2026-11-20T00:00:00.000",
}
OLD = {
    "pk": "11",
    "registered_date": "2025-02-18T00:00:00.000",
    "decision_type": "Refused",
    "northing": "185525.5",
}
NAMES = {"9": "open", "10": "decided", "11": "old"}


def found(where):
    is_wanted = parse_where(where)
    return [NAMES[row["pk"]] for row in (OPEN, DECIDED, OLD) if is_wanted(row)]


@pytest.mark.parametrize(
    ("where", "names"),
    [
        ("pk > 9", ["decided", "old"]),
        ("pk >= 9 AND pk < 11", ["open", "decided"]),
        ("pk != 10", ["open", "old"]),
        ("pk <> 10", ["open", "old"]),
        ("northing = 185525.5", ["old"]),
        ("registered_date >= '2026-11-18T00:00:00'", ["open"]),
        ("registered_date >= '2026-11-18'", ["open"]),
        ("decision_type IS NULL", ["open"]),
        ("decision_type is not null", ["decided", "old"]),
        ("decision_type = 'Granted'", ["decided"]),
        ("decision_type != 'Granted'", ["old"]),
        ("development_description = 'It''s a rear extension'", ["open"]),
        ("pk = 9 OR pk = 10 AND decision_type = 'Refused'", ["open"]),
        ("(pk = 9 OR pk = 11) AND decision_type = 'Refused'", ["old"]),
        (
            "(registered_date >= '2026-11-01T00:00:00' OR decision_date >= '2026-11-01T00:00:00'"
            " OR (decision_type IS NULL AND registered_date >= '2025-10-01T00:00:00')) AND pk > 9",
            ["decided"],
        ),
    ],
)
def test_rows_are_chosen_as_the_query_says(where, names):
    assert found(where) == names


@pytest.mark.parametrize(
    ("where", "code"),
    [
        ("surname = 'x'", "query.soql.no-such-column"),
        ("registered_date > 7", "query.soql.type-mismatch"),
        ("registered_date > 'yesterday'", "query.soql.type-mismatch"),
        ("registered_date > '2026-11-18T00:00:00Z'", "query.soql.type-mismatch"),
        ("pk > '9'", "query.soql.type-mismatch"),
        ("pk >", "query.compiler.malformed"),
        ("pk 9", "query.compiler.malformed"),
        ("pk > 9 pk", "query.compiler.malformed"),
        ("(pk > 9", "query.compiler.malformed"),
        ("pk > 9)", "query.compiler.malformed"),
        ("pk IS 9", "query.compiler.malformed"),
        ("NOT pk > 9", "query.soql.no-such-column"),
        ("upper(decision_type) = 'X'", "query.soql.no-such-column"),
        ("pk > 9; DROP", "query.compiler.malformed"),
        ("'a' = 'a'", "query.compiler.malformed"),
        ("(" * 21 + "pk > 9" + ")" * 21, "query.soql.too-deep"),
        ("pk > 9 OR " * 500 + "pk > 9", "query.soql.too-long"),
    ],
)
def test_what_is_not_understood_is_refused_and_not_guessed(where, code):
    with pytest.raises(QueryRefused) as refused:
        parse_where(where)
    assert refused.value.code == code


@given(st.text(alphabet="pk>=<() '9ANDORISNULL_decision_type.-", max_size=60))
def test_no_query_does_anything_but_answer_or_be_refused(where):
    try:
        answer = parse_where(where)(OPEN)
    except QueryRefused:
        return
    assert answer in (True, False)
