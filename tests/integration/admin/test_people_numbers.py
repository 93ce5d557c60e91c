"""Subscriptions in numbers tell of no fewer than five, and count what people did by week."""

from datetime import timedelta

import pytest

from alerts.db import counted
from alerts.db.counts import Counted, Key
from alerts.db.session import Database
from alerts.domain.operators import Role
from alerts.services.people_numbers import people_in_numbers
from alerts.web.context import SiteContext
from tests.integration.admin.conftest import As
from tests.integration.web.neighbourhood import TODAY
from tests.integration.web.people import HOME, WARD, subscribed


@pytest.mark.fault("W-20")
@pytest.mark.fault("P-06")
def test_what_fewer_than_five_share_is_not_told(database: Database, context: SiteContext) -> None:
    for number in range(4):
        subscribed(database, context, f"a{'x' * number}@example.org", HOME, WARD)
    with database.reading() as session:
        few = people_in_numbers(session, TODAY)
    assert few.people is None
    assert (few.kinds, few.councils) == ({"postcode": None, "ward": None}, {})
    subscribed(database, context, "fifth@example.org", HOME)
    with database.reading() as session:
        enough = people_in_numbers(session, TODAY)
    assert enough.people == 5
    assert enough.kinds == {"postcode": 5, "ward": None}
    assert enough.languages == {"en": 5}
    assert enough.councils == {"Camden": 5}  # those who watch two areas there count once


def test_weeks_count_what_was_asked_confirmed_ended_and_let_go(as_role: As, database: Database) -> None:
    with database.writing() as session:
        counted.write(session, {Key(Counted.ASKED, "subscribe"): 7, Key(Counted.LET_GO, "network"): 2}, TODAY)
        counted.write(session, {Key(Counted.CONFIRMED): 3}, TODAY - timedelta(days=6))
        counted.write(session, {Key(Counted.ENDED): 4}, TODAY - timedelta(days=7))
        counted.write(session, {Key(Counted.ASKED, "link"): 99}, TODAY - timedelta(days=35))
    with database.reading() as session:
        weeks = people_in_numbers(session, TODAY).weeks
    assert [week[1:] for week in weeks] == [(0,) * 4] * 3 + [(0, 0, 4, 0), (7, 3, 0, 2)]
    page = as_role(Role.VIEWER).get("/admin/people").text
    assert "fewer than 5" in page.lower()
    assert page.count('class="chart chart--small"') == 4
