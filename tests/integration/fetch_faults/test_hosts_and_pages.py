"""Fetchers that share a store: what they ask of a host, and what they no longer ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from alerts.db import hosts
from alerts.db.session import Database
from scheduler.errors import FetchFailed, FetchReason
from scheduler.fetch import Fetcher, FetchLimits
from scheduler.hosts import HostBook
from scheduler.request import Request
from tests.integration.fetch_faults.conftest import OTHER_PUBLIC, PUBLIC, MakeFetcher, failure_of
from tests.rig.feed import FeedRig
from tests.rig.feed_answers import json_answer, redirect, status
from tests.rig.network import CountedDial, DnsStub, SkippingClock

BEGAN = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


class Skipping(SkippingClock):
    """Tells the same time as an instant."""

    def __init__(self) -> None:
        super().__init__()
        self._began = self.monotonic()

    def now(self) -> datetime:
        return BEGAN + timedelta(seconds=self.monotonic() - self._began)


@pytest.fixture
def clock() -> Skipping:
    return Skipping()


MakeSharing = Callable[..., Fetcher]


@pytest.fixture
def sharing(rig: FeedRig, database: Database, clock: Skipping, fetcher_with: MakeFetcher) -> MakeSharing:
    """Make fetchers as of several processes: all default limits, one store, and waits that take no time."""
    place = (rig.host, rig.port)
    dial = CountedDial({place: place, (PUBLIC, 80): place, (OTHER_PUBLIC, 80): place})
    names = DnsStub({"feed.example": [PUBLIC], "other.example": [OTHER_PUBLIC]})

    def make(limits: FetchLimits | None = None) -> Fetcher:
        timing = {"sleep": clock.sleep, "monotonic": clock.monotonic, "jitter": lambda: 0.5}
        book = HostBook(database, clock.now, **timing)
        return fetcher_with(
            limits or FetchLimits(),
            frozenset({rig.netloc}),
            hosts=book,
            resolve=names,
            dial=dial,
            **timing,
        )

    return make


def state(database: Database, host: str) -> hosts.HostState:
    with database.reading() as session:
        return hosts.state(session, host)


@pytest.mark.fault("F-20")
@pytest.mark.parametrize(
    ("asked_s", "usual_s", "kept_s"), [(60, 0, 60), (0, 20, 20), (60, 20, 60), (5, 20, 20)]
)
def test_the_longer_of_the_two_gaps_is_kept(
    rig: FeedRig, sharing: MakeSharing, clock: Skipping, asked_s: float, usual_s: float, kept_s: float
) -> None:
    rig.on("GET", "/page", json_answer([]))
    for _ in range(3):
        sharing(FetchLimits(gap_s=usual_s)).fetch(Request(f"{rig.url}/page", gap_s=asked_s))
    assert round(sum(clock.slept)) == 2 * kept_s


@pytest.mark.fault("F-20")
def test_a_failing_page_is_not_asked_for_again_within_the_gap(
    rig: FeedRig, sharing: MakeSharing, clock: Skipping
) -> None:
    rig.on("GET", "/page", status(503))
    with pytest.raises(FetchFailed):
        sharing().fetch(Request(f"{rig.url}/page", gap_s=60))
    assert (len(rig.requests), clock.slept) == (1, [])


def test_a_redirect_within_a_host_belongs_to_the_page_already_waited_for(
    rig: FeedRig, sharing: MakeSharing, clock: Skipping
) -> None:
    rig.on("GET", "/old", redirect("/page"))
    rig.on("GET", "/page", json_answer([]))
    assert sharing().fetch(Request(f"{rig.url}/old", gap_s=60)).body == b"[]"
    assert clock.slept == []


@pytest.mark.fault("F-01")
def test_a_page_that_answers_at_its_second_try_is_no_failure(
    rig: FeedRig, sharing: MakeSharing, database: Database
) -> None:
    rig.on("GET", "/page", [status(503), json_answer([])])
    sharing().fetch(Request(f"{rig.url}/page"))
    assert state(database, rig.netloc).failures == 0


@pytest.mark.fault("F-01")
def test_a_host_that_keeps_failing_is_probed_by_a_single_request(
    rig: FeedRig, sharing: MakeSharing, clock: Skipping
) -> None:
    rig.on("GET", "/page", status(500))
    fetchers = [sharing(), sharing()]
    reasons = [failure_of(fetchers[n % 2], f"{rig.url}/page").reason for n in range(7)]
    assert reasons == [FetchReason.HTTP_STATUS] * 5 + [FetchReason.CIRCUIT_OPEN] * 2
    assert len(rig.requests) == 20  # five pages, each tried four times
    clock.sleep(30)
    assert failure_of(fetchers[0], f"{rig.url}/page").status == 500
    assert len(rig.requests) == 21
    assert failure_of(fetchers[1], f"{rig.url}/page").reason is FetchReason.CIRCUIT_OPEN
    clock.sleep(60)
    rig.on("GET", "/page", json_answer([]))
    for fetcher in fetchers:
        assert fetcher.fetch(Request(f"{rig.url}/page")).status == 200


@pytest.mark.fault("F-01")
def test_a_page_that_is_missing_says_that_its_host_is_well(
    rig: FeedRig, sharing: MakeSharing, database: Database
) -> None:
    for _ in range(9):
        assert failure_of(sharing(), f"{rig.url}/missing").status == 404
    assert state(database, rig.netloc).failures == 0


@pytest.mark.fault("F-20")
def test_a_hostile_feed_cannot_have_another_feeds_host_left_alone(
    rig: FeedRig, sharing: MakeSharing, database: Database
) -> None:
    rig.on("GET", "/hostile", redirect("http://other.example/broken"))
    rig.on("GET", "/broken", status(500))
    rig.on("GET", "/page", json_answer([]))
    hostile = "http://feed.example/hostile"
    for _ in range(6):
        assert failure_of(sharing(), hostile).host == "other.example"
    for _ in range(6):
        led = failure_of(sharing(), "http://other.example/broken", configured_url="http://feed.example/")
        assert led.status == 500
    assert state(database, "other.example:80").failures == 0
    assert sharing().fetch(Request("http://other.example/page")).status == 200
