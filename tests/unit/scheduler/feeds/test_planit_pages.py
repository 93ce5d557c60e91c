"""How a poll goes through PlanIt: slowly, newest change first, cursors, answers that are none."""

import json
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from scheduler.feeds import planit
from scheduler.page import PageUnreadable
from tests.unit.scheduler.feeds.cases import TODAY
from tests.unit.scheduler.feeds.fake_servers import keys, pages
from tests.unit.scheduler.feeds.planit_cases import (
    FakePlanit,
    cotswold,
    first,
    record,
    request_for,
    wrapped,
)


def reason_of(answer: bytes, page: int = 1, **settings: Any) -> str:
    """Why an answer is no page; "read" if it is one."""
    try:
        planit.parse(cotswold(**settings), request_for(page), answer, TODAY)
    except PageUnreadable as refused:
        return refused.reason
    return "read"


def test_the_first_load_asks_for_what_began_in_the_days_of_history() -> None:
    request = planit.first_request(cotswold(), "", TODAY)
    assert (request.method, request.url) == ("GET", "https://planit.example/api/applics/json")
    assert request.params == (
        ("auth", "Cotswold"),
        ("start_date", "2026-04-11"),
        ("sort", "-last_changed"),
        ("pg_sz", "200"),
        ("page", "1"),
    )


def test_a_later_poll_asks_for_what_changed_since_the_day_before_the_last_stamp() -> None:
    asked = first(cotswold(area="Cotswold DC"), TODAY, '{"changed":"2026-06-08"}')
    assert asked["auth"] == "Cotswold DC"
    assert asked["changed_start"] == "2026-06-07"
    assert "start_date" not in asked


@pytest.mark.fault("F-20")
def test_every_request_keeps_a_minute_from_the_one_before() -> None:
    poll = pages(planit, cotswold(page_size=2), FakePlanit([record(f"26/{n}/F") for n in range(3)]), TODAY)
    following = [page.next for page in poll]
    gaps = [planit.first_request(cotswold(), "", TODAY).gap_s, *(each.gap_s for each in following if each)]
    assert gaps == [60.0, 60.0]


def test_pages_go_on_until_one_is_short_whatever_the_total_says() -> None:
    server = FakePlanit([record(f"26/{number}/F", f"2026-06-0{9 - number}T10:00:00") for number in range(5)])
    polled = list(pages(planit, cotswold(page_size=2), server, TODAY))
    assert keys(polled) == ["26/0/F", "26/1/F", "26/2/F", "26/3/F", "26/4/F"]
    assert [asked["page"] for asked in server.asked] == ["1", "2", "3"]
    assert polled[-1].cursor == '{"changed":"2026-06-09"}'
    assert [page.total for page in polled] == [None, None, None]


def test_a_full_last_page_is_followed_by_an_empty_one() -> None:
    polled = list(
        pages(planit, cotswold(page_size=2), FakePlanit([record("26/1/F"), record("26/2/F")]), TODAY)
    )
    assert [page.fetched for page in polled] == [2, 0]
    assert polled[-1].cursor == '{"changed":"2026-06-09"}'


def test_a_server_that_sends_fewer_at_a_time_is_asked_on() -> None:
    answer = wrapped([record(f"26/{number}/F") for number in range(100)], pg_sz=100)
    page = planit.parse(cotswold(), request_for(), answer, TODAY)
    assert page.next is not None
    assert dict(page.next.params)["page"] == "2"


def test_a_poll_cut_off_goes_on_with_the_page_that_was_due() -> None:
    server = FakePlanit([record(f"26/{number}/F", f"2026-06-0{9 - number}T10:00:00") for number in range(5)])
    stored = next(pages(planit, cotswold(page_size=2), server, TODAY))
    rest = list(pages(planit, cotswold(page_size=2), server, date(2026, 6, 14), stored.cursor))
    assert keys(rest) == ["26/2/F", "26/3/F", "26/4/F"]
    assert server.asked[1]["start_date"] == "2026-04-11"
    assert rest[-1].cursor == '{"changed":"2026-06-09"}'


@pytest.mark.fault("F-16")
def test_a_record_read_already_that_changes_while_we_page_pulls_none_onto_its_place() -> None:
    server = FakePlanit([record(f"26/{number}/F", f"2026-06-0{9 - number}T10:00:00") for number in range(6)])
    poll = pages(planit, cotswold(page_size=2), server, TODAY)
    polled = [next(poll)]
    server.records[1]["last_changed"] = "2026-06-10T09:00:00"
    polled += list(poll)
    assert set(keys(polled)) == {f"26/{number}/F" for number in range(6)}


@pytest.mark.fault("F-16")
def test_a_record_that_changes_before_its_page_is_read_comes_with_the_next_poll() -> None:
    server = FakePlanit([record(f"26/{number}/F", f"2026-06-0{9 - number}T10:00:00") for number in range(6)])
    poll = pages(planit, cotswold(page_size=2), server, TODAY)
    polled = [next(poll)]
    server.records[5]["last_changed"] = "2026-06-10T09:00:00"
    polled += list(poll)
    assert "26/5/F" not in keys(polled)
    assert "26/5/F" in keys(list(pages(planit, cotswold(page_size=2), server, TODAY, polled[-1].cursor)))


@pytest.mark.parametrize(
    ("stamp", "day"),
    [
        ("2026-06-08T07:46:30.357161", "2026-06-08"),
        ("2026-06-08T07:46:30.3571", "2026-06-08"),
        ("2026-06-08T23:46:30", "2026-06-08"),
        ("2026-06-08T07:46:30.35716Z", "2026-06-08"),
        ("2026-06-08T00:30:00+01:00", "2026-06-07"),
        ("2026-06-08 07:46:30", "2026-06-08"),
    ],
)
def test_a_stamp_is_read_in_every_form_and_as_utc(stamp: str, day: str) -> None:
    page = planit.parse(cotswold(), request_for(), wrapped([record("26/1/F", stamp)]), TODAY)
    assert json.loads(page.cursor) == {"changed": day}


@pytest.mark.parametrize(
    "stamp", [None, "", "08/06/2026", "2026-06-31T07:46:30", "0001-01-01T00:00:00+01:00", 7, ["2026-06-08"]]
)
def test_what_is_no_stamp_leaves_the_mark_where_it_was(stamp: Any) -> None:
    page = planit.parse(cotswold(), request_for(), wrapped([record("26/1/F", stamp)]), TODAY)
    assert page.cursor == '{"changed":"2026-06-02"}'


@pytest.mark.fault("C-14")
@pytest.mark.fault("C-15")
def test_a_stamp_beyond_today_is_no_mark_to_go_on_from() -> None:
    server = FakePlanit([record("26/1/F", "2059-01-15T00:00:00")])
    polled = list(pages(planit, cotswold(), server, TODAY))
    assert polled[-1].cursor == '{"changed":"2026-06-10"}'
    assert first(cotswold(), TODAY, '{"changed":"2059-01-15"}')["changed_start"] == "2026-06-09"


def test_the_mark_never_goes_back() -> None:
    page = planit.parse(cotswold(), request_for(), wrapped([record("26/1/F", "2020-01-01T00:00:00")]), TODAY)
    assert page.cursor == '{"changed":"2026-06-02"}'


@pytest.mark.parametrize(
    "cursor", ["rubbish", "[]", '{"paging":{"since":"2026-06-01","page":0}}', '{"changed":"0001-01-01"}']
)
def test_a_cursor_that_cannot_be_read_means_a_first_load(cursor: str) -> None:
    assert first(cotswold(), TODAY, cursor) == first(cotswold(), TODAY)


@pytest.mark.fault("F-15")
def test_the_same_page_for_ever_is_found_out() -> None:
    same = wrapped([record("26/1/F"), record("26/2/F")])
    with pytest.raises(PageUnreadable) as refused:
        list(pages(planit, cotswold(page_size=2), lambda request: same, TODAY))
    assert refused.value.reason == "page-loop"


@pytest.mark.fault("F-15")
@pytest.mark.parametrize(
    ("page", "first_record", "reason"),
    [
        (1, 0, "read"),
        (1, 1, "read"),
        (1, 2, "page-loop"),
        (3, 4, "read"),
        (3, 0, "page-loop"),
        (3, 9**30, "read"),
    ],
)
def test_records_of_another_page_than_the_one_asked_for_are_refused(
    page: int, first_record: int, reason: str
) -> None:
    answer = wrapped([record("26/1/F"), record("26/2/F")], **{"from": first_record})
    assert reason_of(answer, page, page_size=2) == reason


@pytest.mark.fault("F-15")
def test_pages_without_end_come_to_one() -> None:
    answer = wrapped([record("26/1/F"), record("26/2/F")])
    assert reason_of(answer, 999, page_size=2) == "read"
    assert reason_of(answer, 1000, page_size=2) == "too-many-pages"


@pytest.mark.fault("F-13")
@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"", "empty"),
        (b"<html>PlanIt is busy</html>", "html"),
        (b'{"error":"Too many requests"}', "error-answer"),
        (b'{"records":null}', "unexpected-shape"),
        (b'{"records":{"0":{}}}', "unexpected-shape"),
        (b"[]", "unexpected-shape"),
        (b'{"count":0}', "unexpected-shape"),
    ],
)
def test_an_error_in_place_of_records_fails_the_poll(answer: bytes, reason: str) -> None:
    assert reason_of(answer) == reason


@pytest.mark.parametrize(
    "settings",
    [{"area": "a\r\nb"}, {"page_size": 251}, {"page_size": 0}, {"api_key": "a\r\nb"}, {"aera": "x"}],
)
def test_a_setting_that_cannot_be_is_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        cotswold(**settings)


def test_a_key_is_sent_and_never_shown() -> None:
    feed = cotswold(api_key="s3cret")
    assert first(feed, TODAY)["apikey"] == "s3cret"
    assert "s3cret" not in repr(feed)


def test_every_setting_says_in_one_line_what_it_is() -> None:
    assert [name for name, field in planit.settings_model.model_fields.items() if not field.description] == []
    assert "one request a minute" in planit.summary
