"""Parts of a file: asked for by their bytes, and taken only where they are those."""

import pytest

from scheduler.errors import FetchFailed
from scheduler.exchange import Validators, Whole, headers_for, meaning_of
from scheduler.request import Request

PART = Request("https://files.example/x.zip", part=(400, 599))
WHOLE = Request("https://files.example/x.zip")
RANGE = {"Content-Range": "bytes 400-599/1000"}


def meaning(request, status, headers):
    return meaning_of(status, headers, request=request, held=Validators(), host="files.example", cap_s=60)


@pytest.mark.parametrize("is_own_host", [True, False])
def test_a_part_is_asked_for_by_its_first_and_last_byte_of_any_host(is_own_host):
    assert headers_for(PART, Validators(), is_own_host=is_own_host) == {"Range": "bytes=400-599"}
    assert headers_for(WHOLE, Validators(), is_own_host=is_own_host) == {}


def test_the_part_that_was_asked_for_is_worth_reading():
    assert meaning(PART, 206, RANGE) == Whole(Validators(), "", 206)


def test_the_whole_file_may_come_instead():
    assert meaning(PART, 200, {}) == Whole(Validators(), "", 200)


@pytest.mark.parametrize(
    ("request_", "headers"),
    [
        (WHOLE, RANGE),
        (PART, {}),
        (PART, {"Content-Range": "bytes 0-199/1000"}),
        (PART, {"Content-Range": "bytes 4000-4199/9000"}),
        (PART, {**RANGE, "Content-Encoding": "gzip"}),
    ],
)
def test_a_part_that_nobody_asked_for_is_refused(request_, headers):
    with pytest.raises(FetchFailed, match="answered 206"):
        meaning(request_, 206, headers)
