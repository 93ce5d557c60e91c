"""What a request says, and what an answer means."""

import pytest

from scheduler.errors import FetchFailed, FetchReason
from scheduler.exchange import (
    MovedTo,
    NotModified,
    Validators,
    Whole,
    address_of,
    check_length,
    headers_for,
    meaning_of,
)
from scheduler.request import Request

GET = Request("https://feed.example/page")
SEARCH = Request("https://feed.example/_search", method="POST", body=b"{}")
NOTHING_HELD = Validators()
HELD = Validators('W/"7"', "Mon, 23 Nov 2026 08:00:00 GMT")


def failure(status: int, headers: dict[str, str], request: Request = GET) -> FetchFailed:
    with pytest.raises(FetchFailed) as failed:
        meaning_of(status, headers, request=request, held=NOTHING_HELD, host="feed.example", cap_s=86400)
    return failed.value


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://feed.example/p", "https://feed.example/p?%24where=a+%3E+1&%24limit=2"),
        ("https://feed.example/p#top", "https://feed.example/p?%24where=a+%3E+1&%24limit=2"),
        ("https://feed.example/p?f=json", "https://feed.example/p?f=json&%24where=a+%3E+1&%24limit=2"),
    ],
)
def test_parameters_join_those_the_address_already_has(url: str, address: str) -> None:
    assert address_of(Request(url, params=(("$where", "a > 1"), ("$limit", "2")))) == address


def test_an_address_without_parameters_is_left_alone() -> None:
    assert address_of(Request("https://feed.example/p?a=%2F")) == "https://feed.example/p?a=%2F"


@pytest.mark.fault("F-09")
def test_a_strange_host_gets_no_header_that_could_hold_a_key() -> None:
    request = Request(
        "https://feed.example/",
        headers=(
            ("X-API-AllowRequest", "guest-key"),
            ("Authorization", "Bearer key"),
            ("X-App-Token", "token"),
            ("Cookie", "session=1"),
            ("Accept", "application/json"),
            ("Content-Type", "application/json"),
        ),
    )
    assert headers_for(request, NOTHING_HELD, is_own_host=False) == {
        "Accept": "application/json",
        "Content-Type": "application/json",
    }
    assert headers_for(request, NOTHING_HELD, is_own_host=True) == dict(request.headers)


def test_a_feed_cannot_take_the_place_of_headers_that_are_ours() -> None:
    request = Request(
        "https://feed.example/",
        headers=(("User-Agent", "Mozilla"), ("accept-encoding", "br"), ("Host", "evil"), ("Connection", "x")),
    )
    assert headers_for(request, NOTHING_HELD, is_own_host=True) == {}


@pytest.mark.fault("F-19")
def test_the_held_copy_is_named_as_the_server_named_it() -> None:
    assert headers_for(GET, HELD, is_own_host=True) == {
        "If-None-Match": 'W/"7"',
        "If-Modified-Since": "Mon, 23 Nov 2026 08:00:00 GMT",
    }


@pytest.mark.fault("F-19")
@pytest.mark.parametrize("etag", ["", '"a\r\nX: y"', '"ünï"', ' "a"', '"' + "x" * 600 + '"'])
def test_an_etag_that_is_no_plain_short_line_is_forgotten(etag: str) -> None:
    assert Validators.of(etag, None) == Validators(None, None)


@pytest.mark.fault("F-19")
def test_a_304_confirms_what_is_held_and_may_name_it_anew() -> None:
    def meaning(headers: dict[str, str]) -> object:
        return meaning_of(304, headers, request=GET, held=HELD, host="feed.example", cap_s=1)

    assert meaning({}) == NotModified(HELD)
    assert meaning({"ETag": '"8"'}) == NotModified(Validators('"8"', HELD.last_modified))


@pytest.mark.fault("F-19")
def test_a_304_that_nobody_asked_for_is_a_failure() -> None:
    assert failure(304, {}).status == 304


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_of_a_page_is_followed(status: int) -> None:
    meaning = meaning_of(
        status, {"Location": "/new"}, request=GET, held=HELD, host="feed.example", cap_s=86400
    )
    assert meaning == MovedTo("/new")


@pytest.mark.parametrize("status", [307, 308])
def test_a_search_is_sent_again_where_the_redirect_keeps_it(status: int) -> None:
    meaning = meaning_of(
        status, {"Location": "/new"}, request=SEARCH, held=HELD, host="feed.example", cap_s=86400
    )
    assert meaning == MovedTo("/new")


@pytest.mark.parametrize("status", [301, 302, 303])
def test_a_search_is_not_turned_into_a_page(status: int) -> None:
    failed = failure(status, {"Location": "/login"}, SEARCH)
    assert (failed.reason, failed.status, failed.is_temporary) == (FetchReason.HTTP_STATUS, status, False)


@pytest.mark.parametrize("status", [202, 204, 206, 300, 302, 400, 404, 429, 500])
def test_any_other_status_is_a_failure_that_names_it(status: int) -> None:
    assert failure(status, {}).status == status


@pytest.mark.fault("F-01")
def test_a_busy_answer_says_when_to_come_back() -> None:
    assert failure(503, {"Retry-After": "3600"}).retry_after_s == 3600.0
    assert failure(429, {"Retry-After": "9999999"}).retry_after_s == 86400.0
    assert failure(503, {}).retry_after_s is None


def test_a_page_is_read_in_the_encoding_it_names() -> None:
    headers = {"ETag": '"7"', "Content-Encoding": "gzip", "Transfer-Encoding": "chunked"}
    meaning = meaning_of(200, headers, request=GET, held=HELD, host="feed.example", cap_s=86400)
    assert meaning == Whole(Validators('"7"', None), "gzip")


@pytest.mark.fault("F-05")
def test_an_encoding_hidden_in_the_transfer_is_refused() -> None:
    assert failure(200, {"Transfer-Encoding": "gzip, chunked"}).reason is FetchReason.ENCODING


@pytest.mark.fault("F-04")
@pytest.mark.parametrize("length", ["101", "5000000000", "9" * 5000])
def test_a_length_beyond_the_limit_is_believed(length: str) -> None:
    with pytest.raises(FetchFailed) as failed:
        check_length({"Content-Length": length}, 100, "feed.example")
    assert failed.value.reason is FetchReason.TOO_LARGE


@pytest.mark.parametrize("headers", [{}, {"Content-Length": "100"}, {"Content-Length": "²"}])
def test_a_length_within_the_limit_or_unreadable_is_left_to_the_reading(headers: dict[str, str]) -> None:
    check_length(headers, 100, "feed.example")
