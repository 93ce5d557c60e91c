"""The page of subscriptions in numbers says that small numbers are small, and draws the weeks."""

import pytest

from alerts.db import counted
from alerts.db.counts import Counted, Key
from alerts.db.session import Database
from alerts.domain.operators import Role
from alerts.web.context import SiteContext
from tests.integration.admin.conftest import As
from tests.integration.web.neighbourhood import TODAY
from tests.integration.web.people import HOME, WARD, subscribed


@pytest.mark.fault("P-06")
def test_the_page_tells_numbers_from_five_on(as_role: As, database: Database, context: SiteContext) -> None:
    for number in range(5):
        subscribed(database, context, f"a{'x' * number}@example.org", HOME, *([WARD] * (number < 4)))
    with database.writing() as session:
        counted.write(session, {Key(Counted.ASKED, "subscribe"): 1_007}, TODAY)
    page = " ".join(as_role(Role.VIEWER).get("/admin/people").text.split())
    value = '</dt><dd class="govuk-summary-list__value">'
    assert f"Postcode{value}5<" in page
    assert f"Ward{value}fewer than 5<" in page
    assert f"Camden{value}5<" in page
    assert ">1,007<" in page
    assert page.count('class="chart chart--small"') == 4
