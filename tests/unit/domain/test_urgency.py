"""What is lost first is told first."""

from datetime import date
from itertools import permutations

import pytest

from alerts.domain.application import Decision, Status
from alerts.domain.change import ChangeKind
from alerts.domain.urgency import by_urgency, nearest_deadline
from tests.factories import TODAY
from tests.unit.mail.alerts import an_item

SOON, LATER = date(2026, 6, 12), date(2026, 6, 30)
IN_ORDER = (
    an_item(9, ChangeKind.AMENDED, consultation_end_date=SOON),
    an_item(1, consultation_end_date=LATER),
    an_item(2, consultation_end_date=LATER),
    an_item(8, valid_date=None),
    an_item(3, ChangeKind.AMENDED, consultation_end_date=date(2026, 6, 1)),
    an_item(4, ChangeKind.AMENDED, valid_date=None),
    an_item(5, ChangeKind.DECIDED, decision=Decision.GRANTED, consultation_end_date=SOON),
    an_item(6, ChangeKind.WITHDRAWN, status=Status.WITHDRAWN, consultation_end_date=SOON),
)


@pytest.mark.parametrize(
    "shuffled", [IN_ORDER[::-1], IN_ORDER[3:] + IN_ORDER[:3], IN_ORDER[1::2] + IN_ORDER[::2]]
)
def test_the_order_is_the_same_however_they_came(shuffled: tuple[object, ...]) -> None:
    assert by_urgency(shuffled, TODAY) == list(IN_ORDER)


def test_on_one_day_what_the_feed_said_goes_before_what_we_estimate() -> None:
    given = an_item(7, consultation_end_date=date(2026, 6, 24))
    estimated = an_item(1)
    for order in permutations((given, estimated)):
        assert by_urgency(order, TODAY) == [given, estimated]


def test_the_last_day_itself_still_counts() -> None:
    today, gone = an_item(1, consultation_end_date=TODAY), an_item(2, consultation_end_date=date(2026, 6, 9))
    found = nearest_deadline((gone, today), TODAY)
    assert found is not None
    assert found.day == TODAY
    assert nearest_deadline((gone,), TODAY) is None
