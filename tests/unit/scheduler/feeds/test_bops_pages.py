"""How a poll goes through a BOPS register: newly published first, all of it once a day, answers that are none."""

import json
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from scheduler.feeds import bops
from scheduler.page import PageUnreadable
from tests.unit.scheduler.feeds.bops_cases import FakeBops, record, request_for, southwark, wrapped
from tests.unit.scheduler.feeds.cases import TODAY
from tests.unit.scheduler.feeds.fake_servers import keys, pages

POLLED_TODAY = '{"since":"2026-06-10","reread":"2026-06-10"}'
POLLED_YESTERDAY = '{"since":"2026-06-09","reread":"2026-06-09"}'


def reason_of(answer: bytes, page: int = 1) -> str:
    """Why an answer is no page; "read" if it is one."""
    try:
        bops.parse(southwark(), request_for(page), answer, TODAY)
    except PageUnreadable as refused:
        return refused.reason
    return "read"


def five() -> list[dict[str, Any]]:
    return [record(f"26-{number}", f"2026-06-0{number}T10:00:00.000+01:00") for number in range(1, 6)]


def test_the_first_load_asks_for_the_days_of_history_in_the_order_of_publication() -> None:
    request = bops.first_request(southwark(), "", TODAY)
    assert (request.method, request.url) == (
        "GET",
        "https://southwark.bops.example/api/v2/public/planning_applications/search",
    )
    assert request.params == (
        ("publishedAtFrom", "2026-04-11"),
        ("sortBy", "publishedAt"),
        ("orderBy", "asc"),
        ("resultsPerPage", "50"),
        ("page", "1"),
    )


def test_the_first_load_goes_on_to_the_last_page_and_reads_nothing_twice() -> None:
    server = FakeBops(five())
    polled = list(pages(bops, southwark(page_size=2), server, TODAY))
    assert keys(polled) == ["26-1", "26-2", "26-3", "26-4", "26-5"]
    assert [page for _, _, page in server.stages()] == ["1", "2", "3"]
    assert polled[-1].cursor == POLLED_TODAY


def test_a_full_last_page_is_the_end() -> None:
    server = FakeBops(five()[:4])
    assert keys(list(pages(bops, southwark(page_size=2), server, TODAY))) == ["26-1", "26-2", "26-3", "26-4"]
    assert len(server.asked) == 2


def test_a_later_poll_of_the_day_asks_only_for_what_was_published_lately() -> None:
    server = FakeBops(five())
    polled = list(pages(bops, southwark(), server, TODAY, POLLED_TODAY))
    assert server.stages() == [("published", "2026-06-07", "1")]
    assert polled[-1].cursor == POLLED_TODAY


def test_the_first_poll_of_a_day_reads_the_whole_history_again_after_the_news() -> None:
    server = FakeBops(
        [record("26-0", "2026-04-20T10:00:00Z", status="determined", decision="granted"), *five()]
    )
    polled = list(pages(bops, southwark(), server, TODAY, POLLED_YESTERDAY))
    assert server.stages() == [("published", "2026-06-06", "1"), ("reread", "2026-04-11", "1")]
    assert keys(polled) == ["26-0", "26-1", "26-2", "26-3", "26-4", "26-5"]
    assert [page.cursor for page in polled] == [
        '{"since":"2026-06-10","reread":"2026-06-09","paging":{"started":"2026-06-10","stage":"reread",'
        '"since":"2026-04-11"}}',
        POLLED_TODAY,
    ]


@pytest.mark.parametrize("read", [1, 2, 3, 4])
def test_a_poll_cut_off_after_any_page_goes_on_with_the_page_and_stage_that_were_due(read: int) -> None:
    whole, cut = FakeBops(five()), FakeBops(five())
    whole_poll = list(pages(bops, southwark(page_size=2), whole, TODAY, POLLED_YESTERDAY))
    poll = pages(bops, southwark(page_size=2), cut, TODAY, POLLED_YESTERDAY)
    polled = [next(poll) for _ in range(read)]
    polled += list(pages(bops, southwark(page_size=2), cut, date(2026, 6, 13), polled[-1].cursor))
    if read == len(whole_poll):
        assert cut.stages()[: len(whole_poll)] == whole.stages()
        assert cut.stages()[len(whole_poll)] == ("published", "2026-06-07", "1")
    else:
        assert cut.stages() == whole.stages()
        assert polled[-1].cursor == POLLED_TODAY


@pytest.mark.fault("F-16")
def test_what_is_published_while_paging_moves_nothing_and_is_read_with_it() -> None:
    server = FakeBops(five())
    poll = pages(bops, southwark(page_size=2), server, TODAY)
    polled = [next(poll)]
    server.records.append(record("26-6", "2026-06-10T11:00:00.000+01:00"))
    polled += list(poll)
    assert keys(polled) == ["26-1", "26-2", "26-3", "26-4", "26-5", "26-6"]


@pytest.mark.fault("F-16")
def test_what_slips_forward_when_one_is_taken_down_is_read_again_the_next_day() -> None:
    server = FakeBops(five())
    poll = pages(bops, southwark(page_size=2), server, TODAY)
    polled = [next(poll)]
    del server.records[0]
    polled += list(poll)
    assert "26-3" not in keys(polled)
    again = pages(bops, southwark(page_size=2), server, date(2026, 6, 11), polled[-1].cursor)
    assert "26-3" in keys(list(again))


@pytest.mark.fault("F-16")
def test_a_register_that_shrinks_below_the_page_asked_for_ends_the_poll() -> None:
    server = FakeBops(five())
    poll = pages(bops, southwark(page_size=2), server, TODAY)
    polled = [next(poll), next(poll)]
    del server.records[2:]
    polled += list(poll)
    assert polled[-1].next is None
    assert polled[-1].cursor == POLLED_TODAY


@pytest.mark.fault("C-15")
def test_a_clock_that_ran_ahead_skips_nothing_once_it_is_put_right() -> None:
    cursor = '{"since":"2059-01-15","reread":"2059-01-15"}'
    server = FakeBops(five())
    assert keys(list(pages(bops, southwark(), server, TODAY, cursor)))[-5:] == [
        f"26-{n}" for n in range(1, 6)
    ]
    assert server.stages() == [("published", "2026-06-07", "1"), ("reread", "2026-04-11", "1")]


@pytest.mark.parametrize(
    "cursor",
    [
        "rubbish",
        "[]",
        '{"since":"0001-01-01"}',
        '{"since":"2026-06-09","paging":{"started":"0001-01-01","since":"2026-06-01"}}',
        '{"since":"2026-06-09","paging":{"started":"2026-06-10","since":"2026-06-01","page":1001}}',
        '{"since":"2026-06-09","paging":{"started":"2026-06-10","since":"2026-06-01","stage":"?"}}',
    ],
)
def test_a_cursor_that_cannot_be_read_means_a_first_load(cursor: str) -> None:
    assert bops.first_request(southwark(), cursor, TODAY) == bops.first_request(southwark(), "", TODAY)


@pytest.mark.fault("F-15")
@pytest.mark.parametrize(
    ("asked", "came", "last", "reason"),
    [
        (1, 1, 3, "read"),
        (1, 0, 3, "page-loop"),
        (1, 2, 3, "page-loop"),
        (1, 2, 2, "page-loop"),
        (2, 1, 3, "page-loop"),
        (3, 2, 3, "page-loop"),
        (3, 2, 2, "read"),
        (1, 1, 0, "read"),
        (1000, 1000, 1001, "too-many-pages"),
        (999, 999, 10**30, "read"),
    ],
)
def test_another_page_than_the_one_asked_for_is_refused(
    asked: int, came: int, last: int, reason: str
) -> None:
    assert reason_of(wrapped([record("26-1")], came, last), asked) == reason


@pytest.mark.fault("F-15")
def test_the_same_page_under_ever_new_numbers_is_found_out() -> None:
    with pytest.raises(PageUnreadable) as refused:
        list(pages(bops, southwark(), counting_on, TODAY))
    assert refused.value.reason == "page-loop"


def counting_on(request: Any) -> bytes:
    page = int(dict(request.params)["page"])
    return wrapped([record("26-1"), record("26-2")], page, page + 1)


@pytest.mark.fault("F-13")
@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><title>Sorry</title>", "html"),
        (b'{"error":{"code":404,"message":"Not Found","detail":"No such council"}}', "error-answer"),
        (b'{"data":[]}', "unexpected-shape"),
        (b'{"pagination":{"currentPage":1,"totalPages":1}}', "unexpected-shape"),
        (b'{"data":[],"pagination":{"currentPage":1}}', "unexpected-shape"),
        (b'{"data":[],"pagination":{"currentPage":true,"totalPages":1}}', "unexpected-shape"),
        (b'{"data":[],"pagination":{"currentPage":"1","totalPages":"1"}}', "unexpected-shape"),
        (b'{"data":[],"pagination":{"currentPage":-1,"totalPages":-1}}', "unexpected-shape"),
        (b'{"data":{},"pagination":{"currentPage":1,"totalPages":1}}', "unexpected-shape"),
    ],
)
def test_an_error_in_place_of_applications_fails_the_poll(answer: bytes, reason: str) -> None:
    assert reason_of(answer) == reason


def test_an_empty_register_is_one_empty_page() -> None:
    polled = list(pages(bops, southwark(), FakeBops([]), TODAY))
    assert [(page.fetched, page.next, page.cursor) for page in polled] == [(0, None, POLLED_TODAY)]


def test_the_two_stages_of_a_poll_are_told_apart_where_they_are_given_the_same_page() -> None:
    first = bops.first_request(southwark(), POLLED_YESTERDAY, TODAY)
    second = bops.parse(southwark(), first, wrapped([record("26-1")]), TODAY).next
    assert second is not None
    assert (first.step, second.step) == ("published", "reread")
    assert json.loads(second.cursor)["since"] == "2026-06-10"


@pytest.mark.parametrize(
    "settings",
    [
        {"page_size": 51},
        {"page_size": 0},
        {"link": "https://council.example/view"},
        {"link": "javascript:{reference}"},
        {"link": "https://user@council.example/{reference}"},
        {"pagesize": 3},
    ],
)
def test_a_setting_that_cannot_be_is_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        southwark(**settings)


def test_every_setting_says_in_one_line_what_it_is() -> None:
    assert [name for name, field in bops.settings_model.model_fields.items() if not field.description] == []
