"""Redirects followed by hand: few of them, and no key goes along to a stranger."""

import pytest

from scheduler.errors import FetchReason
from scheduler.fetch import Fetcher
from scheduler.request import Request
from tests.integration.fetch_faults.conftest import failure_of
from tests.rig.feed import FeedRig
from tests.rig.feed_answers import json_answer, redirect

KEYS = (("X-API-AllowRequest", "guest-key"), ("Authorization", "Bearer key"), ("Accept", "application/json"))


def test_three_redirects_are_followed_and_not_a_fourth(rig: FeedRig, fetcher: Fetcher) -> None:
    for n in range(4):
        rig.on("GET", f"/{n}", redirect(f"/{n + 1}"))
    rig.on("GET", "/4", json_answer([]))
    assert fetcher.fetch(Request(f"{rig.url}/1")).url == f"{rig.url}/4"
    assert failure_of(fetcher, f"{rig.url}/0").reason is FetchReason.TOO_MANY_REDIRECTS


def test_a_redirect_to_itself_ends(rig: FeedRig, fetcher: Fetcher) -> None:
    rig.on("GET", "/page", redirect("/page"))
    assert failure_of(fetcher, f"{rig.url}/page").reason is FetchReason.TOO_MANY_REDIRECTS
    assert len(rig.requests) == 4


@pytest.mark.fault("F-09")
def test_keys_go_along_on_the_same_host_only(rig: FeedRig, online: Fetcher) -> None:
    rig.on("GET", "/page", redirect("/moved"))
    rig.on("GET", "/moved", redirect("http://other.example/there"))
    rig.on("GET", "/there", redirect("http://feed.example/back"))
    rig.on("GET", "/back", json_answer([]))
    online.fetch(Request("http://feed.example/page", headers=KEYS))
    assert [asked.headers.get("x-api-allowrequest") for asked in rig.requests] == [
        "guest-key",
        "guest-key",
        None,
        "guest-key",
    ]
    assert rig.requests[2].path == "/there"
    assert "authorization" not in rig.requests[2].headers
    assert rig.requests[2].headers["accept"] == "application/json"


@pytest.mark.parametrize("code", [307, 308])
def test_a_search_is_sent_whole_to_where_it_was_moved(rig: FeedRig, fetcher: Fetcher, code: int) -> None:
    rig.on("POST", "/_search", redirect("/moved", code))
    rig.on("POST", "/moved", json_answer([]))
    fetcher.fetch(Request(f"{rig.url}/_search", method="POST", body=b'{"size": 1}'))
    assert [(asked.path, asked.body) for asked in rig.requests] == [
        ("/_search", b'{"size": 1}'),
        ("/moved", b'{"size": 1}'),
    ]


@pytest.mark.parametrize("code", [301, 302, 303])
def test_a_search_that_would_lose_its_body_fails(rig: FeedRig, fetcher: Fetcher, code: int) -> None:
    rig.on("POST", "/_search", redirect("/login", code))
    rig.on("GET", "/login", json_answer("please log in"))
    request = Request(f"{rig.url}/_search", method="POST", body=b"{}")
    with pytest.raises(Exception, match="would drop what it asks"):
        fetcher.fetch(request)
    assert len(rig.requests) == 1


def test_no_cookie_is_kept(rig: FeedRig, fetcher: Fetcher) -> None:
    rig.on("GET", "/page", json_answer([], ("Set-Cookie", "session=1; Path=/")))
    fetcher.fetch(Request(f"{rig.url}/page"))
    fetcher.fetch(Request(f"{rig.url}/page"))
    assert ["cookie" in asked.headers for asked in rig.requests] == [False, False]


def test_parameters_arrive_as_they_were_meant(rig: FeedRig, fetcher: Fetcher) -> None:
    rig.on("GET", "/resource.json", json_answer([]))
    where = "last_uploaded > '2026-01-01T00:00:00' AND ward_name = 'Camden & Ünder'"
    fetcher.fetch(Request(f"{rig.url}/resource.json", params=(("$where", where), ("$limit", "1000"))))
    assert rig.requests[0].query == {"$where": where, "$limit": "1000"}
