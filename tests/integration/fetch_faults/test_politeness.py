"""One request at a time at each host, under our own name."""

import threading

import pytest

from scheduler.errors import FetchFailed
from scheduler.fetch import Fetcher, FetchLimits
from scheduler.request import Request
from tests.integration.fetch_faults.conftest import USER_AGENT, MakeFetcher
from tests.rig.feed import FeedRig
from tests.rig.feed_answers import Answer, json_answer, redirect, status
from tests.rig.network import SkippingClock


@pytest.fixture
def polite(rig: FeedRig, fetcher_with: MakeFetcher) -> Fetcher:
    return fetcher_with(FetchLimits(), frozenset({rig.netloc}), jitter=lambda: 0.0)


@pytest.mark.fault("F-20")
def test_every_request_names_us_and_whom_to_write_to(rig: FeedRig, polite: Fetcher) -> None:
    rig.on("GET", "/page", redirect("/moved"))
    rig.on("GET", "/moved", [status(503), json_answer([])])
    polite.fetch(Request(f"{rig.url}/page"))
    assert [asked.headers["user-agent"] for asked in rig.requests] == [USER_AGENT] * 3


@pytest.mark.fault("F-20")
def test_feeds_of_one_host_are_fetched_one_after_another(rig: FeedRig, polite: Fetcher) -> None:
    rig.on("GET", "/page", Answer(b"[]", delay_s=0.01))
    threads = [
        threading.Thread(target=lambda: [polite.fetch(Request(f"{rig.url}/page")) for _ in range(4)])
        for _ in range(5)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(rig.requests) == 20
    assert rig.most_at_once == 1


@pytest.mark.fault("F-20")
def test_a_configured_gap_lies_between_two_requests(rig: FeedRig, fetcher_with: MakeFetcher) -> None:
    clock = SkippingClock()
    fetcher = fetcher_with(
        FetchLimits(gap_s=60), frozenset({rig.netloc}), sleep=clock.sleep, monotonic=clock.monotonic
    )
    rig.on("GET", "/page", json_answer([]))
    for _ in range(3):
        fetcher.fetch(Request(f"{rig.url}/page"))
    assert [round(seconds) for seconds in clock.slept] == [60, 60]


def test_one_connection_serves_many_pages(rig: FeedRig, polite: Fetcher) -> None:
    rig.on("GET", "/page", json_answer([]))
    for _ in range(10):
        polite.fetch(Request(f"{rig.url}/page"))
    assert rig.connections == 1


@pytest.mark.fault("F-01")
def test_one_failing_feed_leaves_nine_others_unharmed(rig: FeedRig, fetcher: Fetcher) -> None:
    for n in range(10):
        rig.on("GET", f"/{n}", status(500) if n == 3 else json_answer([n]))
    bodies = {}
    for n in range(10):
        try:
            bodies[n] = fetcher.fetch(Request(f"{rig.url}/{n}")).body
        except FetchFailed as failure:
            bodies[n] = str(failure.status).encode()
    assert bodies == {
        0: b"[0]",
        1: b"[1]",
        2: b"[2]",
        3: b"500",
        4: b"[4]",
        5: b"[5]",
        6: b"[6]",
        7: b"[7]",
        8: b"[8]",
        9: b"[9]",
    }
