"""A file that is read whole: what is asked for, what is refused, and what its settings may say."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from scheduler.feeds import csv_file
from scheduler.feeds.csv_settings import CsvColumns, CsvSettings
from scheduler.feeds.kind import Feed
from scheduler.page import PageUnreadable
from scheduler.request import Request
from tests.unit.scheduler.feeds.cases import TODAY, payload, said, samples
from tests.unit.scheduler.feeds.csv_cases import (
    A_GOOD_ROW,
    COLUMNS,
    PLAIN_COLUMNS,
    a_file,
    lga,
    parse,
    plain,
    portal,
    reason_of,
    weekly_list,
    wrapped,
)


def refusal(feed: Feed[CsvSettings], answer: bytes) -> PageUnreadable:
    with pytest.raises(PageUnreadable) as refused:
        parse(feed, answer)
    return refused.value


def test_a_poll_is_one_request_that_tells_all() -> None:
    expected = Request("https://downshire.example/a.csv", tells_all=True)
    assert csv_file.first_request(plain(), "", TODAY) == expected
    assert csv_file.first_request(plain(), "whatever stood here", TODAY) == expected


@pytest.mark.fault("F-18")
def test_a_file_is_one_page_that_says_how_much_the_feed_holds() -> None:
    page = parse(
        plain(), wrapped([A_GOOD_ROW, {**A_GOOD_ROW, "Ref": "A/2"}, A_GOOD_ROW, {**A_GOOD_ROW, "Ref": ""}])
    )
    assert (page.fetched, page.total, len(page.applications), len(page.problems)) == (4, 4, 2, 1)
    assert (page.next, page.cursor) == (None, "")


@pytest.mark.fault("F-18")
def test_a_file_of_headers_alone_holds_nothing_and_says_so() -> None:
    page = parse(lga(), b"CaseReference,CaseText\r\n")
    assert (page.fetched, page.total, page.applications) == (0, 0, ())


def test_a_file_of_only_the_newest_does_not_say_how_much_the_feed_holds() -> None:
    assert parse(weekly_list(), payload("csv", "weekly_list", "csv")).total is None


def test_a_feed_covers_its_one_authority() -> None:
    assert csv_file.authorities(lga()) == {"E10000014"}
    nobodys = Feed("nobody", "csv", "https://x.example/a.csv", None, 60, CsvSettings(preset="lga"))
    assert csv_file.authorities(nobodys) == frozenset()


@pytest.mark.fault("F-13")
@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><title>Sign in</title>", "html"),
        (b'{"error":"throttled"}', "error-answer"),
        (b'{"message":"hello"}', "not-csv"),
        (b"Service unavailable", "missing-column"),
        (b"CaseReference;CaseText\nA/1;A shed\n", "missing-column"),
        (b"CaseReference,CaseText,CaseText\nA/1,A shed,A\n", "unexpected-shape"),
        ("CaseReference,CaseText\nA/1,café\n".encode("cp1252"), "bad-encoding"),
    ],
)
def test_an_answer_that_is_no_file_of_applications_is_refused(answer: bytes, reason: str) -> None:
    assert reason_of(lga(), answer) == reason


@pytest.mark.fault("F-13")
@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"", "empty"),
        (b"<html></html>", "html"),
        (b"Ref,Details\nA/1,A shed\n", "not-json"),
        (b'{"error_code":"x","error":"throttled"}', "error-answer"),
        (b'{"success":false,"error":{"message":"Not found: Resource"}}', "error-answer"),
        (b"[]", "unexpected-shape"),
        (b"{}", "unexpected-shape"),
        (b'{"results":{}}', "unexpected-shape"),
        (b'{"results":[],"results":[]}', "unexpected-shape"),
        (b'{"total_count":101,"results":[{"reference":"1","proposal":"x"}]}', "not-whole"),
        (b'{"results":[{"reference":"1"}]}', "missing-column"),
        (b'{"results":[]}', "read"),
        (b'{"total_count":1,"results":[{"reference":"1","proposal":"x"}]}', "read"),
        (b'{"total_count":true,"results":[]}', "read"),
    ],
)
def test_an_answer_that_is_no_list_of_applications_is_refused(answer: bytes, reason: str) -> None:
    assert reason_of(portal(), answer) == reason


def test_a_list_may_stand_bare_or_deep() -> None:
    row = {"Ref": "A/1", "Details": "A shed"}
    bare = a_file(columns=COLUMNS, format="json")
    deep = a_file(columns=COLUMNS, format="json", records_path="result.records")
    answers = (
        json.dumps([row]).encode(),
        json.dumps({"success": True, "result": {"records": [row]}}).encode(),
    )
    assert said(parse(bare, answers[0]).applications) == {
        "A/1": {"authority": "E10000014", "reference": "A/1", "description": "A shed"}
    }
    assert said(parse(deep, answers[1]).applications) == said(parse(bare, answers[0]).applications)
    assert refusal(bare, answers[1]).detail == "no list and records_path names none"
    assert refusal(deep, answers[0]).detail == "the answer has no “result” where records_path says"


def test_a_page_of_a_longer_list_is_refused_with_what_to_do() -> None:
    deep = a_file(columns=COLUMNS, format="json", records_path="result.records")
    answer = json.dumps({"result": {"records": [{"Ref": "A/1", "Details": "x"}], "total": 2340}}).encode()
    assert refusal(deep, answer).detail == (
        "1 of 2,340 records: let the url ask for all, as an export or with a limit"
    )


@pytest.mark.fault("F-17")
@pytest.mark.parametrize("column", ["Ref", "Details", "Site", "Received"])
def test_a_column_that_was_renamed_is_told_at_once(column: str) -> None:
    renamed = {("New name" if name == column else name): value for name, value in A_GOOD_ROW.items()}
    refused = refusal(plain(), wrapped([renamed]))
    assert refused.reason == "missing-column"
    assert refused.detail.startswith(f"no column “{column}”; the header has “")
    assert "“New name”" in refused.detail


@pytest.mark.fault("F-17")
def test_of_the_schema_only_what_names_and_describes_must_be_there() -> None:
    (application,) = parse(lga(), b"CaseText,CaseReference\nA shed,A/1\n").applications
    assert application.reference == "A/1"
    assert reason_of(lga(), b"CaseReference,Proposal\nA/1,A shed\n") == "missing-column"
    assert reason_of(lga(), b"Reference,CaseText\nA/1,A shed\n") == "missing-column"


IN_THE_HEADER = {"missing-column", "unexpected-shape"}


@pytest.mark.fault("F-14")
def test_a_file_cut_within_a_row_is_refused_and_never_read_in_part() -> None:
    files = [payload("csv", "lga_file", "csv"), *(path.read_bytes() for path in samples("lga-csv", "csv"))]
    for whole in files:
        complete = parse(lga(), whole).applications
        for permille in range(0, 1000, 5):
            cut = whole[: len(whole) * permille // 1000]
            if reason_of(lga(), cut) == "read":
                page = parse(lga(), cut)
                before_repeats = {each.feed_key for each in complete if "conflicting-repeat" in each.notes}
                told = [each for each in page.applications if each.feed_key not in before_repeats]
                assert [each for each in told if each not in complete] == []
            else:
                assert reason_of(lga(), cut) in {"empty", "truncated", *IN_THE_HEADER}


@pytest.mark.fault("F-14")
def test_a_list_cut_short_is_refused_wherever_it_is_cut() -> None:
    whole = payload("csv", "portal").rstrip()
    cuts = [whole[: len(whole) * percent // 100] for percent in range(100)]
    assert {reason_of(portal(), cut) for cut in cuts} <= {"empty", "not-json"}


@pytest.mark.parametrize(
    ("wrong", "key", "told"),
    [
        ({}, "columns", 'or write preset = "lga"'),
        ({"columns": {"reference": "Ref"}}, "columns", "the reference and the description"),
        ({"columns": {"description": "Details"}}, "columns", "the reference and the description"),
        ({"columns": {"reference": "Ref", "description": "D", "adress": "A"}}, "columns", "Extra inputs"),
        ({"preset": "idox"}, "preset", "'' or 'lga'"),
        ({"preset": "lga", "encoding": "utf-7"}, "encoding", "'utf-8'"),
        ({"preset": "lga", "delimiter": ":"}, "delimiter", "';'"),
        ({"preset": "lga", "format": "xlsx"}, "format", "'csv' or 'json'"),
        ({"preset": "lga", "format": "json", "encoding": "cp850"}, "encoding", "JSON is always in UTF-8"),
        ({"preset": "lga", "dates": []}, "dates", "at least 1"),
        ({"preset": "lga", "standings": {"PCO": "pending"}}, "standings", "none of"),
        ({"preset": "lga", "types": {"HOU": "house"}}, "types", "none of"),
        ({"preset": "lga", "link": "ftp://x/{key}"}, "link", "pattern"),
        ({"preset": "lga", "pagesize": 3}, "pagesize", "Extra inputs"),
    ],
)
def test_settings_that_cannot_work_are_refused_with_their_key(
    wrong: dict[str, Any], key: str, told: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        CsvSettings(**wrong)
    (fault,) = refused.value.errors()
    assert fault["loc"][0] == key
    assert told in fault["msg"]


def test_every_setting_says_in_one_line_what_it_is() -> None:
    for fields in (csv_file.settings_model.model_fields, CsvColumns.model_fields):
        assert [name for name, field in fields.items() if not field.description] == []


def test_a_column_that_the_operator_names_must_be_there() -> None:
    feed = a_file(columns={**PLAIN_COLUMNS, "uprn": "UPRN"})
    assert refusal(feed, wrapped([A_GOOD_ROW])).detail.startswith("no column “UPRN”")
