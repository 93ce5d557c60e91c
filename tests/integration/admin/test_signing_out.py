"""Signing out ends a session for good, on our side."""

import pytest

from alerts.domain.operators import Role
from alerts.web.admin.cookie import cookie_name
from tests.integration.admin.conftest import As
from tests.integration.web.neighbourhood import BASE_URL


@pytest.mark.fault("W-16")
def test_what_a_browser_held_is_worth_nothing_after_signing_out(as_role: As) -> None:
    browser, other = as_role(Role.VIEWER), as_role(Role.VIEWER)
    held = browser.get_cookie(cookie_name(BASE_URL), domain="localhost")
    assert held is not None
    assert browser.post("/admin/sign-out").status_code == 303
    assert browser.get_cookie(cookie_name(BASE_URL), domain="localhost") is None
    assert browser.get("/admin").status_code == 401
    browser.set_cookie(cookie_name(BASE_URL), held.value, domain="localhost")
    assert browser.get("/admin").status_code == 401
    assert other.get("/admin").status_code == 200
