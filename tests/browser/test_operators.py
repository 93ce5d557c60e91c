"""An administrator at work in a real browser without scripts: signing in, acting, being asked anew, going on."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from alerts.db import operators
from alerts.domain.operators import RECENT, Role
from alerts.services.operator_links import token_of
from tests.browser.conftest import LiveSite, watched_page
from tests.integration.admin.conftest import audited, code_of, operator_of
from tests.integration.web.neighbourhood import KEY, NOW

pytestmark = pytest.mark.browser


@pytest.mark.fault("W-18")
def test_an_act_that_waits_for_a_proof_is_done_with_what_was_typed_and_without_scripts(
    browser: Browser, live: LiveSite
) -> None:
    database, context = live.context.database, live.context
    number = operator_of(database, context, Role.ADMINISTRATOR)
    with database.reading() as rows:
        row = operators.by_id(rows, number)
        assert row is not None
        link = f"/admin/sign-in/{token_of(row, KEY, NOW)}"
    with watched_page(browser, live, "phone, dark", has_scripts=False) as page:
        page.goto(link)
        page.get_by_label("Code").fill(code_of(context, number))
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="Overview")).to_be_visible()
        with database.writing() as rows:
            for session in operators.open_sessions(rows, number, NOW - timedelta(days=1)):
                session.proven_at = NOW - RECENT
        page.get_by_role("link", name="Operators", exact=True).click()
        page.get_by_label("E-mail address").fill("new@council.example")
        page.get_by_label("Viewer").check()
        page.get_by_role("button", name="Add them").click()
        expect(page.get_by_role("heading", name="Show that it is you")).to_be_visible()
        page.get_by_label("Code").fill(code_of(context, number, at=NOW + timedelta(seconds=30)))
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_role("link", name="new@council.example")).to_be_visible()
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()
    assert [row.action for row in audited(database)] == ["sign-in", "add-operator", "sign-out"]
