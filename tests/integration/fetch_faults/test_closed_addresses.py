"""Addresses that no feed may lead to: not one connection is opened, by number or by name, at any step."""

import pytest

from scheduler.errors import FetchReason
from scheduler.fetch import Fetcher, FetchLimits
from scheduler.request import Request
from tests.integration.fetch_faults.conftest import OTHER_PUBLIC, PUBLIC, MakeFetcher, failure_of
from tests.rig.feed import FeedRig
from tests.rig.feed_answers import json_answer, redirect
from tests.rig.forbidden import FORBIDDEN_ADDRESSES
from tests.rig.network import CountedDial, DnsStub

FEED = "http://feed.example/page"


def address_to(address: str, scheme: str = "http") -> str:
    host = f"[{address}]" if ":" in address else address
    return f"{scheme}://{host}/latest/meta-data/"


@pytest.mark.fault("F-06")
@pytest.mark.parametrize("address", FORBIDDEN_ADDRESSES)
def test_a_feed_at_a_closed_address_is_never_connected_to(
    online: Fetcher, internet: CountedDial, address: str
) -> None:
    for scheme in ("http", "https"):
        failed = failure_of(online, address_to(address, scheme))
        assert (failed.reason, failed.is_temporary) == (FetchReason.REFUSED_ADDRESS, False)
    assert internet.dialled == []


@pytest.mark.fault("F-06")
@pytest.mark.parametrize("address", FORBIDDEN_ADDRESSES)
def test_a_redirect_to_a_closed_address_is_not_followed(
    rig: FeedRig, online: Fetcher, internet: CountedDial, address: str
) -> None:
    rig.on("GET", "/page", redirect(address_to(address)))
    assert failure_of(online, FEED).reason is FetchReason.REFUSED_ADDRESS
    assert internet.dialled == [(PUBLIC, 80)]


@pytest.mark.fault("F-06")
@pytest.mark.parametrize("address", FORBIDDEN_ADDRESSES)
def test_a_next_page_at_a_closed_address_is_not_fetched(
    online: Fetcher, internet: CountedDial, address: str
) -> None:
    failed = failure_of(online, address_to(address), configured_url=FEED)
    assert failed.reason is FetchReason.REFUSED_ADDRESS
    assert internet.dialled == []


@pytest.mark.fault("F-07")
@pytest.mark.parametrize("addresses", [["10.0.0.1"], [PUBLIC, "169.254.169.254"], ["::1", PUBLIC]])
def test_a_name_with_a_closed_address_is_never_connected_to(
    internet: CountedDial, fetcher_with: MakeFetcher, addresses: list[str]
) -> None:
    names = DnsStub({"feed.example": addresses})
    fetcher = fetcher_with(FetchLimits(retries=0), resolve=names, dial=internet)
    assert failure_of(fetcher, FEED).reason is FetchReason.REFUSED_ADDRESS
    assert internet.dialled == []


@pytest.mark.fault("F-07")
def test_a_redirect_to_a_name_with_a_closed_address_is_not_followed(
    rig: FeedRig, internet: CountedDial, fetcher_with: MakeFetcher
) -> None:
    names = DnsStub({"feed.example": [PUBLIC], "rebound.example": ["127.0.0.1"]})
    fetcher = fetcher_with(FetchLimits(retries=0), resolve=names, dial=internet)
    rig.on("GET", "/page", redirect("http://rebound.example/admin"))
    failed = failure_of(fetcher, FEED)
    assert str(failed) == "rebound.example: 127.0.0.1 is not public (refused-address)"
    assert internet.dialled == [(PUBLIC, 80)]


@pytest.mark.fault("F-07")
def test_a_name_that_turns_private_after_its_check_is_reached_where_it_was_checked(
    rig: FeedRig, internet: CountedDial, fetcher_with: MakeFetcher
) -> None:
    names = DnsStub({"feed.example": [[PUBLIC], ["127.0.0.1"]]})
    fetcher = fetcher_with(FetchLimits(retries=0), resolve=names, dial=internet)
    rig.on("GET", "/page", json_answer([], ("Connection", "close")))
    assert fetcher.fetch(Request(FEED)).status == 200
    assert names.asked == ["feed.example"]
    assert failure_of(fetcher, FEED).reason is FetchReason.REFUSED_ADDRESS
    assert internet.dialled == [(PUBLIC, 80)]


@pytest.mark.fault("F-07")
@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "0177.0.0.1", "127.1", "①②⑦.⓪.⓪.①", "localhost"])
def test_another_way_to_write_the_local_host_is_no_way_to_it(
    rig: FeedRig, internet: CountedDial, fetcher_with: MakeFetcher, host: str
) -> None:
    rig.on("GET", "/page", redirect(f"http://{host}/".encode().decode("latin-1")))
    names = DnsStub({"feed.example": [PUBLIC], host: ["127.0.0.1"]})
    fetcher = fetcher_with(FetchLimits(retries=0), resolve=names, dial=internet)
    assert failure_of(fetcher, FEED).reason in {FetchReason.REFUSED_ADDRESS, FetchReason.BAD_URL}
    assert failure_of(fetcher, f"http://{host}/").reason in {FetchReason.REFUSED_ADDRESS, FetchReason.BAD_URL}
    assert internet.dialled == [(PUBLIC, 80)]


@pytest.mark.fault("F-08")
@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("file:///etc/passwd", FetchReason.BAD_SCHEME),
        ("ftp://other.example/", FetchReason.BAD_SCHEME),
        ("gopher://other.example:70/", FetchReason.BAD_SCHEME),
        ("data:text/plain,hello", FetchReason.BAD_SCHEME),
        ("http://169.254.169.254:80\\@example.com/", FetchReason.BAD_URL),
        ("http://ann:secret@other.example/", FetchReason.BAD_URL),
        ("http://other.example:6379/", FetchReason.BAD_URL),
        ("http://other.example:22/", FetchReason.BAD_URL),
    ],
)
def test_a_redirect_off_the_web_is_refused(
    rig: FeedRig, online: Fetcher, internet: CountedDial, location: str, reason: FetchReason
) -> None:
    rig.on("GET", "/page", redirect(location))
    failed = failure_of(online, FEED)
    assert failed.reason is reason
    assert "secret" not in str(failed)
    assert internet.dialled == [(PUBLIC, 80)]


@pytest.mark.fault("F-06")
def test_the_operators_own_host_is_closed_to_a_feed_of_the_internet(
    rig: FeedRig, internet: CountedDial, fetcher_with: MakeFetcher
) -> None:
    names = DnsStub({"feed.example": [PUBLIC], "gis.internal": ["10.0.0.8"]})
    fetcher = fetcher_with(FetchLimits(retries=0), frozenset({"gis.internal"}), resolve=names, dial=internet)
    rig.on("GET", "/page", redirect("http://gis.internal/"))
    assert failure_of(fetcher, FEED).reason is FetchReason.REFUSED_ADDRESS
    assert internet.dialled == [(PUBLIC, 80)]


def test_a_redirect_to_another_public_host_is_followed(
    rig: FeedRig, online: Fetcher, internet: CountedDial
) -> None:
    rig.on("GET", "/page", redirect("http://other.example/moved"))
    rig.on("GET", "/moved", json_answer(["here"]))
    page = online.fetch(Request(FEED))
    assert (page.body, page.url) == (b'["here"]', "http://other.example/moved")
    assert internet.dialled == [(PUBLIC, 80), (OTHER_PUBLIC, 80)]
    assert [asked.headers["host"] for asked in rig.requests] == ["feed.example", "other.example"]
