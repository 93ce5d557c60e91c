"""A feed's server and fetchers with their limits scaled down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from scheduler.errors import FetchFailed
from scheduler.fetch import Fetcher, FetchLimits
from scheduler.request import Request
from tests.rig.feed import FeedRig
from tests.rig.network import CountedDial, DnsStub

USER_AGENT = "planning-alerts/1.0 (+https://alerts.example; operator@alerts.example)"
PUBLIC = "93.184.215.14"
OTHER_PUBLIC = "93.184.215.15"

CERTIFICATES = Path(__file__).parents[2] / "rig" / "certificates"
AUTHORITY = CERTIFICATES / "authority.pem"

MakeFetcher = Callable[..., Fetcher]


@pytest.fixture
def rig() -> Iterator[FeedRig]:
    with FeedRig() as feed:
        yield feed


@pytest.fixture
def tls_rig() -> Iterator[FeedRig]:
    """Speaks TLS with a certificate for localhost and 127.0.0.1 of the tests' own authority."""
    with FeedRig(CERTIFICATES / "trusted.pem") as feed:
        yield feed


@pytest.fixture
def fetcher_with() -> Iterator[MakeFetcher]:
    """Make fetchers that are closed at the end. The limits are named; all else is the fetcher's own."""
    with ExitStack() as stack:

        def make(limits: FetchLimits, allowed: frozenset[str] = frozenset(), **injected: Any) -> Fetcher:
            return stack.enter_context(Fetcher(limits, USER_AGENT, allowed, **injected))

        yield make


@pytest.fixture
def fetcher(rig: FeedRig, fetcher_with: MakeFetcher) -> Fetcher:
    """May reach the rig's host and port, gives up after a second and never asks again."""
    return fetcher_with(FetchLimits(connect_s=1, total_s=1, retries=0), frozenset({rig.netloc}))


@pytest.fixture
def internet(rig: FeedRig) -> CountedDial:
    """An internet whose one server is the rig, at two public addresses."""
    place = (rig.host, rig.port)
    return CountedDial(
        {(PUBLIC, 80): place, (OTHER_PUBLIC, 80): place, (PUBLIC, 443): place, (OTHER_PUBLIC, 443): place}
    )


@pytest.fixture
def online(internet: CountedDial, fetcher_with: MakeFetcher) -> Fetcher:
    """Allows no private host; knows feed.example and other.example, both at public addresses."""
    names = DnsStub({"feed.example": [PUBLIC], "other.example": [OTHER_PUBLIC]})
    return fetcher_with(FetchLimits(total_s=5, retries=0), resolve=names, dial=internet)


def failure_of(fetcher: Fetcher, url: str, **more: Any) -> FetchFailed:
    with pytest.raises(FetchFailed) as failed:
        fetcher.fetch(Request(url), **more)
    return failed.value
