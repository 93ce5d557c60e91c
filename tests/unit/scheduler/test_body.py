"""Bodies decoded within their limit."""

import gzip
from collections.abc import Iterator

import pytest

from scheduler.body import read_body
from scheduler.errors import FetchFailed, FetchReason

GZIPPED = gzip.compress(b"planning" * 1000)


def reason_of(chunks: list[bytes], encoding: str, max_bytes: int = 2**20) -> FetchReason:
    with pytest.raises(FetchFailed) as failed:
        read_body(chunks, encoding, max_bytes, "feed.example")
    return failed.value.reason


@pytest.mark.parametrize("encoding", ["", "identity", " Identity "])
def test_a_plain_body_is_joined(encoding: str) -> None:
    assert read_body([b"plan", b"ning"], encoding, 8, "feed.example") == b"planning"


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "GZIP"])
@pytest.mark.parametrize("step", [1, 7, 100000])
def test_a_gzip_body_is_decoded_however_it_arrives(encoding: str, step: int) -> None:
    chunks = [GZIPPED[n : n + step] for n in range(0, len(GZIPPED), step)]
    assert read_body(chunks, encoding, 8000, "feed.example") == b"planning" * 1000


def test_members_one_after_another_are_one_body_and_padding_after_them_is_ignored() -> None:
    members = gzip.compress(b"plan") + gzip.compress(b"ning") + bytes(100)
    assert read_body([members], "gzip", 1000, "feed.example") == b"planning"
    assert read_body([members[n : n + 1] for n in range(len(members))], "gzip", 1000, "feed.example") == (
        b"planning"
    )


def test_no_body_at_all_is_an_empty_one_whatever_its_encoding() -> None:
    assert read_body([], "gzip", 8, "feed.example") == b""
    assert read_body([], "", 8, "feed.example") == b""


@pytest.mark.fault("F-04")
def test_a_body_may_be_as_long_as_the_limit_and_no_longer() -> None:
    assert read_body([b"12345678"], "", 8, "feed.example") == b"12345678"
    assert reason_of([b"12345678", b"9"], "", 8) is FetchReason.TOO_LARGE


@pytest.mark.fault("F-05")
def test_the_limit_holds_for_what_is_decoded() -> None:
    assert read_body([GZIPPED], "gzip", 8000, "feed.example") == b"planning" * 1000
    assert reason_of([GZIPPED], "gzip", 7999) is FetchReason.TOO_LARGE


@pytest.mark.fault("F-05")
def test_reading_stops_with_the_piece_that_passes_the_limit() -> None:
    taken = 0
    bomb = gzip.compress(bytes(64 * 2**20))

    def chunks() -> Iterator[bytes]:
        nonlocal taken
        for n in range(0, len(bomb), 1024):
            taken += 1
            yield bomb[n : n + 1024]

    with pytest.raises(FetchFailed, match="more than 1048576 bytes"):
        read_body(chunks(), "gzip", 2**20, "feed.example")
    assert taken <= 2


@pytest.mark.fault("F-05")
def test_the_limit_holds_for_the_wire_where_nothing_comes_of_it() -> None:
    empty_members = gzip.compress(b"") * 100
    assert reason_of([empty_members], "gzip", 1000) is FetchReason.TOO_LARGE


@pytest.mark.fault("F-05")
@pytest.mark.parametrize(
    "encoding", ["gzip, gzip", "gzip, gzip, gzip", "br", "zstd", "deflate", "identity, gzip"]
)
def test_an_encoding_that_was_not_asked_for_is_refused_unread(encoding: str) -> None:
    def chunks() -> Iterator[bytes]:
        pytest.fail("a byte was read")
        yield b""

    with pytest.raises(FetchFailed) as failed:
        read_body(chunks(), encoding, 8, "feed.example")
    assert failed.value.reason is FetchReason.ENCODING


def test_a_body_that_is_not_the_gzip_it_claims_to_be_is_refused() -> None:
    assert reason_of([b'{"applications": []}'], "gzip") is FetchReason.ENCODING


@pytest.mark.fault("F-14")
@pytest.mark.parametrize("kept", [1, 9, 10, 11, len(GZIPPED) - 9, len(GZIPPED) - 8, len(GZIPPED) - 1])
def test_a_gzip_body_cut_anywhere_is_never_taken_for_a_whole_one(kept: int) -> None:
    assert reason_of([GZIPPED[:kept]], "gzip") is FetchReason.TRUNCATED


def test_a_gzip_body_that_was_altered_on_its_way_is_refused() -> None:
    altered = GZIPPED[:-8] + bytes(4) + GZIPPED[-4:]
    assert reason_of([altered], "gzip") is FetchReason.ENCODING
