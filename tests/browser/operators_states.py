"""Every page of the operators in every state that they can meet it in; `operated` makes one."""

from playwright.sync_api import Page

from alerts.domain.links import Claim, Purpose, token_for
from alerts.domain.operators import RECENT
from tests.browser.conftest import LiveSite
from tests.browser.operating import operating
from tests.browser.state import State, Way
from tests.integration.admin.conftest import new_code_on
from tests.integration.web.neighbourhood import KEY, NOW
from tests.integration.web.people import Cast


def operated(name: str, path: str, covers: str = "", then: Way | None = None, status: int = 200) -> State:
    """A page of the operators: who has not signed in is asked to, and an administrator sees it."""
    return State(f"operators: {name}", path, status, operating(path, then), covers)


def presses(button: str) -> Way:
    """A button of that name is pressed, with nothing filled in."""
    return lambda page, _live, _cast: page.get_by_role("button", name=button, exact=True).click()


def asks_for_a_link(page: Page, _live: LiveSite, _cast: Cast) -> None:
    page.locator("#email").fill("somebody@council.example")
    page.get_by_role("button", name="Send me a link").click()


def gives_a_wrong_password(page: Page, _live: LiveSite, _cast: Cast) -> None:
    page.locator("#password-email").fill("somebody@council.example")
    page.locator("#password").fill("not the password")
    page.locator("#code").fill("000000")
    page.get_by_role("button", name="Sign in", exact=True).click()


def sets_an_app_up(page: Page, live: LiveSite, _cast: Cast) -> None:
    page.locator("#code").fill(new_code_on(page.content(), live.context))
    page.get_by_role("button", name="Set it up").click()


def chooses_a_short_password(page: Page, _live: LiveSite, _cast: Cast) -> None:
    page.locator("#password").fill("too short")
    page.get_by_role("button", name="Set the password").click()


def adds_nobody(page: Page, _live: LiveSite, _cast: Cast) -> None:
    page.locator("#email").fill("not an address")
    page.get_by_role("button", name="Add them").click()


def changes_a_role_and_reads_of_it(page: Page, _live: LiveSite, _cast: Cast) -> None:
    page.get_by_role("button", name="Change the role").click()
    page.goto("/admin/audit")


def a_link_of_an_operator() -> str:
    return f"/admin/sign-in/{token_for(Claim(Purpose.SIGN_IN, 1, 0, NOW), KEY)}"


SIGNING_IN = (
    State("operators: sign in", "/admin/sign-in"),
    State("operators: a link was sent", "/admin/sign-in", 200, asks_for_a_link, "POST /admin/sign-in"),
    State("operators: the page after that", "/admin/sign-in/sent"),
    State(
        "operators: a wrong password",
        "/admin/sign-in",
        401,
        gives_a_wrong_password,
        "POST /admin/sign-in/password",
    ),
    State("operators: a link that does not work", "/admin/sign-in/no-link", 404),
    operated("a link", a_link_of_an_operator()),
    operated(
        "a link without its code",
        a_link_of_an_operator(),
        "POST /admin/sign-in/<token>",
        presses("Sign in"),
        401,
    ),
)

ACCOUNT = (
    operated("account", "/admin/account"),
    operated(
        "a short password",
        "/admin/account",
        "POST /admin/account/password",
        chooses_a_short_password,
        400,
    ),
    operated(
        "new recovery codes",
        "/admin/account",
        "POST /admin/account/recovery",
        presses("Take new recovery codes"),
    ),
    operated(
        "signed out everywhere",
        "/admin/account",
        "POST /admin/account/sessions",
        presses("Sign out everywhere"),
        401,
    ),
    operated("second factor", "/admin/account/factor"),
    operated("recovery codes", "/admin/account/factor", "POST /admin/account/factor", sets_an_app_up),
    operated("a wrong code of a new app", "/admin/account/factor", then=presses("Set it up"), status=400),
    operated("prove", "/admin/prove"),
    operated("prove, at once", "/admin/prove", "POST /admin/prove", presses("Go on")),
    State(
        "operators: an act that asks for a proof",
        "/admin/account",
        401,
        operating("/admin/account", presses("Take new recovery codes"), ago=RECENT),
    ),
    State(
        "operators: a proof with a wrong code",
        "/admin/prove",
        401,
        operating("/admin/prove", presses("Go on"), ago=RECENT),
    ),
)

WHO = (
    operated("operators", "/admin/operators"),
    operated("an operator", "/admin/operators/1"),
    operated("nobody added", "/admin/operators", "POST /admin/operators", adds_nobody, 400),
    operated(
        "the same role",
        "/admin/operators/1",
        "POST /admin/operators/<int(max=2147483647):number>/role",
        presses("Change the role"),
    ),
    operated(
        "the last administrator",
        "/admin/operators/1",
        "POST /admin/operators/<int(max=2147483647):number>/remove",
        presses("Remove them"),
        400,
    ),
    operated(
        "reset",
        "/admin/operators/1",
        "POST /admin/operators/<int(max=2147483647):number>/reset",
        presses("Let them start anew"),
        401,
    ),
    operated("audit", "/admin/audit"),
    operated("audit with a line", "/admin/operators/1", "GET /admin/audit", changes_a_role_and_reads_of_it),
    operated("audit of somebody who did nothing", "/admin/audit?who=nobody"),
)

OPERATING = (
    operated("overview", "/admin"),
    operated("overview, signed out", "/admin", "POST /admin/sign-out", presses("Sign out"), 401),
    *SIGNING_IN,
    *ACCOUNT,
    *WHO,
)
