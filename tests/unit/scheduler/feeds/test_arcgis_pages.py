"""How a poll goes through an ArcGIS layer: a count, pages by offset, cursors."""

from typing import Any

import pytest

from scheduler.feeds import arcgis
from scheduler.page import PageUnreadable
from tests.unit.scheduler.feeds.arcgis_cases import (
    counted,
    download,
    feature,
    parse,
    uniform,
    wrapped,
)
from tests.unit.scheduler.feeds.cases import TODAY, payload
from tests.unit.scheduler.feeds.fake_arcgis import FakeFeatureServer
from tests.unit.scheduler.feeds.fake_servers import Answer, keys, pages

FEATURES = [feature(number) for number in range(1, 6)]
ALL_KEYS = ["K1", "K2", "K3", "K4", "K5"]


def refusal(feed: Any, answer: Answer) -> PageUnreadable:
    with pytest.raises(PageUnreadable) as refused:
        list(pages(arcgis, feed, answer, TODAY))
    return refused.value


@pytest.mark.fault("F-18")
@pytest.mark.parametrize("form", ["geojson", "json"])
def test_a_layer_is_read_whole_in_pages_as_large_as_it_gives(form: str) -> None:
    server = FakeFeatureServer(FEATURES, max_record_count=2)
    polled = list(pages(arcgis, uniform(format=form), server, TODAY))
    assert [page.total for page in polled] == [5, None, None, None]
    assert keys(polled) == ALL_KEYS
    assert [asked["resultOffset"] for asked in server.asked[1:]] == ["0", "2", "4"]
    assert [page.fetched for page in polled] == [0, 2, 2, 1]
    assert (polled[-1].next, polled[-1].cursor) == (None, "")


def test_a_layer_that_does_not_say_that_more_come_is_read_whole_all_the_same() -> None:
    server = FakeFeatureServer(FEATURES, max_record_count=2, is_mute=True)
    assert keys(list(pages(arcgis, uniform(), server, TODAY))) == ALL_KEYS


def test_rows_that_came_in_while_paging_are_read_too() -> None:
    server = FakeFeatureServer(FEATURES[:4], max_record_count=2)
    poll = pages(arcgis, uniform(), server, TODAY)
    polled = [next(poll), next(poll)]
    server.features.append(FEATURES[4])
    assert keys([*polled, *poll]) == ALL_KEYS


@pytest.mark.fault("F-16")
def test_a_row_that_moved_past_a_page_is_read_by_the_next_poll() -> None:
    server = FakeFeatureServer([feature(number) for number in range(1, 21)], max_record_count=10)
    poll = pages(arcgis, uniform(), server, TODAY)
    polled = [next(poll), next(poll)]
    del server.features[0]
    polled += list(poll)
    assert "K11" not in keys(polled)
    assert len(keys(polled)) == 19
    assert "K11" in keys(list(pages(arcgis, uniform(), server, TODAY, polled[-1].cursor)))


@pytest.mark.fault("F-18")
def test_an_empty_layer_says_so_and_is_not_asked_further() -> None:
    (page,) = pages(arcgis, uniform(), FakeFeatureServer([]), TODAY)
    assert (page.total, page.fetched, page.next, page.cursor) == (0, 0, None, "")


@pytest.mark.fault("K-01")
def test_a_poll_cut_off_between_pages_goes_on_where_it_was() -> None:
    server = FakeFeatureServer(FEATURES, max_record_count=2)
    poll = pages(arcgis, uniform(), server, TODAY)
    read = [next(poll), next(poll)]
    assert keys(read) == ["K1", "K2"]
    rest = list(pages(arcgis, uniform(), server, TODAY, read[-1].cursor))
    assert keys(rest) == ["K3", "K4", "K5"]
    assert (rest[0].total, rest[-1].cursor) == (5, "")


def test_a_poll_cut_off_before_any_page_begins_anew() -> None:
    server = FakeFeatureServer(FEATURES, max_record_count=2)
    (counted_only,) = [next(pages(arcgis, uniform(), server, TODAY))]
    assert counted_only.cursor == ""


def test_a_poll_cut_off_begins_anew_if_rows_have_gone_meanwhile() -> None:
    server = FakeFeatureServer(FEATURES, max_record_count=2)
    poll = pages(arcgis, uniform(), server, TODAY)
    read = [next(poll), next(poll)]
    del server.features[0]
    assert keys(list(pages(arcgis, uniform(), server, TODAY, read[-1].cursor))) == ALL_KEYS[1:]


def test_a_page_that_fails_twice_does_not_keep_the_pages_before_it_from_being_read() -> None:
    cut = '{"total":5,"offset":2}'
    server = FakeFeatureServer(FEATURES, max_record_count=2)
    first = next(pages(arcgis, uniform(), server, TODAY, cut))
    assert first.next is not None
    assert dict(first.next.params)["resultOffset"] == "2"
    assert first.cursor == ""


@pytest.mark.parametrize(
    "cursor",
    ["rubbish", "[]", '{"offset":2}', '{"total":5,"offset":-1}', '{"total":5,"offset":1e99}', '{"total":5,"x":1}'],
)  # fmt: skip
def test_a_cursor_that_cannot_be_read_means_the_beginning(cursor: str) -> None:
    server = FakeFeatureServer(FEATURES)
    assert keys(list(pages(arcgis, uniform(), server, TODAY, cursor))) == ALL_KEYS


@pytest.mark.fault("F-15")
def test_a_server_that_sends_the_same_page_for_ever_is_found_out() -> None:
    server = FakeFeatureServer(FEATURES, max_record_count=2, ignores_offset=True)
    refused = refusal(uniform(), server)
    assert (refused.reason, refused.detail) == ("page-loop", "the rows after 2 are those before it again")
    assert len(server.asked) == 3


@pytest.mark.fault("F-15")
def test_pages_that_lead_back_to_the_first_end_soon_after_what_was_counted() -> None:
    answers = [counted(20), *[wrapped(FEATURES[:2]), wrapped(FEATURES[2:4])] * 20]
    turns = iter([answer.replace(b"]}", b'],"exceededTransferLimit":true}') for answer in answers])
    refused = refusal(uniform(), lambda request: next(turns))
    assert (refused.reason, refused.detail) == (
        "page-loop",
        "34 rows came where 20 were counted, and there is no end to them",
    )


@pytest.mark.fault("F-15")
def test_an_empty_page_that_claims_to_go_on_is_refused() -> None:
    answers = iter([counted(2), wrapped([], properties={"exceededTransferLimit": True})])
    assert refusal(uniform(), lambda request: next(answers)).reason == "page-loop"


@pytest.mark.fault("F-15")
def test_rows_that_nothing_tells_apart_end_soon_after_what_was_counted() -> None:
    nameless = wrapped([{"type": "Feature", "properties": None}] * 5, exceededTransferLimit=True)
    answers = iter([counted(7), *[nameless] * 50])
    assert refusal(uniform(), lambda request: next(answers)).reason == "page-loop"


def test_a_page_of_repeats_of_one_application_is_no_loop() -> None:
    rows = [feature(number, KEYVAL="K1", REFVAL="26/1") for number in range(1, 4)]
    polled = list(pages(arcgis, uniform(), FakeFeatureServer(rows, max_record_count=1), TODAY))
    assert sum(page.fetched for page in polled) == 3


@pytest.mark.fault("F-14")
@pytest.mark.fault("F-18")
def test_a_layer_that_gives_far_fewer_rows_than_it_counts_is_refused() -> None:
    answers = iter([counted(2340), wrapped(FEATURES), wrapped([])])
    refused = refusal(uniform(), lambda request: next(answers))
    assert refused.reason == "not-whole"
    assert refused.detail.startswith("5 of 2,340 rows came")


def test_a_download_is_one_page_that_says_how_much_the_feed_holds() -> None:
    page = parse(download(), payload("arcgis", "uniform_download", "csv"))
    assert (page.fetched, page.total, page.next, page.cursor) == (6, 6, None, "")
