"""Who may write, and under which host name the site answers."""

from datetime import UTC, datetime, timedelta

import pytest

from alerts.web.trust import Provenance, form_token, is_form_token, is_known_host, may_write

NOW = datetime(2026, 11, 23, 10, 15, tzinfo=UTC)
KEY = "a key"
OWN = frozenset({"https://alerts.example.org"})
TOKEN = form_token(KEY, NOW)


@pytest.mark.parametrize(
    "host",
    [
        "alerts.example.org",
        "ALERTS.example.org:8443",
        "alerts.example.org.",
        "localhost:5000",
        "127.0.0.1",
        "127.1.2.3:80",
        "[::1]:5000",
    ],
)
def test_the_sites_own_name_and_this_machine_are_known(host: str) -> None:
    assert is_known_host(host, "https://alerts.example.org")


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.example",
        "alerts.example.org.evil.example",
        "alerts.example.org:80@evil.example",
        "alerts.example.org/x",
        "10.0.0.1",
        "[::2]",
        "alerts.example.org:123456",
        "alerts.example.org\n",
        "localhost.evil.example",
    ],
)
def test_every_other_name_is_refused(host: str) -> None:
    assert not is_known_host(host, "https://alerts.example.org")


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (Provenance("same-origin", "", ""), True),
        (Provenance("none", "", ""), True),
        (Provenance("same-origin", "null", ""), True),
        (Provenance("", "https://alerts.example.org", ""), True),
        (Provenance("", "HTTPS://alerts.example.org", ""), True),
        (Provenance("", "", TOKEN), True),
        (Provenance("", "null", TOKEN), True),
        (Provenance("cross-site", "https://evil.example", TOKEN), False),
        (Provenance("same-site", "https://x.example.org", TOKEN), False),
        (Provenance("anything", "", TOKEN), False),
        (Provenance("", "https://evil.example", TOKEN), False),
        (Provenance("", "http://alerts.example.org", ""), False),
        (Provenance("", "null", ""), False),
        (Provenance("", "", ""), False),
    ],
)
def test_a_form_of_our_own_is_told_from_a_forged_one(said: Provenance, answer: bool) -> None:
    assert may_write(said, OWN, KEY, NOW) is answer


def test_a_token_is_the_same_within_the_hour_and_good_for_a_day() -> None:
    assert form_token(KEY, NOW + timedelta(minutes=40)) == TOKEN
    assert form_token(KEY, NOW + timedelta(minutes=50)) != TOKEN
    assert is_form_token(TOKEN, KEY, NOW + timedelta(hours=24))
    assert not is_form_token(TOKEN, KEY, NOW + timedelta(hours=25))
    assert not is_form_token(TOKEN, KEY, NOW - timedelta(hours=1))


@pytest.mark.parametrize("token", ["", ".", "1.2", TOKEN[:-1], TOKEN + "x", "٣." + TOKEN, "9" * 5_000, "é"])
def test_a_token_that_is_not_ours_is_refused(token: str) -> None:
    assert not is_form_token(token, KEY, NOW)
    assert not is_form_token(TOKEN, "another key", NOW)
