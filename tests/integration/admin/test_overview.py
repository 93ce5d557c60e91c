"""The first of the operators' pages: what needs a person, and how today goes."""

from alerts.db import beats
from alerts.db.session import Database
from alerts.domain.operators import Role
from alerts.domain.steps import Beat, Step
from tests.integration.admin.conftest import As
from tests.integration.web.feeds_in_trouble import trouble
from tests.integration.web.neighbourhood import NOW


def test_where_all_is_well_nothing_needs_anybody(as_role: As, database: Database) -> None:
    with database.writing() as session:
        beats.write(session, [Beat("here:1:2", "run", Step.CLOCK, NOW, done_at=NOW)])
    page = as_role(Role.VIEWER).get("/admin").text
    assert "Nothing needs you" in page
    assert "Today so far" in page


def test_what_is_wrong_is_said_with_the_page_that_helps(as_role: As, database: Database) -> None:
    trouble(database)
    page = as_role(Role.VIEWER).get("/admin").text
    assert "things need you" in page
    assert "<strong>enfield:</strong>" in page
    assert 'href="/admin/feeds/enfield"' in page
    assert "http://" not in page.split('id="needs"')[1].split("Today so far")[0]
