"""Messages to receivers: one request, whole, to where the operator said; any status is an answer."""

import time

import pytest

from scheduler.errors import FetchFailed, FetchReason
from scheduler.fetch import Fetcher, FetchLimits, PostLimits
from scheduler.push import post_through
from tests.integration.fetch_faults.conftest import PUBLIC, MakeFetcher
from tests.rig.feed import FeedRig
from tests.rig.feed_answers import Answer, endless, redirect, silent, status
from tests.rig.forbidden import FORBIDDEN_ADDRESSES
from tests.rig.network import CountedDial, DnsStub

BODY = b'{"words": "caf\\u00e9"}'
QUICK = PostLimits(connect_s=1, total_s=1, max_bytes=100)


def failure_of(fetcher: Fetcher, url: str) -> FetchFailed:
    with pytest.raises(FetchFailed) as failed:
        fetcher.post(url, {}, BODY, QUICK)
    return failed.value


def test_a_message_arrives_as_it_is_with_its_headers(rig: FeedRig, fetcher: Fetcher) -> None:
    rig.on("POST", "/hook", Answer(b"thanks", 202))
    taken = fetcher.post(f"{rig.url}/hook", {"webhook-id": "msg_1"}, BODY, QUICK)
    assert (taken.status, taken.beginning, taken.retry_after_s) == (202, b"thanks", None)
    (asked,) = rig.requests
    assert (asked.method, asked.body, asked.headers["webhook-id"]) == ("POST", BODY, "msg_1")
    assert asked.headers["user-agent"].startswith("planning-alerts/")


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_a_redirect_is_an_answer_and_is_not_followed(rig: FeedRig, fetcher: Fetcher, code: int) -> None:
    rig.on("POST", "/hook", redirect(f"{rig.url}/elsewhere", code))
    answer = post_through(fetcher)(f"{rig.url}/hook", {}, BODY)
    assert (answer.status, answer.is_taken) == (code, False)
    assert answer.words == f"answered {code} (redirects are not followed)"
    assert len(rig.requests) == 1


def test_what_a_receiver_asks_for_is_heard(rig: FeedRig, fetcher: Fetcher) -> None:
    rig.on("POST", "/hook", status(503, ("Retry-After", "120")))
    assert post_through(fetcher)(f"{rig.url}/hook", {}, BODY).retry_after_s == 120


@pytest.mark.fault("F-06")
@pytest.mark.parametrize("address", FORBIDDEN_ADDRESSES)
def test_a_message_to_a_closed_address_is_never_connected(
    online: Fetcher, internet: CountedDial, address: str
) -> None:
    host = f"[{address}]" if ":" in address else address
    assert failure_of(online, f"http://{host}/hook").reason is FetchReason.REFUSED_ADDRESS
    assert internet.dialled == []


@pytest.mark.fault("F-07")
def test_a_receiver_whose_name_has_a_closed_address_is_never_connected(
    internet: CountedDial, fetcher_with: MakeFetcher
) -> None:
    names = DnsStub({"hook.example": [PUBLIC, "169.254.169.254"]})
    fetcher = fetcher_with(FetchLimits(), resolve=names, dial=internet)
    answer = post_through(fetcher)("https://hook.example/", {}, BODY)
    assert (answer.status, internet.dialled) == (None, [])
    assert answer.words == "hook.example: 169.254.169.254 is not public (refused-address)"


@pytest.mark.parametrize(
    "answer",
    [silent(), Answer(b"x", head_gap_s=0.2), Answer(breaks=True)],
    ids=["says nothing", "drips its head", "hangs up"],
)
def test_a_receiver_without_an_answer_in_time_has_not_taken_the_message(
    rig: FeedRig, fetcher: Fetcher, answer: Answer
) -> None:
    rig.on("POST", "/hook", answer)
    began = time.monotonic()
    assert failure_of(fetcher, f"{rig.url}/hook").is_temporary
    assert time.monotonic() - began < 3
    assert len(rig.requests) == 1, "it is the caller's to try again"


@pytest.mark.parametrize(
    "answer",
    [Answer(b"y" * 50, body_gap_s=0.1), endless(), Answer(b"short", length=5_000)],
    ids=["drips its body", "never ends", "breaks off"],
)
def test_whatever_follows_a_status_takes_nothing_back(rig: FeedRig, fetcher: Fetcher, answer: Answer) -> None:
    rig.on("POST", "/hook", answer)
    began = time.monotonic()
    taken = fetcher.post(f"{rig.url}/hook", {}, BODY, QUICK)
    assert time.monotonic() - began < 3
    assert taken.status == 200
    assert len(taken.beginning) <= 100


def test_what_an_operator_is_shown_of_an_answer_is_one_short_line(rig: FeedRig, fetcher: Fetcher) -> None:
    rig.on("POST", "/hook", Answer(b"No\x1b[31m such\r\nhook \xff" + b"z" * 500, 404))
    words = post_through(fetcher)(f"{rig.url}/hook", {}, BODY).words
    assert words.startswith("answered 404: No?[31m such hook \ufffdzzz")
    assert len(words) < 250


def test_two_messages_in_a_row_each_have_a_connection_of_their_own(rig: FeedRig, fetcher: Fetcher) -> None:
    rig.on("POST", "/hook", Answer(b"", 204))
    for _ in range(2):
        assert fetcher.post(f"{rig.url}/hook", {}, BODY, QUICK).status == 204
    assert rig.connections == 2
