"""Answers without end, bombs, and lengths that lie: stopped at the limit, in little memory."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from scheduler.errors import FetchReason
from scheduler.fetch import Fetcher, FetchLimits
from scheduler.request import Request
from tests.integration.fetch_faults.conftest import MakeFetcher, failure_of
from tests.rig.feed import FeedRig
from tests.rig.feed_answers import Answer, Chunks, endless, gzip_bomb, gzipped, json_answer

ROOT = Path(__file__).parents[3]

# VmHWM is the most memory that this process ever held, and begins anew with each program. Systems without it
# (macOS) have the same in bytes elsewhere.
MEASURE = """
import json, resource, sys
from scheduler.errors import FetchFailed
from scheduler.fetch import Fetcher, FetchLimits
from scheduler.request import Request

def peak_kb():
    try:
        with open("/proc/self/status") as lines:
            return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    except FileNotFoundError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

url, plain, allowed = sys.argv[1:]
with Fetcher(FetchLimits(retries=0), "measure", frozenset({allowed})) as fetcher:
    fetcher.fetch(Request(plain))
    before = peak_kb()
    try:
        fetcher.fetch(Request(url))
        reason = "none"
    except FetchFailed as failure:
        reason = failure.reason
    print(json.dumps([reason, peak_kb() - before]))
"""


@pytest.mark.fault("F-04")
@pytest.mark.fault("F-05")
@pytest.mark.parametrize("answer", [endless(), gzip_bomb(2**30)], ids=["endless", "gzip-bomb"])
def test_the_default_limit_costs_less_than_a_hundred_megabytes(rig: FeedRig, answer: Answer) -> None:
    rig.on("GET", "/page", answer)
    rig.on("GET", "/plain", json_answer([]))
    arguments = [f"{rig.url}/page", f"{rig.url}/plain", rig.netloc]
    measured = subprocess.run(
        [sys.executable, "-c", MEASURE, *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
    reason, grown_kb = json.loads(measured.stdout)
    assert reason == "too-large"
    assert grown_kb < 100_000


@pytest.fixture
def small(rig: FeedRig, fetcher_with: MakeFetcher) -> Fetcher:
    """Takes 100,000 bytes and no more."""
    return fetcher_with(FetchLimits(max_bytes=100_000, total_s=10, retries=0), frozenset({rig.netloc}))


def without_length(body: bytes) -> Chunks:
    return lambda: [body]


@pytest.mark.fault("F-04")
@pytest.mark.parametrize(
    "answer",
    [
        Answer(b"x" * 100_001),
        Answer(without_length(b"x" * 100_001)),
        Answer(b"x" * 100_001, is_chunked=True),
        Answer(b"", length=5_000_000_000),
        endless(),
        gzipped(b"x" * 100_001),
    ],
    ids=["length", "no-length", "chunked", "five-gigabytes-claimed", "endless", "gzip"],
)
def test_one_byte_more_than_the_limit_is_too_large(rig: FeedRig, small: Fetcher, answer: Answer) -> None:
    rig.on("GET", "/page", answer)
    failed = failure_of(small, f"{rig.url}/page")
    assert (failed.reason, failed.is_temporary) == (FetchReason.TOO_LARGE, False)
    assert str(failed) == "127.0.0.1: more than 100000 bytes (too-large)"


@pytest.mark.parametrize(
    "answer",
    [
        Answer(b"x" * 100_000),
        Answer(without_length(b"x" * 100_000)),
        Answer(b"x" * 100_000, is_chunked=True),
        gzipped(b"x" * 100_000),
    ],
    ids=["length", "no-length", "chunked", "gzip"],
)
def test_a_body_of_just_the_limit_is_taken_whole(rig: FeedRig, small: Fetcher, answer: Answer) -> None:
    rig.on("GET", "/page", answer)
    assert small.fetch(Request(f"{rig.url}/page")).body == b"x" * 100_000


@pytest.mark.fault("F-04")
def test_a_body_shorter_than_it_claims_is_truncated(rig: FeedRig, small: Fetcher) -> None:
    rig.on("GET", "/page", Answer(b'[{"reference": "2026/0', length=300))
    assert failure_of(small, f"{rig.url}/page").reason is FetchReason.TRUNCATED


@pytest.mark.fault("F-04")
def test_a_chunked_body_without_its_end_is_truncated(rig: FeedRig, small: Fetcher) -> None:
    headers = (("Transfer-Encoding", "chunked"),)
    rig.on("GET", "/page", Answer(without_length(b"5\r\nhello\r\n"), headers=headers))
    assert failure_of(small, f"{rig.url}/page").reason is FetchReason.TRUNCATED


@pytest.mark.fault("F-04")
def test_a_body_longer_than_it_claims_does_not_reach_the_next_page(rig: FeedRig, small: Fetcher) -> None:
    rig.on("GET", "/page", Answer(b"[]HTTP/1.1 200 Smuggled\r\nContent-Length: 0\r\n\r\n", length=2))
    rig.on("GET", "/next", json_answer(["next"]))
    assert small.fetch(Request(f"{rig.url}/page")).body == b"[]"
    assert small.fetch(Request(f"{rig.url}/next")).body == b'["next"]'


@pytest.mark.fault("F-05")
def test_only_gzip_and_identity_are_asked_for(rig: FeedRig, small: Fetcher) -> None:
    rig.on("GET", "/page", gzipped(b"[]"))
    assert small.fetch(Request(f"{rig.url}/page")).body == b"[]"
    assert rig.requests[0].headers["accept-encoding"] == "gzip, identity"


@pytest.mark.fault("F-05")
@pytest.mark.parametrize("encoding", ["gzip, gzip, gzip", "br", "zstd", "deflate"])
def test_any_other_encoding_is_refused(rig: FeedRig, small: Fetcher, encoding: str) -> None:
    rig.on("GET", "/page", Answer(b"\x1f\x8b", headers=(("Content-Encoding", encoding),)))
    assert failure_of(small, f"{rig.url}/page").reason is FetchReason.ENCODING


@pytest.mark.fault("F-05")
def test_encodings_stacked_in_two_headers_are_refused(rig: FeedRig, small: Fetcher) -> None:
    headers = (("Content-Encoding", "gzip"), ("Content-Encoding", "gzip"))
    rig.on("GET", "/page", Answer(b"\x1f\x8b", headers=headers))
    assert failure_of(small, f"{rig.url}/page").reason is FetchReason.ENCODING


@pytest.mark.fault("F-04")
def test_the_endless_body_of_a_redirect_is_not_read(rig: FeedRig, small: Fetcher) -> None:
    rig.on("GET", "/page", Answer(endless().body, 302, (("Location", "/moved"),)))
    rig.on("GET", "/moved", json_answer([]))
    assert small.fetch(Request(f"{rig.url}/page")).body == b"[]"


@pytest.mark.fault("F-04")
@pytest.mark.parametrize("code", [404, 500])
def test_the_endless_body_of_a_failure_is_not_read(rig: FeedRig, small: Fetcher, code: int) -> None:
    rig.on("GET", "/page", Answer(endless().body, code))
    assert failure_of(small, f"{rig.url}/page").status == code


@pytest.mark.fault("F-04")
def test_headers_without_end_are_refused(rig: FeedRig, small: Fetcher) -> None:
    rig.on("GET", "/page", Answer(headers=tuple((f"X-{n}", "x") for n in range(1000))))
    rig.on("GET", "/line", Answer(headers=(("X-Long", "x" * 100_000),)))
    assert failure_of(small, f"{rig.url}/page").reason is FetchReason.CONNECTION
    assert failure_of(small, f"{rig.url}/line").reason is FetchReason.CONNECTION
