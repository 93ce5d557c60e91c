"""Asking only for what changed."""

import pytest

from scheduler.fetch import Fetcher
from scheduler.request import Request, Response
from tests.integration.fetch_faults.conftest import failure_of
from tests.rig.feed import Asked, FeedRig, Handler
from tests.rig.feed_answers import Answer, json_answer, redirect, status

DATE = "Mon, 23 Nov 2026 08:00:00 GMT"


def unless_held(etag: str) -> Handler:
    def answer(asked: Asked) -> Answer:
        if asked.headers.get("if-none-match") == etag:
            return status(304, ("ETag", etag))
        return json_answer([], ("ETag", etag), ("Last-Modified", DATE))

    return answer


@pytest.mark.fault("F-19")
@pytest.mark.parametrize("etag", ['"7"', 'W/"7"'])
def test_a_page_that_has_not_changed_is_confirmed_without_a_body(
    rig: FeedRig, fetcher: Fetcher, etag: str
) -> None:
    rig.on("GET", "/page", unless_held(etag))
    url = f"{rig.url}/page"
    assert fetcher.fetch(Request(url)) == Response(200, b"[]", etag, DATE, url, not_modified=False)
    again = fetcher.fetch(Request(url), etag=etag, last_modified=DATE)
    assert again == Response(304, b"", etag, DATE, url, not_modified=True)
    assert rig.requests[1].headers["if-none-match"] == etag
    assert rig.requests[1].headers["if-modified-since"] == DATE


@pytest.mark.fault("F-19")
def test_a_page_held_under_another_etag_comes_whole(rig: FeedRig, fetcher: Fetcher) -> None:
    rig.on("GET", "/page", unless_held('"8"'))
    page = fetcher.fetch(Request(f"{rig.url}/page"), etag='"7"')
    assert (page.body, page.etag, page.not_modified) == (b"[]", '"8"', False)


@pytest.mark.fault("F-19")
def test_nothing_conditional_is_said_of_a_page_that_is_not_held(rig: FeedRig, fetcher: Fetcher) -> None:
    rig.on("GET", "/page", status(304))
    assert failure_of(fetcher, f"{rig.url}/page").status == 304
    assert "if-none-match" not in rig.requests[0].headers
    assert "if-modified-since" not in rig.requests[0].headers


@pytest.mark.fault("F-19")
def test_the_condition_holds_where_the_page_was_moved_to(rig: FeedRig, fetcher: Fetcher) -> None:
    rig.on("GET", "/page", redirect("/moved"))
    rig.on("GET", "/moved", unless_held('"7"'))
    assert fetcher.fetch(Request(f"{rig.url}/page"), etag='"7"').not_modified
