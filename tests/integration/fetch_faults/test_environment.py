"""The environment's proxies and passwords: none of our business."""

from pathlib import Path

import pytest

from scheduler.fetch import Fetcher
from scheduler.request import Request
from tests.rig.feed import FeedRig
from tests.rig.feed_answers import json_answer


@pytest.mark.fault("F-09")
def test_a_proxy_in_the_environment_is_not_used(
    rig: FeedRig, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig.on("GET", "/page", json_answer([]))
    with FeedRig() as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        monkeypatch.setenv("NO_PROXY", "")
        monkeypatch.setenv("no_proxy", "")
        assert fetcher.fetch(Request(f"{rig.url}/page")).status == 200
        assert proxy.connections == 0


@pytest.mark.fault("F-09")
def test_a_netrc_file_is_not_read(
    rig: FeedRig, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login ann password secret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    rig.on("GET", "/page", json_answer([]))
    fetcher.fetch(Request(f"{rig.url}/page"))
    assert "authorization" not in rig.requests[0].headers
