"""What stands for an address that is never written to, and which refusals make it one."""

from datetime import UTC, date, datetime

import pytest

from alerts.domain.suppression import Weight, address_hash, is_refused_too_often, refusal_day, weight

KEY, OTHER_KEY = "a key of 32 letters or more, for one", "a key of 32 letters or more, for two"


def test_the_hash_of_an_address_is_fixed_and_says_nothing_without_the_key() -> None:
    found = address_hash("alice@example.com", KEY)
    assert found == address_hash("alice@example.com", KEY)
    assert found == "dc22695fc1d496d0d42eb6d520c228855cfe3b17734e4959217c8c5f736746ed"
    assert found != address_hash("alice@example.com", OTHER_KEY)
    assert found != address_hash("alic@example.com", KEY)


@pytest.mark.fault("M-03")
@pytest.mark.parametrize("status", ["5.1.1", "5.1.10"])
def test_nobody_there_is_said_by_two_statuses(status: str) -> None:
    assert weight(status) is Weight.GONE


@pytest.mark.fault("M-03")
@pytest.mark.parametrize("status", ["5.0.0", "5.1.2", "5.2.1", "5.7.1", "5.1.100", "5.2.20"])
def test_any_other_final_refusal_counts_as_a_day(status: str) -> None:
    assert weight(status) is Weight.COUNTS


@pytest.mark.fault("M-03")
@pytest.mark.parametrize("status", ["5.2.2", "5.4.4", "4.4.1", "4.2.2", "2.0.0", "", "nonsense"])
def test_a_full_mailbox_a_lost_route_and_what_is_not_final_say_nothing(status: str) -> None:
    assert weight(status) is Weight.NOTHING


def test_three_days_are_too_often() -> None:
    assert [is_refused_too_often(days) for days in (1, 2, 3, 4)] == [False, False, True, True]


def test_a_refusal_counts_on_the_day_in_london() -> None:
    assert refusal_day(datetime(2026, 6, 10, 22, 59, tzinfo=UTC)) == date(2026, 6, 10)
    assert refusal_day(datetime(2026, 6, 10, 23, 0, tzinfo=UTC)) == date(2026, 6, 11)
