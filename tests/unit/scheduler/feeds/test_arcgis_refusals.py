"""Answers of an ArcGIS server that are none: refused with their reason, and never read in part."""

from typing import Any

import pytest

from scheduler.feeds import arcgis
from scheduler.page import PageUnreadable
from tests.unit.scheduler.feeds.arcgis_cases import (
    counted,
    download,
    feature,
    page_request,
    parse,
    reason_of,
    uniform,
    wrapped,
)
from tests.unit.scheduler.feeds.cases import TODAY, payload, samples
from tests.unit.scheduler.feeds.fake_arcgis import FakeFeatureServer
from tests.unit.scheduler.feeds.fake_servers import Answer, pages


def refusal(feed: Any, answer: Answer) -> PageUnreadable:
    with pytest.raises(PageUnreadable) as refused:
        list(pages(arcgis, feed, answer, TODAY))
    return refused.value


@pytest.mark.fault("F-13")
@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            {"code": 400, "message": "Invalid query.", "details": ["'Invalid field: OBJECTID' is invalid", 7, None]},
            "400. Invalid query. 'Invalid field: OBJECTID' is invalid. 7",
        ),
        ({"code": 499, "message": "Token Required", "details": []}, "499. Token Required"),
        ({"code": 500}, "500"),
        ({"message": ["x"], "details": "x"}, "the server says no more"),
    ],
)  # fmt: skip
def test_an_error_with_status_200_fails_the_poll_in_the_servers_words(
    error: dict[str, Any], told: str
) -> None:
    refused = refusal(uniform(), FakeFeatureServer([feature(1)], error=error))
    assert (refused.reason, refused.detail) == ("error-answer", told)


@pytest.mark.fault("F-13")
@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"", "empty"),
        (b"<html>Sign in</html>", "html"),
        (b'{"count":', "not-json"),
        (b"[" * 100_000, "too-deep"),
        ('{"count":"caf\xe9"}'.encode("cp1252"), "bad-encoding"),
        (b'{"error":{"code":400,"message":"Invalid URL"}}', "error-answer"),
        (b'{"error":"throttled"}', "error-answer"),
        (b'{"status":"error","messages":["Service not found"]}', "unexpected-shape"),
        (b"{}", "unexpected-shape"),
        (b"[]", "unexpected-shape"),
        (b"7", "unexpected-shape"),
        (counted(None), "unexpected-shape"),
        (counted(True), "unexpected-shape"),
        (counted("5"), "unexpected-shape"),
        (counted(-1), "unexpected-shape"),
        (counted(10**12), "unexpected-shape"),
        (wrapped([]), "unexpected-shape"),
    ],
)
def test_an_answer_that_is_no_count_is_refused_with_its_reason(answer: bytes, reason: str) -> None:
    assert reason_of(uniform(), answer) == reason


@pytest.mark.fault("F-13")
@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"", "empty"),
        (b"\n <html><body>502 Bad Gateway</body></html>", "html"),
        (b'{"error":{"code":500,"message":"Unable to complete operation."}}', "error-answer"),
        (counted(5), "unexpected-shape"),
        (b'{"features":{}}', "unexpected-shape"),
        (b'{"features":[],"features":[]}', "unexpected-shape"),
        (b"[]", "unexpected-shape"),
        (wrapped([{"properties": {"REFVAL": "26/1", "PROPOSAL": "A shed"}}]), "missing-column"),
        (wrapped([{"properties": {"KEYVAL": "K1", "REFVAL": "26/1"}}]), "missing-column"),
        (b'\xef\xbb\xbf{"features":[{"properties":{"KEYVAL":"K1","REFVAL":"26/1","PROPOSAL":"A"}}]}', "read"),
    ],
)
def test_an_answer_that_is_no_page_is_refused_with_its_reason(answer: bytes, reason: str) -> None:
    assert reason_of(uniform(), answer, page_request(uniform(), total=1)) == reason


@pytest.mark.fault("F-13")
@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><title>Sign in</title>", "html"),
        (b'{"status":"Pending","progressInPercent":12}', "not-csv"),
        (b'{"error":{"code":404,"message":"Not found"}}', "error-answer"),
        (b"REFVAL,PROPOSAL\r\n26/1,A shed\r\n", "missing-column"),
        ("KEYVAL,REFVAL,PROPOSAL\r\nK1,26/1,café\r\n".encode("cp1252"), "bad-encoding"),
        (b"KEYVAL,REFVAL,PROPOSAL\r\nK1,26/1,A shed\r\n", "read"),
    ],
)
def test_an_answer_that_is_no_download_is_refused_with_its_reason(answer: bytes, reason: str) -> None:
    assert reason_of(download(), answer) == reason


@pytest.mark.fault("F-17")
@pytest.mark.parametrize("column", ["KEYVAL", "REFVAL", "PROPOSAL", "Where"])
def test_a_column_that_was_renamed_is_told_at_once(column: str) -> None:
    row = feature(1, Where="1 The Row")
    del row["properties"][column]
    feed = uniform(columns={"address": "Where"})
    with pytest.raises(PageUnreadable) as refused:
        parse(feed, wrapped([row]))
    assert refused.value.reason == "missing-column"
    assert f"no column “{column}”" in refused.value.detail


@pytest.mark.fault("F-14")
def test_a_page_cut_short_is_refused_wherever_it_is_cut() -> None:
    whole = payload("arcgis", "uniform_layer").rstrip()
    cuts = [whole[: len(whole) * permille // 1000] for permille in range(0, 1000, 5)]
    request = page_request(uniform(), total=10)
    assert {reason_of(uniform(), cut, request) for cut in cuts} <= {"empty", "not-json"}


@pytest.mark.fault("F-14")
def test_a_download_cut_within_a_row_is_refused_and_never_read_in_part() -> None:
    files = [payload("arcgis", "uniform_download", "csv")]
    files += [path.read_bytes() for path in samples("york-arcgis", "csv")]
    for whole in files:
        complete = set(map(repr, parse(download(), whole).applications))
        for percent in range(0, 100, 3):
            cut = whole[: len(whole) * percent // 100]
            if reason_of(download(), cut) == "read":
                assert {repr(each) for each in parse(download(), cut).applications} <= complete
            else:
                expected = {"empty", "truncated", "missing-column", "bad-encoding"}
                assert reason_of(download(), cut) in expected
