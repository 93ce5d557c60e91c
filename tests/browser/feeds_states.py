"""The operators' pages about feeds and places in every state that they can meet them in."""

from collections.abc import Callable

from playwright.sync_api import Page

from alerts.db.session import Database
from alerts.services.holding import let_go
from alerts.web.context import SiteContext
from tests.browser.conftest import LiveSite
from tests.browser.operating import operating
from tests.browser.state import TROUBLED, UNREADY, USUAL, State, Way
from tests.integration.admin import bench, floods
from tests.integration.web.neighbourhood import FEED, NOW
from tests.integration.web.people import Cast

Seed = Callable[[Database, SiteContext], object]
_NUMBER = "<int(max=2147483647):number>"
CAMDENS, HOLD, RECORD = f"/admin/feeds/{FEED}", "/admin/holds/1", "/admin/records/1"


def fed(
    name: str,
    path: str,
    covers: str = "",
    then: Way | None = None,
    status: int = 200,
    seed: Seed | None = None,
    site: str = USUAL,
) -> State:
    """A page of the operators about what `seed` has put there before."""

    def go(page: Page, live: LiveSite, cast: Cast) -> None:
        if seed is not None:
            seed(live.context.database, live.context)
        operating(path, then)(page, live, cast)

    return State(f"feeds and places: {name}", path, status, go, covers, site)


def presses(*buttons: str) -> Way:
    """The buttons of these names are pressed, one a page."""

    def press(page: Page, _live: LiveSite, _cast: Cast) -> None:
        for button in buttons:
            with page.expect_navigation():
                page.get_by_role("button", name=button, exact=True).click()

    return press


def ticks_the_first(page: Page, _live: LiveSite, _cast: Cast) -> None:
    page.locator("[name=change]").first.check()
    with page.expect_navigation():
        page.get_by_role("button", name="Discard those ticked", exact=True).click()


def comes_too_late(page: Page, live: LiveSite, _cast: Cast) -> None:
    with live.context.database.writing() as session:
        let_go(session, FEED, is_released=False, now=NOW)
    with page.expect_navigation():
        page.get_by_role("button", name="Discard all: nobody is told", exact=True).click()


def chooses(meaning: str) -> Way:
    def choose(page: Page, _live: LiveSite, _cast: Cast) -> None:
        page.locator("[name=meaning]").first.select_option(meaning)
        with page.expect_navigation():
            page.get_by_role("button", name="Save the meaning of").first.click()

    return choose


def many_records(database: Database, context: SiteContext) -> None:
    """Of each kind that is kept, with words that do their worst to a table."""
    bench.council_of(database, context).publish(
        bench.a_row(2, proposal="TEST application please ignore"),
        bench.a_row(3, state="Awaiting " + "a_word_that_does_not_end" * 6, kind="Odd & Ends"),
        bench.a_row(4, valid="the day before yesterday"),
        bench.a_row(5, ref="", mystery="what is this <b>?</b>"),
    )


FEEDS_AND_PLACES = (
    fed("feeds", "/admin/feeds", site=TROUBLED),
    fed("a feed in trouble", "/admin/feeds/brent", site=TROUBLED),
    fed("a feed with records to look at", CAMDENS, seed=many_records),
    fed("poll now", CAMDENS, "POST /admin/feeds/<name>/poll", presses(f"Poll now: {FEED}")),
    fed("pause", CAMDENS, "POST /admin/feeds/<name>/pause", presses(f"Pause: {FEED}")),
    fed("resume", CAMDENS, "POST /admin/feeds/<name>/resume", presses(f"Resume: {FEED}"), seed=floods.a_paused_feed),
    fed(
        "a feed refused for its size",
        CAMDENS,
        "POST /admin/feeds/<name>/size",
        presses(f"Take it at the size that it has now: {FEED}"),
        seed=floods.a_halved_feed,
    ),
    fed(
        "an alarm",
        "/admin/feeds",
        f"POST /admin/alarms/{_NUMBER}/seen",
        presses(f"I have seen this: {FEED}, stale"),
        seed=floods.an_alarm,
    ),
    fed("no holds", "/admin/holds"),
    fed("holds", "/admin/holds", seed=floods.a_hold),
    fed("a hold", HOLD, seed=floods.a_hold),
    fed(
        "a release asked about",
        HOLD,
        f"POST /admin/holds/{_NUMBER}/release",
        presses("Release all …"),
        seed=floods.a_hold,
    ),
    fed("a discard asked about", HOLD, then=presses("Discard all …"), seed=floods.a_hold),
    fed("a release", HOLD, then=presses("Release all …", "Yes, release"), seed=floods.a_hold),
    fed("some discarded", HOLD, f"POST /admin/holds/{_NUMBER}/discard", ticks_the_first, seed=floods.a_hold),
    fed("too late", HOLD, then=comes_too_late, status=409, seed=floods.a_hold),
    fed("records", f"{CAMDENS}/records", seed=many_records),
    fed("no records", f"{CAMDENS}/records"),
    fed("a record", RECORD, seed=many_records),
    fed("a record with a fault", "/admin/records/3", seed=many_records),
    fed("a record that cannot be read", "/admin/records/4", seed=many_records),
    fed(
        "an odd record released",
        RECORD,
        f"POST /admin/records/{_NUMBER}/release",
        presses("Release: take it as it is, and tell of it: 2026/0002/P"),
        seed=many_records,
    ),
    fed(
        "a record discarded",
        RECORD,
        f"POST /admin/records/{_NUMBER}/dismiss",
        presses("Discard: take it off the list: 2026/0002/P"),
        seed=many_records,
    ),
    fed("records to read again", f"{CAMDENS}/reread", seed=many_records),
    fed(
        "records read again",
        f"{CAMDENS}/reread",
        "POST /admin/feeds/<name>/reread",
        presses(f"Read them again: {FEED}"),
        seed=many_records,
    ),
    fed("no words", "/admin/unmapped"),
    fed("a word with a meaning", "/admin/unmapped", "POST /admin/unmapped", chooses("hh"), seed=many_records),
    fed("no meaning chosen", "/admin/unmapped", then=chooses(""), status=400, seed=many_records),
    fed(
        "a meaning taken back",
        "/admin/unmapped",
        "POST /admin/unmapped/back",
        presses("Take back: QQQ"),
        seed=bench.a_given_meaning,
    ),
    fed("places", "/admin/places"),
    fed("places without a gazetteer", "/admin/places", site=UNREADY),
    fed("no reports", "/admin/places/reports"),
    fed(
        "a report closed",
        "/admin/places/reports",
        f"POST /admin/places/reports/{_NUMBER}/close",
        presses("Close: report 1, 2026/0123/P"),
        seed=floods.a_report,
    ),
)  # fmt: skip
