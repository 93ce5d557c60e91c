"""Which failures pass by themselves."""

import pytest

from scheduler.errors import FetchFailed, FetchReason


@pytest.mark.parametrize(
    ("reason", "is_temporary"),
    [
        (FetchReason.BAD_SCHEME, False),
        (FetchReason.BAD_URL, False),
        (FetchReason.BAD_REQUEST, False),
        (FetchReason.REFUSED_ADDRESS, False),
        (FetchReason.CONNECTION, True),
        (FetchReason.TIMEOUT, True),
        (FetchReason.TOO_SLOW, True),
        (FetchReason.TOO_LARGE, False),
        (FetchReason.TRUNCATED, True),
        (FetchReason.ENCODING, False),
        (FetchReason.CERTIFICATE, False),
        (FetchReason.TOO_MANY_REDIRECTS, False),
        (FetchReason.CIRCUIT_OPEN, False),
        (FetchReason.HOST_BUSY, False),
    ],
)
def test_a_failure_says_whether_it_may_pass_by_itself(reason: FetchReason, is_temporary: bool) -> None:
    assert FetchFailed(reason, "feed.example", "").is_temporary is is_temporary


@pytest.mark.parametrize(
    ("status", "is_temporary"),
    [
        (202, True),
        (429, True),
        (500, True),
        (502, True),
        (503, True),
        (504, True),
        (404, False),
        (403, False),
    ],
)
def test_a_busy_status_may_pass_by_itself(status: int, is_temporary: bool) -> None:
    failure = FetchFailed(FetchReason.HTTP_STATUS, "feed.example", "answered", status=status)
    assert failure.is_temporary is is_temporary


def test_a_failure_names_host_cause_and_reason() -> None:
    failure = FetchFailed(FetchReason.HTTP_STATUS, "feed.example", "answered 404", status=404)
    assert str(failure) == "feed.example: answered 404 (http-status)"
    assert str(FetchFailed(FetchReason.BAD_URL, "", "no host")) == "an address: no host (bad-url)"


@pytest.mark.parametrize("reason", list(FetchReason))
def test_only_a_host_that_we_kept_away_from_was_not_asked(reason: FetchReason) -> None:
    is_kept_away = reason.value in ("circuit-open", "host-busy")
    assert FetchFailed(reason, "feed.example", "").was_asked is not is_kept_away
