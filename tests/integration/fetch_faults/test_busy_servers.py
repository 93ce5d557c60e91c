"""Servers that are busy, or half awake: asked again, politely, and not for ever."""

import pytest

from scheduler.errors import FetchReason
from scheduler.fetch import Fetcher, FetchLimits
from scheduler.request import Request
from tests.integration.fetch_faults.conftest import MakeFetcher, failure_of
from tests.rig.feed import FeedRig
from tests.rig.feed_answers import Answer, json_answer, redirect, status
from tests.rig.network import SkippingClock

PAGE = json_answer(["2026/0123/P"])


@pytest.fixture
def clock() -> SkippingClock:
    return SkippingClock()


@pytest.fixture
def patient(rig: FeedRig, fetcher_with: MakeFetcher, clock: SkippingClock) -> Fetcher:
    """All default limits; its pauses take no time."""
    return fetcher_with(
        FetchLimits(),
        frozenset({rig.netloc}),
        sleep=clock.sleep,
        monotonic=clock.monotonic,
        jitter=lambda: 0.5,
    )


@pytest.mark.fault("F-01")
@pytest.mark.parametrize("code", [202, 429, 500, 502, 503, 504])
def test_a_busy_server_is_asked_again_after_doubling_pauses(
    rig: FeedRig, patient: Fetcher, clock: SkippingClock, code: int
) -> None:
    rig.on("GET", "/page", [status(code), status(code), PAGE])
    assert patient.fetch(Request(f"{rig.url}/page")).body == b'["2026/0123/P"]'
    assert clock.slept == [0.5, 1.0]


@pytest.mark.fault("F-01")
def test_a_page_is_asked_for_four_times_and_no_more(
    rig: FeedRig, patient: Fetcher, clock: SkippingClock
) -> None:
    rig.on("GET", "/page", status(503))
    failed = failure_of(patient, f"{rig.url}/page")
    assert (failed.reason, failed.status, failed.is_temporary) == (FetchReason.HTTP_STATUS, 503, True)
    assert str(failed) == "127.0.0.1: answered 503 (http-status)"
    assert len(rig.requests) == 4
    assert clock.slept == [0.5, 1.0, 2.0]


@pytest.mark.fault("F-01")
def test_a_retry_after_that_fits_is_waited_for_to_the_second(
    rig: FeedRig, patient: Fetcher, clock: SkippingClock
) -> None:
    rig.on("GET", "/page", [status(429, ("Retry-After", "17")), PAGE])
    patient.fetch(Request(f"{rig.url}/page"))
    assert clock.slept == [17.0]


@pytest.mark.fault("F-01")
@pytest.mark.parametrize(("said", "kept_s"), [("31", 31.0), ("3600", 3600.0), ("604800", 86400.0)])
def test_a_longer_retry_after_is_handed_to_the_caller_at_once(
    rig: FeedRig, patient: Fetcher, clock: SkippingClock, said: str, kept_s: float
) -> None:
    rig.on("GET", "/page", status(503, ("Retry-After", said)))
    failed = failure_of(patient, f"{rig.url}/page")
    assert failed.retry_after_s == kept_s
    assert clock.slept == []
    assert len(rig.requests) == 1


@pytest.mark.fault("F-01")
def test_pauses_count_towards_the_total_time_of_a_page(
    rig: FeedRig, patient: Fetcher, clock: SkippingClock
) -> None:
    rig.on("GET", "/page", status(503, ("Retry-After", "25")))
    assert failure_of(patient, f"{rig.url}/page").retry_after_s == 25.0
    assert clock.slept == [25.0, 25.0]


@pytest.mark.parametrize("code", [400, 401, 403, 404, 410])
def test_a_refusal_is_not_asked_for_again(rig: FeedRig, patient: Fetcher, code: int) -> None:
    rig.on("GET", "/page", status(code))
    failed = failure_of(patient, f"{rig.url}/page")
    assert (failed.status, failed.is_temporary) == (code, False)
    assert len(rig.requests) == 1


def test_a_connection_that_breaks_is_made_again(rig: FeedRig, patient: Fetcher) -> None:
    rig.on("GET", "/page", [Answer(breaks=True), PAGE])
    assert patient.fetch(Request(f"{rig.url}/page")).status == 200
    assert rig.connections == 2


def test_a_search_is_asked_again_with_its_body(rig: FeedRig, patient: Fetcher) -> None:
    rig.on("POST", "/_search", [status(503), PAGE])
    patient.fetch(Request(f"{rig.url}/_search", method="POST", body=b'{"size": 1000}'))
    assert [asked.body for asked in rig.requests] == [b'{"size": 1000}', b'{"size": 1000}']


def test_redirects_do_not_bring_new_retries(rig: FeedRig, patient: Fetcher) -> None:
    rig.on("GET", "/page", [status(503), status(503), redirect("/moved")])
    rig.on("GET", "/moved", status(503))
    assert failure_of(patient, f"{rig.url}/page").status == 503
    assert [asked.path for asked in rig.requests] == ["/page", "/page", "/page", "/moved", "/moved"]


def test_a_server_that_is_not_there_is_named(fetcher_with: MakeFetcher) -> None:
    with FeedRig() as gone:
        url, netloc = f"{gone.url}/page", gone.netloc
    failed = failure_of(fetcher_with(FetchLimits(retries=0), frozenset({netloc})), url)
    assert str(failed) == "127.0.0.1: no connection, ConnectionRefusedError (connection)"


def test_no_message_holds_what_a_query_holds(rig: FeedRig, fetcher: Fetcher) -> None:
    rig.on("GET", "/page", Answer(breaks=True))
    failed = failure_of(fetcher, f"{rig.url}/page?token=secret")
    assert "secret" not in str(failed)
    # A log that prints the chain of causes must not print the library's message.
    assert failed.__cause__ is None
    assert failed.__suppress_context__
