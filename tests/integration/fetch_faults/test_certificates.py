"""Certificates: accepted by the name that was asked for, whatever address it lies at, or not at all."""

import socket
import threading

import pytest

from scheduler.errors import FetchReason
from scheduler.fetch import FetchLimits
from scheduler.request import Request
from tests.integration.fetch_faults.conftest import (
    AUTHORITY,
    CERTIFICATES,
    PUBLIC,
    MakeFetcher,
    failure_of,
)
from tests.rig.feed import FeedRig
from tests.rig.feed_answers import json_answer
from tests.rig.network import CountedDial, DnsStub

LIMITS = FetchLimits(total_s=5, retries=3)


@pytest.mark.fault("F-10")
@pytest.mark.parametrize("name", ["self_signed", "expired", "wrong_name"])
def test_a_bad_certificate_is_refused_before_anything_is_asked(fetcher_with: MakeFetcher, name: str) -> None:
    with FeedRig(CERTIFICATES / f"{name}.pem") as rig:
        rig.on("GET", "/page", json_answer([]))
        fetcher = fetcher_with(LIMITS, frozenset({rig.netloc}), ca_file=AUTHORITY)
        failed = failure_of(fetcher, f"{rig.url}/page")
        assert (failed.reason, failed.is_temporary) == (FetchReason.CERTIFICATE, False)
        assert str(failed) == "127.0.0.1: its certificate was not accepted (certificate)"
        assert rig.requests == []
        assert rig.connections == 1


@pytest.mark.fault("F-10")
def test_an_authority_that_the_public_does_not_know_is_refused(
    tls_rig: FeedRig, fetcher_with: MakeFetcher
) -> None:
    fetcher = fetcher_with(LIMITS, frozenset({tls_rig.netloc}))
    assert failure_of(fetcher, f"{tls_rig.url}/page").reason is FetchReason.CERTIFICATE


@pytest.mark.fault("F-10")
def test_a_bundle_named_in_the_environment_is_not_trusted(
    tls_rig: FeedRig, fetcher_with: MakeFetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.setenv(name, str(AUTHORITY))
    fetcher = fetcher_with(LIMITS, frozenset({tls_rig.netloc}))
    assert failure_of(fetcher, f"{tls_rig.url}/page").reason is FetchReason.CERTIFICATE


def test_a_good_certificate_is_checked_by_name_though_the_connection_is_made_by_address(
    tls_rig: FeedRig, fetcher_with: MakeFetcher
) -> None:
    dial = CountedDial({(PUBLIC, 443): (tls_rig.host, tls_rig.port)})
    names = DnsStub({"localhost": [PUBLIC], "feed.example": [PUBLIC]})
    fetcher = fetcher_with(LIMITS, ca_file=AUTHORITY, resolve=names, dial=dial)
    tls_rig.on("GET", "/page", json_answer([]))
    assert fetcher.fetch(Request("https://localhost/page")).body == b"[]"
    assert tls_rig.requests[0].headers["host"] == "localhost"
    assert failure_of(fetcher, "https://feed.example/page").reason is FetchReason.CERTIFICATE
    assert dial.dialled == [(PUBLIC, 443), (PUBLIC, 443)]


def test_a_server_that_speaks_no_tls_is_a_broken_connection(rig: FeedRig, fetcher_with: MakeFetcher) -> None:
    fetcher = fetcher_with(FetchLimits(retries=0), frozenset({rig.netloc}))
    assert failure_of(fetcher, f"https://{rig.netloc}/").reason is FetchReason.CONNECTION


def test_a_server_that_hangs_up_in_the_handshake_is_a_broken_connection(fetcher_with: MakeFetcher) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        netloc = f"127.0.0.1:{server.getsockname()[1]}"
        thread = threading.Thread(target=lambda: server.accept()[0].close())
        thread.start()
        fetcher = fetcher_with(FetchLimits(retries=0), frozenset({netloc}))
        assert failure_of(fetcher, f"https://{netloc}/").reason is FetchReason.CONNECTION
        thread.join()
