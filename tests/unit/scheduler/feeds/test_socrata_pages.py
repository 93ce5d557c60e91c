"""How a poll goes through a Socrata dataset: watermark, pages by key, closing watermark, cursors."""

import json
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from scheduler.feeds import socrata
from scheduler.page import PageUnreadable
from tests.unit.scheduler.feeds.cases import TODAY, camden
from tests.unit.scheduler.feeds.fake_servers import FakeSocrata, keys, pages


def row(pk: int, registered: str = "2026-06-05", **more: str) -> dict[str, Any]:
    """An undecided row received on a day."""
    return {
        "pk": str(pk),
        "application_number": f"2026/{pk}/P",
        "registered_date": f"{registered}T00:00:00.000",
        **more,
    }


def test_the_first_request_asks_only_when_the_dataset_was_uploaded() -> None:
    request = socrata.first_request(camden(), "", TODAY)
    assert request.url == "https://opendata.example/resource/abcd-1234.json"
    assert request.params == (("$select", "max(last_uploaded)"),)
    assert request.headers == ()


def test_a_first_load_asks_for_what_changed_within_the_days_of_history() -> None:
    server = FakeSocrata([])
    list(pages(socrata, camden(), server, TODAY))
    assert server.asked[1] == {
        "$where": "registered_date >= '2026-04-11T00:00:00' OR valid_from_date >= '2026-04-11T00:00:00'"
        " OR decision_date >= '2026-04-11T00:00:00' OR system_status_change_date >= '2026-04-11T00:00:00'",
        "$order": "pk ASC,socrata_id ASC",
        "$limit": "1000",
    }


def test_a_later_poll_asks_for_three_days_more_and_for_the_undecided_again() -> None:
    server = FakeSocrata([])
    cursor = '{"watermark":"2026-06-09T02:30:29.000","since":"2026-06-09"}'
    list(pages(socrata, camden(), server, TODAY, cursor))
    assert server.asked[1]["$where"] == (
        "registered_date >= '2026-06-06T00:00:00' OR valid_from_date >= '2026-06-06T00:00:00'"
        " OR decision_date >= '2026-06-06T00:00:00' OR system_status_change_date >= '2026-06-06T00:00:00'"
        " OR (decision_type IS NULL AND registered_date >= '2026-04-11T00:00:00')"
    )


def test_the_token_travels_in_a_header_and_never_in_the_address() -> None:
    request = socrata.first_request(camden(app_token="s3cret"), "", TODAY)
    assert request.headers == (("X-App-Token", "s3cret"),)
    assert "s3cret" not in repr(request.params)
    assert "s3cret" not in repr(camden(app_token="s3cret"))


@pytest.mark.parametrize("token", ["", "a\r\nX-Other: b", "ä"])
def test_a_token_that_cannot_be_sent_is_refused(token: str) -> None:
    with pytest.raises(ValidationError):
        camden(app_token=token)


def test_nothing_is_asked_for_while_the_dataset_has_not_moved() -> None:
    server = FakeSocrata([row(1)])
    first = list(pages(socrata, camden(), server, TODAY))
    again = list(pages(socrata, camden(), server, TODAY, first[-1].cursor))
    assert keys(first) == ["1"]
    assert len(again) == 1
    assert (again[0].fetched, again[0].cursor) == (0, first[-1].cursor)


def test_an_open_application_is_read_again_long_after_it_was_registered() -> None:
    server = FakeSocrata([row(1, "2026-04-20"), row(2, "2026-04-20", decision_type="Granted")])
    server.uploaded = "2026-06-11T02:30:29.000"
    cursor = '{"watermark":"2026-06-10T02:30:29.000","since":"2026-06-10"}'
    assert keys(list(pages(socrata, camden(), server, date(2026, 6, 11), cursor))) == ["1"]


def test_pages_go_on_after_the_last_whole_key_until_one_is_short() -> None:
    rows = [row(pk) for pk in (1, 2, 3, 3, 4, 5)]
    server = FakeSocrata(rows)
    polled = list(pages(socrata, camden(page_size=3), server, TODAY))
    assert keys(polled) == ["1", "2", "3", "4", "5"]
    assert sum(page.fetched for page in polled) == 6
    assert [asked["$where"].rpartition(" AND ")[2] for asked in server.asked[2:4]] == ["pk > 2", "pk > 3"]


def test_a_page_that_one_key_fills_goes_on_after_that_key() -> None:
    server = FakeSocrata([row(1), row(1), row(1), row(2)])
    assert keys(list(pages(socrata, camden(page_size=2), server, TODAY))) == ["1", "2"]


def test_keys_are_compared_as_numbers_and_not_as_text() -> None:
    server = FakeSocrata([row(pk) for pk in (9, 10, 99, 100, 1000)])
    assert keys(list(pages(socrata, camden(page_size=2), server, TODAY))) == ["9", "10", "99", "100", "1000"]


def test_text_keys_are_quoted() -> None:
    feed = camden(page_size=2, key_is_number=False, columns={"row_id": "", "last_uploaded": ""})
    payload = json.dumps([row(1), {**row(2), "pk": "a'b"}, {**row(3), "pk": "c"}][:2]).encode()
    page = socrata.parse(feed, socrata.first_request(feed, "", TODAY), payload, TODAY)
    assert page.next is not None
    assert dict(page.next.params)["$where"].endswith(" AND pk > '1'")
    assert dict(page.next.params)["$order"] == "pk ASC,:id ASC"
    after = socrata.parse(feed, page.next, json.dumps([{**row(2), "pk": "a'b"}] * 2).encode(), TODAY)
    assert after.next is not None
    assert dict(after.next.params)["$where"].endswith(" AND pk > 'a''b'")


@pytest.mark.fault("F-16")
def test_an_upload_while_paging_starts_the_paging_over_once() -> None:
    server = FakeSocrata([row(pk) for pk in (10, 20, 30, 40)])
    poll = pages(socrata, camden(page_size=2), server, TODAY)
    polled = [next(poll), next(poll)]
    server.rows.insert(0, row(5))
    server.uploaded = "2026-06-10T14:00:00.000"
    polled += list(poll)
    assert keys(polled) == ["10", "20", "30", "40", "5", "10", "20", "30", "40"]
    assert polled[-1].cursor == '{"watermark":"2026-06-10T14:00:00.000","since":"2026-06-10"}'


@pytest.mark.fault("F-16")
def test_an_upload_in_every_paging_ends_the_poll_and_leaves_the_rest_to_the_next() -> None:
    server = FakeSocrata([row(10), row(20)])
    polled = []
    for minute, page in enumerate(pages(socrata, camden(), server, TODAY)):
        polled.append(page)
        server.uploaded = f"2026-06-10T14:{minute:02}:00.000"
    assert keys(polled) == ["10", "20", "10", "20"]
    server.rows.insert(0, row(5))
    assert keys(list(pages(socrata, camden(), server, TODAY, polled[-1].cursor))) == ["5", "10", "20"]


def test_a_poll_cut_off_between_pages_goes_on_where_it_was() -> None:
    server = FakeSocrata([row(pk) for pk in (1, 2, 3, 4, 5)])
    poll = pages(socrata, camden(page_size=3), server, TODAY)
    read = [next(poll), next(poll)]
    rest = list(pages(socrata, camden(page_size=3), server, date(2026, 6, 12), read[-1].cursor))
    assert keys(read) == ["1", "2"]
    assert keys(rest) == ["3", "4", "5"]
    assert rest[-1].cursor == '{"watermark":"2026-06-10T02:30:29.000","since":"2026-06-10"}'


def test_a_poll_cut_off_goes_on_even_if_the_dataset_has_not_moved() -> None:
    server = FakeSocrata([row(pk) for pk in (1, 2, 3)])
    cursor = (
        '{"watermark":"2026-06-10T02:30:29.000","since":"2026-06-09","paging":{"started":"2026-06-10",'
        '"changed_from":"2026-06-06","watermark":"2026-06-10T02:30:29.000","after":"1"}}'
    )
    server.rows = [row(pk, "2026-06-08") for pk in (1, 2, 3)]
    assert keys(list(pages(socrata, camden(), server, TODAY, cursor))) == ["2", "3"]


@pytest.mark.parametrize(
    "answer", [b"[]", b"[{}]", b'{"rows":[]}', b'[{"a":"1","b":"2"}]', b'[{"max":7}]', b'["x"]']
)
def test_a_simple_server_that_knows_no_watermark_is_read_all_the_same(answer: bytes) -> None:
    feed = camden()
    asked = socrata.parse(feed, socrata.first_request(feed, "", TODAY), answer, TODAY)
    assert asked.next is not None
    last = socrata.parse(feed, asked.next, json.dumps([row(1)]).encode(), TODAY)
    assert keys([last]) == ["1"]
    assert last.next is None
    assert last.cursor == '{"since":"2026-06-10"}'


@pytest.mark.fault("F-13")
@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"<html>Sign in</html>", "html"),
        (b"", "empty"),
        (b'{"code":"query.soql.no-such-column","error":true,"message":"No such column"}', "error-answer"),
    ],
)
def test_an_error_in_place_of_a_watermark_fails_the_poll(answer: bytes, reason: str) -> None:
    feed = camden()
    with pytest.raises(PageUnreadable) as refused:
        socrata.parse(feed, socrata.first_request(feed, "", TODAY), answer, TODAY)
    assert refused.value.reason == reason


def test_a_server_that_knows_no_limit_is_read_as_one_whole_page() -> None:
    feed = camden(page_size=2, columns={"last_uploaded": ""})
    rows = json.dumps([row(3), row(1), row(2)]).encode()
    page = socrata.parse(feed, socrata.first_request(feed, "", TODAY), rows, TODAY)
    assert keys([page]) == ["3", "1", "2"]
    assert page.next is None


@pytest.mark.fault("F-15")
def test_a_server_that_sends_the_same_page_for_ever_is_found_out() -> None:
    same = json.dumps([row(1), row(2)]).encode()
    feed = camden(page_size=2, columns={"last_uploaded": ""})
    with pytest.raises(PageUnreadable) as refused:
        list(pages(socrata, feed, lambda request: same, TODAY))
    assert refused.value.reason == "page-loop"


@pytest.mark.fault("F-15")
def test_pages_that_lead_back_to_the_first_are_found_out() -> None:
    first, second = json.dumps([row(1), row(2)]).encode(), json.dumps([row(3), row(4)]).encode()
    turns = iter([first, second, first, second])
    feed = camden(page_size=2, columns={"last_uploaded": ""})
    with pytest.raises(PageUnreadable) as refused:
        list(pages(socrata, feed, lambda request: next(turns), TODAY))
    assert refused.value.reason == "page-loop"


@pytest.mark.fault("F-15")
def test_the_same_page_for_ever_is_found_out_with_text_keys_too() -> None:
    same = json.dumps([{**row(1), "pk": "B"}, {**row(2), "pk": "a"}]).encode()
    feed = camden(page_size=2, key_is_number=False, columns={"last_uploaded": ""})
    with pytest.raises(PageUnreadable) as refused:
        list(pages(socrata, feed, lambda request: same, TODAY))
    assert refused.value.reason == "page-loop"


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([{"id": "1"}, {"id": "2"}], "missing-key"),
        ([row(2), row(1)], "unsorted"),
    ],
)
def test_a_full_page_that_cannot_be_gone_on_from_fails_the_poll(
    rows: list[dict[str, Any]], reason: str
) -> None:
    feed = camden(page_size=2, columns={"last_uploaded": ""})
    with pytest.raises(PageUnreadable) as refused:
        socrata.parse(feed, socrata.first_request(feed, "", TODAY), json.dumps(rows).encode(), TODAY)
    assert refused.value.reason == reason


def test_a_cursor_that_cannot_be_read_means_a_first_load() -> None:
    assert socrata.first_request(camden(), "rubbish", TODAY) == socrata.first_request(camden(), "", TODAY)


@pytest.mark.parametrize("column", ["pk; drop table", "pk)", "max(pk)", "", "a b"])
def test_a_column_that_is_no_name_is_refused(column: str) -> None:
    with pytest.raises(ValidationError):
        camden(columns={"key": column})


def test_an_unknown_key_of_the_settings_is_refused() -> None:
    with pytest.raises(ValidationError):
        camden(pagesize=3)


def test_every_setting_says_in_one_line_what_it_is() -> None:
    for fields in (socrata.settings_model.model_fields, type(socrata.settings_model().columns).model_fields):
        assert [name for name, field in fields.items() if not field.description] == []
