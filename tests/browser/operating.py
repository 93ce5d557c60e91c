"""The operators' pages in every state, for the table of states: each is met by a browser that has signed in."""

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page

from alerts.domain.operators import Role
from alerts.services.operating import sign_in
from alerts.web.admin.cookie import Held, cookie_name, cookie_value
from tests.browser.conftest import LiveSite
from tests.integration.admin.conftest import operator_of
from tests.integration.web.people import Cast

Way = Callable[[Page, LiveSite, Cast], None]


def operating(
    path: str, then: Way | None = None, role: Role = Role.ADMINISTRATOR, ago: timedelta = timedelta()
) -> Way:
    """Sign in as an operator of this role, so long `ago`, look at a page, and do something there."""

    def go(page: Page, live: LiveSite, cast: Cast) -> None:
        context = live.context
        number = operator_of(context.database, context, role)
        with context.database.writing() as session:
            secret = sign_in(session, number, context.clock() - ago)
        value = cookie_value(Held(secret, context.clock()), context.secret_key)
        page.context.add_cookies(
            [{"name": cookie_name(context.site.base_url), "value": value, "url": live.url, "httpOnly": True}]
        )
        page.goto(path)
        if then is not None:
            then(page, live, cast)

    return go
