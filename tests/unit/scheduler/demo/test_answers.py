"""What the feed answers."""

import json

import pytest

from scheduler.demo.answers import answer

ROWS = [
    {"pk": "10", "socrata_id": "b", "decision_type": "Granted", "last_uploaded": "2026-11-23T09:00:05.120"},
    {"pk": "9", "socrata_id": "a", "last_uploaded": "2026-11-23T10:00:00.000"},
    {"pk": "11", "socrata_id": "c", "decision_type": "Refused", "last_uploaded": "2026-11-22T10:00:00.000"},
]


def asked(**parameters):
    given = answer(ROWS, {f"${name}": value for name, value in parameters.items()})
    return given.status, json.loads(given.body)


def keys(**parameters):
    status, rows = asked(**parameters)
    assert status == 200
    return [row["pk"] for row in rows]


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, ["9", "10", "11"]),
        ({"order": "pk DESC"}, ["11", "10", "9"]),
        ({"order": "pk ASC,socrata_id ASC"}, ["9", "10", "11"]),
        ({"order": "decision_type,pk"}, ["10", "11", "9"]),
        ({"order": ":id desc"}, ["11", "10", "9"]),
        ({"order": "last_uploaded DESC", "limit": "1"}, ["9"]),
        ({"limit": "2"}, ["9", "10"]),
        ({"limit": "2", "offset": "2"}, ["11"]),
        ({"where": "pk > 9", "order": "pk", "limit": "1"}, ["10"]),
        ({"where": " "}, ["9", "10", "11"]),
        ({"where": "pk > 11"}, []),
    ],
)
def test_rows_come_in_the_order_and_number_asked_for(parameters, expected):
    assert keys(**parameters) == expected


def test_the_latest_upload_is_one_row_of_one_value():
    assert asked(select="max(last_uploaded)") == (200, [{"max_last_uploaded": "2026-11-23T10:00:00.000"}])


def test_the_latest_of_no_rows_is_an_empty_row():
    assert asked(select="max(last_uploaded)", where="pk > 99") == (200, [{}])


def test_columns_are_given_as_selected_and_left_out_where_empty():
    assert asked(select="pk, decision_type", limit="2") == (
        200,
        [{"pk": "9"}, {"pk": "10", "decision_type": "Granted"}],
    )


@pytest.mark.parametrize(
    "parameters",
    [
        {"select": "max(surname)"},
        {"select": "min(pk)"},
        {"order": "surname"},
        {"order": "pk SIDEWAYS"},
        {"limit": "-1"},
        {"limit": "many"},
        {"offset": "9999999999"},
        {"where": "pk ="},
        {"group": "pk"},
    ],
)
def test_a_query_that_is_not_understood_is_a_400_in_socratas_words(parameters):
    status, error = asked(**parameters)
    assert status == 400
    assert error["error"] is True
    assert error["code"].startswith("query.")


def test_the_tag_is_that_of_the_content():
    assert answer(ROWS, {}).etag == answer(list(reversed(ROWS)), {}).etag
    assert answer(ROWS, {}).etag != answer(ROWS[:2], {}).etag
