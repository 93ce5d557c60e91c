"""How a poll goes through the Planning London Datahub: the search, its order, cursors, answers that are none."""

import json
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from scheduler.feeds import london_datahub
from scheduler.page import PageUnreadable
from tests.unit.scheduler.feeds.cases import TODAY, london
from tests.unit.scheduler.feeds.fake_servers import FakeHub, hub_answer, keys, pages


def source(name: str, last_updated: str = "2026-06-09T10:00:00.000Z") -> dict[str, Any]:
    """A record as short as the hub could send one."""
    return {"id": f"Camden-{name}", "lpa_app_no": name, "lpa_name": "Camden", "last_updated": last_updated}


def test_the_first_search_asks_for_the_days_of_history_in_order_of_stamp_and_id() -> None:
    feed = london(header={"X-API-AllowRequest": "guest"}, page_size=500)
    request = london_datahub.first_request(feed, "", TODAY)
    assert (request.method, request.url) == ("POST", "https://hub.example/api-guest/applications/_search")
    assert request.headers == (("X-API-AllowRequest", "guest"), ("Content-Type", "application/json"))
    assert json.loads(request.body or b"") == {
        "size": 500,
        "sort": [{"last_updated": "asc"}, {"id.raw": "asc"}],
        "query": {"bool": {"filter": [{"range": {"last_updated": {"gte": "2026-04-11T00:00:00.000Z"}}}]}},
    }


def test_a_later_search_goes_back_one_day_before_the_last_stamp() -> None:
    cursor = '{"last_updated":"2026-06-09T21:13:31.278Z"}'
    body = json.loads(london_datahub.first_request(london(), cursor, TODAY).body or b"")
    assert body["query"]["bool"]["filter"] == [
        {"range": {"last_updated": {"gte": "2026-06-08T21:13:31.000Z"}}}
    ]


def test_authorities_are_asked_for_by_the_names_that_the_hub_gives_them() -> None:
    feed = london(authorities=["E09000007", "Kingston upon Thames", "Kensington & Chelsea", "OPDC"])
    body = json.loads(london_datahub.first_request(feed, "", TODAY).body or b"")
    assert body["query"]["bool"]["filter"][1]["terms"]["lpa_name.raw"] == [
        "Camden",
        "Kingston upon Thames",
        "Kingston",
        "Kensington and Chelsea",
        "Kensington & Chelsea",
        "Old Oak and Park Royal Development Corporation",
        "Old Oak & Park Royal Development Corporation",
        "OPDC",
    ]


def test_an_authority_that_does_not_exist_is_refused_by_name() -> None:
    with pytest.raises(ValidationError, match="Atlantis"):
        london(authorities=["Camden", "Atlantis"])


@pytest.mark.parametrize("header", [{"X-Key": "a\r\nX-Other: b"}, {"X Key": "a"}, {"": "a"}, {"X-Key": "ä"}])
def test_a_header_that_cannot_be_sent_is_refused(header: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        london(header=header)


def test_the_header_is_not_shown_with_the_feed() -> None:
    assert "s3cret" not in repr(london(header={"X-API-AllowRequest": "s3cret"}))


def test_pages_go_on_from_the_last_hit_until_one_is_short() -> None:
    hub = FakeHub([source(f"{number}/P") for number in range(5)])
    polled = list(pages(london_datahub, london(page_size=2), hub, TODAY))
    assert keys(polled) == ["Camden-0/P", "Camden-1/P", "Camden-2/P", "Camden-3/P", "Camden-4/P"]
    assert [asked.get("search_after") for asked in hub.asked] == [
        None,
        [20260609100000000, "Camden-1/P"],
        [20260609100000000, "Camden-3/P"],
    ]
    assert polled[-1].cursor == '{"last_updated":"2026-06-09T10:00:00Z"}'


def test_a_poll_cut_off_goes_on_after_the_last_hit_it_stored() -> None:
    hub = FakeHub([source(f"{number}/P") for number in range(5)])
    first = next(pages(london_datahub, london(page_size=2), hub, TODAY))
    rest = list(pages(london_datahub, london(page_size=2), hub, date(2026, 6, 14), first.cursor))
    assert keys(rest) == ["Camden-2/P", "Camden-3/P", "Camden-4/P"]
    assert rest[-1].cursor == '{"last_updated":"2026-06-09T10:00:00Z"}'


@pytest.mark.fault("F-16")
def test_what_is_written_at_the_front_while_paging_comes_with_the_next_poll() -> None:
    hub = FakeHub([source(f"{number}/P") for number in range(4)])
    poll = pages(london_datahub, london(page_size=2), hub, TODAY)
    polled = [next(poll)]
    hub.sources.append(source("late/P", "2026-06-09T09:00:00.000Z"))
    polled += list(poll)
    again = list(pages(london_datahub, london(page_size=2), hub, TODAY, polled[-1].cursor))
    assert "Camden-late/P" not in keys(polled)
    assert {f"Camden-{name}/P" for name in ("0", "1", "2", "3", "late")} == set(keys(polled + again))


@pytest.mark.fault("C-15")
def test_a_clock_a_day_ahead_skips_nothing_once_it_is_put_right() -> None:
    hub = FakeHub([source("1/P", "2026-06-11T10:00:00.000Z")])
    ahead = list(pages(london_datahub, london(), hub, TODAY))
    hub.sources.append(source("2/P", "2026-06-10T11:00:00.000Z"))
    righted = list(pages(london_datahub, london(), hub, TODAY, ahead[-1].cursor))
    assert ahead[-1].cursor == '{"last_updated":"2026-06-10T00:00:00Z"}'
    assert "Camden-2/P" in keys(righted)


@pytest.mark.fault("C-14")
def test_a_stamp_far_in_the_future_is_no_mark_to_go_on_from() -> None:
    polled = list(
        pages(london_datahub, london(), FakeHub([source("1/P", "2059-01-15T00:00:00.000Z")]), TODAY)
    )
    assert polled[-1].cursor == '{"last_updated":"2026-06-10T00:00:00Z"}'


@pytest.mark.parametrize(
    ("stamp", "cursor"),
    [
        ("2026-06-09T22:13:31.278Z", '{"last_updated":"2026-06-09T22:13:31.278000Z"}'),
        ("2026-06-09T22:13:31.278+00:00", '{"last_updated":"2026-06-09T22:13:31.278000Z"}'),
        ("2026-06-09T22:13:31.278+01:00", '{"last_updated":"2026-06-09T21:13:31.278000Z"}'),
        ("09/06/2026", "{}"),
    ],
)
def test_the_three_forms_of_stamp_are_read_and_no_other(stamp: str, cursor: str) -> None:
    feed = london()
    answer = hub_answer([{"_source": source("1/P", stamp)}])
    assert (
        london_datahub.parse(feed, london_datahub.first_request(feed, "", TODAY), answer, TODAY).cursor
        == cursor
    )


def test_an_empty_answer_leaves_the_cursor_where_it_was() -> None:
    cursor = '{"last_updated":"2026-06-09T21:13:31.278000Z"}'
    (page,) = pages(london_datahub, london(), FakeHub([]), TODAY, cursor)
    assert (page.fetched, page.cursor) == (0, cursor)


@pytest.mark.fault("F-15")
@pytest.mark.parametrize(
    "turns",
    [
        pytest.param([[1, 2], [1, 2]], id="the same for ever"),
        pytest.param([[1, 2], [3, 4], [1, 2]], id="there and back"),
    ],
)
def test_pages_that_do_not_advance_are_found_out(turns: list[list[int]]) -> None:
    answers = iter(
        [hub_answer([{"_source": source(f"{each}/P"), "sort": [each]} for each in turn]) for turn in turns]
    )
    with pytest.raises(PageUnreadable) as refused:
        list(pages(london_datahub, london(page_size=2), lambda request: next(answers), TODAY))
    assert refused.value.reason == "page-loop"


@pytest.mark.parametrize("sort", [None, [], "x", [None, "a"], [1.5], [True], [2**70], ["a\ud800"], [[1]]])
def test_a_full_page_without_fit_sort_values_fails_the_poll(sort: Any) -> None:
    feed = london(page_size=1)
    answer = hub_answer([{"_source": source("1/P"), "sort": sort}])
    with pytest.raises(PageUnreadable) as refused:
        london_datahub.parse(feed, london_datahub.first_request(feed, "", TODAY), answer, TODAY)
    assert refused.value.reason == "missing-sort"


@pytest.mark.fault("F-13")
@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (hub_answer([], timed_out=True), "timed-out"),
        (hub_answer([], _shards={"total": 2, "successful": 1, "failed": 1}), "failed-shards"),
        (b'{"error":{"type":"search_phase_execution_exception"},"status":500}', "error-answer"),
        (b'{"hits":{}}', "unexpected-shape"),
        (b'{"hits":[]}', "unexpected-shape"),
        (b'{"hits":{"hits":{}}}', "unexpected-shape"),
        (b"[]", "unexpected-shape"),
        (b'{"hits":{"hits":[]},"hits":{"hits":[]}}', "unexpected-shape"),
    ],
)
def test_an_answer_that_is_no_whole_page_fails_the_poll(answer: bytes, reason: str) -> None:
    feed = london()
    with pytest.raises(PageUnreadable) as refused:
        london_datahub.parse(feed, london_datahub.first_request(feed, "", TODAY), answer, TODAY)
    assert refused.value.reason == reason


def test_a_cursor_that_cannot_be_read_means_a_first_load() -> None:
    fresh = london_datahub.first_request(london(), "", TODAY)
    assert london_datahub.first_request(london(), '{"last_updated":"yesterday"}', TODAY) == fresh


def test_every_setting_says_in_one_line_what_it_is() -> None:
    fields = london_datahub.settings_model.model_fields
    assert [name for name, field in fields.items() if not field.description] == []
