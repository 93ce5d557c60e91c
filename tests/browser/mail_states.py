"""The operators' pages about mail and people in every state that they can meet them in."""

from collections.abc import Callable

from playwright.sync_api import Page

from alerts.db.session import Database
from alerts.web.context import SiteContext
from tests.browser.conftest import LiveSite
from tests.browser.operating import operating
from tests.browser.state import State, Way
from tests.integration.admin import letters, persons
from tests.integration.web.people import ALICE, BOB, Cast

Seed = Callable[[Database, SiteContext], object]
MAIL, DELIVERIES = f"/admin/mail/{letters.SENT}", "/admin/deliveries"


def mailed(
    name: str,
    path: str,
    covers: str = "",
    then: Way | None = None,
    status: int = 200,
    seed: Seed | None = None,
) -> State:
    """A page of the operators about what `seed` has put there before."""

    def go(page: Page, live: LiveSite, cast: Cast) -> None:
        if seed is not None:
            seed(live.context.database, live.context)
        operating(path, then)(page, live, cast)

    return State(f"mail and people: {name}", path, status, go, covers)


def presses(button: str) -> Way:
    return lambda page, _live, _cast: page.get_by_role("button", name=button, exact=True).click()


def looks_up(email: str, then: str = "") -> Way:
    """Look somebody up, and press a button there."""

    def go(page: Page, _live: LiveSite, _cast: Cast) -> None:
        page.locator("#email").fill(email)
        page.get_by_role("button", name="Look up").click()
        if then:
            page.get_by_role("button", name=then, exact=True).click()

    return go


def stops(page: Page, live: LiveSite, cast: Cast) -> None:
    looks_up(ALICE)(page, live, cast)
    page.get_by_label("They asked us to").check()
    page.get_by_role("button", name="Stop all their alerts").click()


def explains(page: Page, live: LiveSite, cast: Cast) -> None:
    looks_up(ALICE)(page, live, cast)
    page.locator("#authority").fill("E09000007")
    page.locator("#reference").fill("2026/0123/P")
    page.get_by_role("button", name="Explain").click()


def shows_a_digest(page: Page, _live: LiveSite, _cast: Cast) -> None:
    page.get_by_role("button", name="Show it").click()
    page.wait_for_url("**/admin/tomorrow/*")


def person(name: str, act: str, then: Way, status: int = 200, seed: Seed | None = None) -> State:
    return mailed(name, "/admin/person", f"POST /admin/person/{act}", then, status, seed)


ON_MAIL = (
    mailed("deliveries", DELIVERIES),
    mailed("deliveries with one given up", DELIVERIES, seed=letters.one_given_up),
    mailed(
        "a sick server",
        DELIVERIES,
        f"POST {DELIVERIES}/retry",
        presses("Try now what waits"),
        seed=letters.a_sick_server,
    ),
    mailed(
        "alerts set aside",
        DELIVERIES,
        f"POST {DELIVERIES}/again",
        presses("Try these alerts again"),
        seed=letters.alerts_set_aside,
    ),
    mailed(
        "a copy put back",
        DELIVERIES,
        f"POST {DELIVERIES}/release",
        presses("Release what waits"),
        seed=letters.a_copy_put_back,
    ),
    mailed(
        "a copy to be discarded",
        DELIVERIES,
        f"POST {DELIVERIES}/discard",
        presses("Discard what waits …"),
        seed=letters.a_copy_put_back,
    ),
    mailed("a day of mail", f"{DELIVERIES}/2026-11-23", seed=letters.a_sent_email),
    mailed("a day whose words are forgotten", f"{DELIVERIES}/2026-10-01"),
    mailed("an e-mail", MAIL, seed=letters.a_sent_email),
    mailed(
        "an opened e-mail",
        MAIL,
        "POST /admin/mail/<name>/open",
        presses("Open it as it was sent"),
        seed=letters.a_sent_email,
    ),
    mailed("tomorrow", "/admin/tomorrow", seed=letters.due_tomorrow),
    mailed(
        "a digest to come",
        "/admin/tomorrow",
        "POST /admin/tomorrow/open",
        shows_a_digest,
        seed=letters.due_tomorrow,
    ),
    mailed(
        "the page of a digest to come",
        "/admin/tomorrow",
        "GET /admin/tomorrow/<int(max=2147483647):number>",
        shows_a_digest,
        seed=letters.due_tomorrow,
    ),
    mailed("no digest to come", "/admin/tomorrow", "POST /admin/tomorrow/open", presses("Show it"), 404),
)

ON_PEOPLE = (
    mailed("people in numbers", "/admin/people"),
    mailed("nobody looked up yet", "/admin/person"),
    person("somebody who watches two areas", "look", looks_up(ALICE)),
    person("nobody known", "look", looks_up("nobody@example.org")),
    person("no address", "look", looks_up("alice"), 400),
    person("the confirmation again", "confirmation", looks_up(BOB, "Send the confirmation again")),
    person("their link", "link", looks_up(ALICE, "Send them their link")),
    person(
        "written to again",
        "allow",
        looks_up(ALICE, "Write to this address again"),
        seed=persons.alice_given_up,
    ),
    person("stopped", "stop", stops),
    person("stopped without a reason", "stop", looks_up(ALICE, "Stop all their alerts"), 400),
    person("to be erased", "erase", looks_up(ALICE, "Erase this person …")),
    person("explained", "explain", explains),
)

MAILING = (*ON_MAIL, *ON_PEOPLE)
