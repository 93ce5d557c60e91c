"""The last day to comment."""

from datetime import date

import pytest

from alerts.domain.application import Decision, Status
from alerts.domain.comment_deadline import CommentDeadline, comment_deadline
from tests.factories import TODAY, an_application


def test_the_feeds_own_last_day_is_taken() -> None:
    application = an_application(consultation_end_date=date(2026, 7, 1))
    assert comment_deadline(application) == CommentDeadline(date(2026, 7, 1), is_estimate=False)


def test_without_one_it_is_an_estimate_of_21_days_and_marked_so() -> None:
    assert comment_deadline(an_application()) == CommentDeadline(date(2026, 6, 24), is_estimate=True)


def test_with_no_date_at_all_nothing_is_said() -> None:
    assert comment_deadline(an_application(valid_date=None)) is None


@pytest.mark.parametrize(
    "over",
    [
        {"decision": Decision.REFUSED},
        {"decision_raw": "XQZ7"},
        {"status": Status.DETERMINED},
        {"status": Status.WITHDRAWN},
        {"status": Status.RETURNED},
        {"withdrawn_date": date(2026, 6, 9)},
    ],
)
def test_nobody_can_comment_on_what_is_over(over: dict[str, object]) -> None:
    assert comment_deadline(an_application(consultation_end_date=date(2026, 7, 1), **over)) is None


@pytest.mark.fault("T-03")
@pytest.mark.parametrize(("day", "left"), [(date(2026, 6, 12), 2), (TODAY, 0), (date(2026, 6, 9), -1)])
def test_days_are_counted_to_the_day_itself(day: date, left: int) -> None:
    assert CommentDeadline(day, is_estimate=False).days_left(TODAY) == left
