"""What people read of a forecast."""

from datetime import UTC, datetime, timedelta

import pytest

from alerts.domain.forecast import Forecast, Foreseen, Span
from alerts.domain.forecast_wording import basis_words, expectation_words

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def of(emails: int, days: int, span: Span = Span.WHOLE) -> Forecast:
    sent = tuple(Foreseen(NOW - timedelta(hours=number), ()) for number in range(emails, 0, -1))
    return Forecast(sent, NOW - timedelta(days=days), NOW, span)


@pytest.mark.parametrize(
    ("emails", "days", "said"),
    [
        (0, 90, "Hardly any e-mails"),
        (1, 90, "Less than one e-mail a month"),
        (2, 90, "About 1 e-mail a month"),
        (9, 90, "About 3 e-mails a month"),
        (90, 90, "About 30 e-mails a month"),
        (4_000, 90, "About 1,333 e-mails a month"),
        (2, 7, "About 9 e-mails a month"),
        (9, 6, "We cannot say yet how many e-mails to expect"),
    ],
)
def test_e_mails_are_counted_by_the_month(emails: int, days: int, said: str) -> None:
    assert expectation_words(of(emails, days)) == said


def test_what_is_known_from_is_said() -> None:
    assert basis_words(of(9, 90)) == "In the last 90 days you would have had 9 e-mails."
    assert basis_words(of(1, 90)) == "In the last 90 days you would have had 1 e-mail."
    assert basis_words(of(0, 90)) == "In the last 90 days you would have had none."
    assert (
        basis_words(of(4, 23, Span.SINCE_READ))
        == "In the 23 days that we have read this council you would have had 4 e-mails."
    )
    assert (
        basis_words(of(40, 14, Span.BUSY))
        == "So much happens here that we looked at 14 days only: you would have had 40 e-mails."
    )
    assert basis_words(of(1, 3, Span.SINCE_READ)) == (
        "That takes a week of reading its council, and we have just begun."
    )
    nothing = Forecast((), NOW, NOW, Span.UNREAD)
    assert basis_words(nothing) == ""
    assert expectation_words(nothing) == (
        "We cannot say yet how many e-mails to expect: no council here has been read"
    )


def test_the_latest_e_mails_come_newest_first() -> None:
    found = of(5, 90)
    assert [NOW - email.at for email in found.latest()] == [timedelta(hours=each) for each in (1, 2, 3)]
    assert of(2, 90).latest() == of(2, 90).emails[::-1]
    assert of(0, 90).latest() == ()
