"""How often a form may bring about an e-mail, and who counts as one."""

from datetime import timedelta

import pytest

from alerts.domain.signup_limits import SignupLimits, Turn, Written, counted_as, network_of, turn_of

KEY, OTHER_KEY = "a key of the tests, 32 letters or more", "another key of the tests, 32 letters"


def test_the_limits_are_those_promised() -> None:
    assert SignupLimits() == SignupLimits(
        mailbox_gap=timedelta(minutes=10),
        mailbox_a_day=3,
        mailbox_at_most=10,
        mailbox_pending=5,
        network_an_hour=10,
        site_an_hour=300,
        patience=timedelta(hours=1),
        wrong_links=20,
        wrong_links_within=timedelta(minutes=15),
    )


@pytest.mark.parametrize(
    ("written", "turn"),
    [
        (Written(), Turn.WRITE),
        (Written(in_gap=0, unanswered_in_day=2, all_in_day=9, by_site_in_hour=299), Turn.WRITE),
        (Written(in_gap=1, unanswered_in_day=1), Turn.WAIT),
        (Written(unanswered_in_day=3), Turn.REFUSE),
        (Written(all_in_day=10), Turn.REFUSE),
        (Written(by_site_in_hour=300), Turn.STOP),
        (Written(in_gap=1, unanswered_in_day=1, by_site_in_hour=300), Turn.WAIT),
        (Written(in_gap=1, unanswered_in_day=3, by_site_in_hour=300), Turn.REFUSE),
    ],
)
def test_a_request_is_answered_unless_too_much_was_written(written: Written, turn: Turn) -> None:
    assert turn_of(written, SignupLimits()) is turn


@pytest.mark.fault("W-13")
@pytest.mark.parametrize(
    ("ip", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("not an address", "unknown"),
        (None, "unknown"),
    ],
)
def test_one_network_counts_once(ip: str | None, network: str) -> None:
    assert network_of(ip) == network


def test_what_is_counted_is_known_by_kind_alone() -> None:
    name = counted_as("mailbox", "bob@example.com", KEY)
    assert name.startswith("mailbox/")
    assert "bob" not in name
    assert name == counted_as("mailbox", "bob@example.com", KEY)
    others = {
        counted_as("mailbox", "bob@example.com", OTHER_KEY),
        counted_as("mailbox", "alice@example.com", KEY),
        counted_as("address", "bob@example.com", KEY),
    }
    assert len({other.partition("/")[2] for other in others} | {name.partition("/")[2]}) == 4
