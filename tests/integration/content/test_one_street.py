"""Somebody files three hundred applications on one street: one digest, not three hundred e-mails."""

import pytest
from sqlalchemy import select

from alerts.db.tables import AlertRow, EmailRow
from alerts.domain.subscription import Frequency, Wishes
from tests.factories import Cast, an_application, at
from tests.integration.content.conftest import Line


@pytest.mark.fault("C-09")
@pytest.mark.fault("M-15")
@pytest.mark.parametrize("frequency", [Frequency.DAILY, Frequency.INSTANT])
def test_three_hundred_applications_on_one_street_are_one_email_that_lists_fifty(
    line: Line, frequency: Frequency
) -> None:
    with line.database.writing() as session:
        Cast.enter(session, wishes=Wishes(frequency=frequency))
    line.hear([an_application(number) for number in range(5_000, 10_000)])
    line.clock.pass_by(minutes=30)
    street = [an_application(n, address=f"{n} Falkland Road", site=at(n % 100)) for n in range(300)]
    for start in (0, 150):
        line.hear(street[start : start + 150])
        line.clock.pass_by(minutes=30)
    assert line.match() == 300
    line.clock.pass_by(days=1)
    assert (line.compose(), line.compose()) == (1, 0)
    with line.database.reading() as session:
        (email,) = session.scalars(select(EmailRow))
        assert set(session.scalars(select(AlertRow.email_id))) == {email.id}
    assert email.text.count("\nReference: ") == 50
    assert "And 250 more." in email.text
    assert "250 more" in email.html
