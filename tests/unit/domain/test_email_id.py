"""Ids of e-mails stand in the order of time, however much of them is chance."""

from datetime import UTC, datetime, timedelta

from alerts.domain.email_id import email_id, first_id

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
MS = timedelta(milliseconds=1)


def test_an_id_is_thirty_two_digits_as_return_addresses_need() -> None:
    assert email_id(NOW, "5e" * 10) == "01a207d92100" + "5e" * 10


def test_ids_are_in_order_of_their_moments_whatever_chance_says() -> None:
    assert email_id(NOW - MS, "f" * 20) < first_id(NOW) <= email_id(NOW, "0" * 20)
    assert email_id(NOW, "f" * 20) < first_id(NOW + MS)
