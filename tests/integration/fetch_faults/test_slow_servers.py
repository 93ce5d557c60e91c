"""Servers that answer a byte at a time, or not at all: given up on by the wall clock, headers and body alike."""

import socket
import threading

import pytest

from scheduler.errors import FetchReason
from scheduler.fetch import Fetcher, FetchLimits
from scheduler.request import Request
from tests.integration.fetch_faults.conftest import AUTHORITY, MakeFetcher, failure_of
from tests.rig.feed import FeedRig
from tests.rig.feed_answers import Answer, json_answer, redirect, silent, status
from tests.rig.network import SkippingClock

LONG = b"x" * 2000


@pytest.mark.fault("F-02")
def test_a_server_that_never_answers_is_a_timeout(rig: FeedRig, fetcher: Fetcher) -> None:
    rig.on("GET", "/page", silent())
    failed = failure_of(fetcher, f"{rig.url}/page")
    assert (failed.reason, failed.is_temporary) == (FetchReason.TIMEOUT, True)


@pytest.mark.fault("F-02")
def test_a_server_that_never_shakes_hands_is_a_timeout(fetcher_with: MakeFetcher) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        netloc = f"127.0.0.1:{deaf.getsockname()[1]}"
        fetcher = fetcher_with(FetchLimits(connect_s=0.2, total_s=60, retries=0), frozenset({netloc}))
        assert failure_of(fetcher, f"https://{netloc}/").reason is FetchReason.TIMEOUT


@pytest.mark.fault("F-03")
def test_a_body_that_trickles_is_cut_off_long_before_its_end(rig: FeedRig, fetcher: Fetcher) -> None:
    rig.on("GET", "/page", Answer(LONG, body_gap_s=0.05))
    assert failure_of(fetcher, f"{rig.url}/page").reason is FetchReason.TOO_SLOW
    assert rig.requests[0].sent_bytes < 1000


@pytest.mark.fault("F-03")
def test_a_chunked_body_that_trickles_is_cut_off_long_before_its_end(rig: FeedRig, fetcher: Fetcher) -> None:
    rig.on("GET", "/page", Answer(LONG, is_chunked=True, body_gap_s=0.05))
    assert failure_of(fetcher, f"{rig.url}/page").reason is FetchReason.TOO_SLOW
    assert rig.requests[0].sent_bytes < 1000


@pytest.mark.fault("F-03")
def test_headers_that_trickle_are_cut_off_long_before_their_end(rig: FeedRig, fetcher: Fetcher) -> None:
    rig.on("GET", "/page", Answer(headers=(("X-Long", "x" * 2000),), head_gap_s=0.05))
    assert failure_of(fetcher, f"{rig.url}/page").reason is FetchReason.TOO_SLOW
    assert rig.requests[0].sent_bytes < 1000


@pytest.mark.fault("F-03")
def test_the_time_is_kept_over_tls_too(fetcher_with: MakeFetcher, tls_rig: FeedRig) -> None:
    limits = FetchLimits(connect_s=1, total_s=1, retries=0)
    fetcher = fetcher_with(limits, frozenset({tls_rig.netloc}), ca_file=AUTHORITY)
    tls_rig.on("GET", "/body", Answer(LONG, body_gap_s=0.05))
    tls_rig.on("GET", "/head", Answer(headers=(("X-Long", "x" * 2000),), head_gap_s=0.05))
    assert failure_of(fetcher, f"{tls_rig.url}/body").reason is FetchReason.TOO_SLOW
    assert failure_of(fetcher, f"{tls_rig.url}/head").reason is FetchReason.TOO_SLOW
    assert [asked.sent_bytes < 1000 for asked in tls_rig.requests] == [True, True]


@pytest.mark.fault("F-03")
def test_interim_answers_without_end_do_not_hold_a_fetch(fetcher_with: MakeFetcher) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        netloc = f"127.0.0.1:{server.getsockname()[1]}"

        def answer_continue() -> None:
            sock, _ = server.accept()
            with sock:
                try:
                    while True:
                        sock.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
                except OSError:
                    return

        thread = threading.Thread(target=answer_continue)
        thread.start()
        fetcher = fetcher_with(FetchLimits(total_s=0.3, retries=0), frozenset({netloc}))
        assert failure_of(fetcher, f"http://{netloc}/").reason is FetchReason.TOO_SLOW
        thread.join()


@pytest.mark.fault("F-03")
def test_the_time_is_kept_over_redirects_and_retries_together(
    rig: FeedRig, fetcher_with: MakeFetcher
) -> None:
    clock = SkippingClock()
    fetcher = fetcher_with(
        FetchLimits(),
        frozenset({rig.netloc}),
        sleep=lambda _: None,
        monotonic=clock.monotonic,
        jitter=lambda: 0.0,
    )

    def half_a_minute_later(answer: Answer) -> Answer:
        clock.sleep(29.7)
        return answer

    rig.on("GET", "/page", lambda _: half_a_minute_later(redirect("/moved")))
    rig.on(
        "GET", "/moved", lambda _: half_a_minute_later(status(503)) if len(rig.requests) == 2 else silent()
    )
    assert failure_of(fetcher, f"{rig.url}/page").reason is FetchReason.TIMEOUT
    assert [asked.path for asked in rig.requests] == ["/page", "/moved", "/moved"]


@pytest.mark.fault("F-03")
def test_a_fetch_in_another_thread_is_cut_off_as_well(rig: FeedRig, fetcher: Fetcher) -> None:
    rig.on("GET", "/page", Answer(LONG, body_gap_s=0.05))
    reasons: list[FetchReason] = []
    thread = threading.Thread(target=lambda: reasons.append(failure_of(fetcher, f"{rig.url}/page").reason))
    thread.start()
    thread.join()
    assert reasons == [FetchReason.TOO_SLOW]


@pytest.mark.fault("F-03")
def test_the_next_page_is_fetched_as_if_nothing_had_been_slow(rig: FeedRig, fetcher: Fetcher) -> None:
    rig.on("GET", "/slow", Answer(LONG, body_gap_s=0.05))
    rig.on("GET", "/page", json_answer([]))
    failure_of(fetcher, f"{rig.url}/slow")
    assert fetcher.fetch(Request(f"{rig.url}/page")).body == b"[]"


@pytest.mark.fault("F-02")
def test_a_slow_host_does_not_hold_up_another(rig: FeedRig, fetcher_with: MakeFetcher) -> None:
    fetcher = fetcher_with(FetchLimits(total_s=60, retries=0), frozenset({"127.0.0.1", "localhost"}))
    released = threading.Event()

    def wait_for_the_other(_asked: object) -> Answer:
        released.wait()
        return json_answer(["slow"])

    rig.on("GET", "/slow", wait_for_the_other)
    rig.on("GET", "/page", json_answer([]))
    slow = threading.Thread(target=lambda: fetcher.fetch(Request(f"{rig.url}/slow")))
    slow.start()
    try:
        assert fetcher.fetch(Request(f"http://localhost:{rig.port}/page")).body == b"[]"
    finally:
        released.set()
        slow.join()
