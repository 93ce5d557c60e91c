"""Whatever stands in an address or a form of the operators' pages is answered, and no number is too large."""

import re
from urllib.parse import quote

import pytest

from alerts.domain.operators import Role
from alerts.web.admin.part import ROUTES
from alerts.web.admin.routing import AdminRoute
from tests.integration.admin.acts import BY_RULE
from tests.integration.admin.conftest import As

ODD = ("2147483648", "9" * 30, "a\0b\u202e%s" + "x" * 5_000)
QUERIES = ("before", "after", "outcome", "who", "done")


@pytest.mark.fault("W-18")
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.action.name} {route.rule}")
def test_nothing_odd_in_an_address_or_a_form_breaks_a_page(route: AdminRoute, as_role: As) -> None:
    browser = as_role(Role.ADMINISTRATOR)
    for value in ODD:
        path = re.sub(r"<[^>]+>", quote(value, safe=""), route.rule)
        if "POST" in route.methods:
            fields = dict.fromkeys((*BY_RULE[route.rule].fields, "change", "which"), value)
            assert browser.post(path, data=fields).status_code < 500, value
        else:
            query = "&".join(f"{name}={quote(value, safe='')}" for name in QUERIES)
            assert browser.get(f"{path}?{query}").status_code < 500, value
