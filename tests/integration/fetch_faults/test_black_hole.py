"""A place on the network that takes what is sent and answers nothing."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from scheduler.errors import FetchReason
from scheduler.fetch import FetchLimits
from tests.integration.fetch_faults.conftest import MakeFetcher, failure_of


@pytest.fixture
def black_hole() -> Iterator[str]:
    """Where nobody accepts and no more callers are kept waiting, so that a connection is never made."""
    with ExitStack() as open_ones:
        server = open_ones.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        place = server.getsockname()
        for _ in range(8):
            caller = open_ones.enter_context(socket.socket())
            caller.setblocking(False)
            caller.connect_ex(place)
        yield f"127.0.0.1:{place[1]}"


@pytest.mark.fault("F-02")
def test_a_place_that_never_answers_a_connection_is_given_up_after_the_time_to_connect(
    black_hole: str, fetcher_with: MakeFetcher
) -> None:
    fetcher = fetcher_with(FetchLimits(connect_s=0.2, total_s=5, retries=0), frozenset({black_hole}))
    failed = failure_of(fetcher, f"http://{black_hole}/page")
    assert (failed.reason, failed.is_temporary) == (FetchReason.TIMEOUT, True)


@pytest.mark.fault("F-02")
def test_a_place_that_never_answers_is_tried_again_only_while_the_page_has_time(
    black_hole: str, fetcher_with: MakeFetcher
) -> None:
    slept: list[float] = []
    fetcher = fetcher_with(
        FetchLimits(connect_s=0.2, total_s=0.3),
        frozenset({black_hole}),
        sleep=slept.append,
        jitter=lambda: 0.5,
    )
    assert failure_of(fetcher, f"http://{black_hole}/page").reason is FetchReason.TIMEOUT
    assert slept == []
