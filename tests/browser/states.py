"""Every page of the site in every state that people can meet it in, as a table.

A state is an address, or what somebody does, on a site of one kind; the routes that it covers follow from the address.
"""

from collections.abc import Callable
from urllib.parse import quote

from playwright.sync_api import Page

from alerts.domain.links import Purpose
from alerts.web.pages.helping import TOPICS
from tests.browser.conftest import LiveSite
from tests.browser.feeds_states import FEEDS_AND_PLACES
from tests.browser.mail_states import MAILING
from tests.browser.operators_states import OPERATING
from tests.browser.state import BROKEN, CHANGED, NOWHERE, ON_ITS_LINK, STRICT, TROUBLED, UNREADY, State, Way
from tests.integration.web.people import Cast

HOME = "/areas/postcode/NW51TL?radius=400"
OPEN, PLACELESS = "/applications/E09000007/2026/0123/P", "/applications/E09000007/2026/1001/P"
STAR = "51.5580, -0.1480\n51.5500, -0.1380\n51.5580, -0.1380\n51.5500, -0.1480"
SQUARE = "51.5580, -0.1480\n51.5580, -0.1380\n51.5500, -0.1380"
COUNTRY = "58.0, -6.0\n58.0, 1.5\n50.0, 1.5\n50.0, -6.0"


def own(purpose: Purpose, rest: str = "", about: int = 0) -> Callable[[Cast], str]:
    """An address of Alice's own."""
    return lambda cast: cast.alice.link(purpose, about) + rest


def bobs(purpose: Purpose) -> Callable[[Cast], str]:
    """An address of Bob's, who has not confirmed."""
    return lambda cast: cast.bob.link(purpose)


def charlies(purpose: Purpose) -> Callable[[Cast], str]:
    """An address of Charlie's, who has left."""
    return lambda cast: cast.charlie.link(purpose)


def sends(scope: str, **typed: str) -> Way:
    """Write this into the fields of the form within, and send it."""

    def send(page: Page, _live: LiveSite, _cast: Cast) -> None:
        opened(page, _live, _cast)
        form = page.locator(scope)
        for name, value in typed.items():
            form.locator(f"[name={name}]").first.fill(value)
        with page.expect_navigation():
            form.locator("button[type=submit], button:not([type])").first.evaluate("each => each.click()")

    return send


def opened(page: Page, _live: LiveSite, _cast: Cast) -> None:
    """Everything that is folded away is unfolded."""
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")


def reads_a_letter(page: Page, live: LiveSite, _cast: Cast) -> None:
    live.send_mail()
    page.goto("/outbox")
    page.locator("main a[href^='/outbox/']").first.click()
    page.wait_for_url("**/outbox/*.eml")


def brings_one_more_area(page: Page, live: LiveSite, cast: Cast) -> None:
    page.goto("/areas/shape")
    sends("form:has(#corners)", corners=SQUARE)(page, live, cast)


def form_of(action: str) -> str:
    """The form of a person's own page with this hidden action."""
    return f"form:has([name=action][value={action}])"


def acted(name: str, at: Callable[[Cast], str]) -> State:
    """The page after the one button of a link's page."""
    return State(name, at, 200, sends("main form"), ON_ITS_LINK)


PLAIN = (
    State("home", "/"),
    State("search, nothing asked", "/search"),
    State("search, applications", "/search?q=specimen"),
    State("search, one left out", "/search?q=specimen+zeppelin"),
    State("search, nothing found", "/search?q=nowhere-at-all"),
    State("search, a slip", "/search?q=Hihgate"),
    State("search, uncovered council", "/search?q=Barnet"),
    State("search, Northern Ireland", "/search?q=BT1+5GS"),
    State("search, no such postcode", "/search?q=NW5+1ZZ"),
    State("search, very long", f"/search?q={quote('extension ' * 90)}"),
    State("near a place abroad", "/near/48.85,2.35", 400),
    State("area of a postcode", HOME),
    State("area, all unfolded", HOME, then=opened),
    State("area, closing soon", f"{HOME}&show=closing"),
    State("area, decided", f"{HOME}&show=decided"),
    State("area, filtered to nothing", f"{HOME}&include=zeppelin"),
    State("area, wrong filter", f"{HOME}&from=soon", 400),
    State("area of a ward", "/areas/ward/E05013658"),
    State("area of a ward without applications", "/areas/ward/E05013661"),
    State("area of a council", "/areas/authority/E09000007"),
    State("area of an uncovered council", "/areas/authority/E09000003"),
    State("area of a circle", "/areas/circle/51.5546,-0.1446/400"),
    State("area of a protected place", "/areas/constraint/44000001"),
    State("area of no postcode", "/areas/postcode/ZZ991ZZ", 404),
    State("area of a radius too large", "/areas/postcode/NW51TL?radius=9999", 400),
    State("list in a frame, postcode", "/areas/postcode/NW51TL/widget?radius=400"),
    State("list in a frame, ward", "/areas/ward/E05013658/widget?rows=1"),
    State("list in a frame, council", "/areas/authority/E09000007/widget?show=decided"),
    State("list in a frame, circle", "/areas/circle/51.5546,-0.1446/400/widget"),
    State("list in a frame, protected place", "/areas/constraint/44000001/widget"),
    State("list in a frame, empty", "/areas/ward/E05013661/widget?include=zeppelin"),
    State("list in a frame, a shape that is gone", "/areas/shape/0123456789abcdef/widget", 404),
    State("list in a frame, wrong filter", "/areas/ward/E05013658/widget?rows=many", 400),
    State("lines to copy", "/embed?area=ward:E05013658&show=decided"),
    State("lines to copy, of no area", "/embed", 400),
    State("open data, before the first night", "/data"),
    State("open data of a council, before the first night", "/data/E09000007", 404),
    State("what the columns mean", "/data/dictionary"),
    State("drawing", "/areas/shape"),
    State("drawing, wards of a council", "/areas/shape?council=Camden"),
    State("drawing, no such council", "/areas/shape?council=zzz"),
    State("area of a shape that is gone", "/areas/shape/0123456789abcdef", 404),
    State("application, open", OPEN),
    State("application, all unfolded", OPEN, then=opened),
    State("application, closing", "/applications/E09000007/2026/0456/L"),
    State("application, decided", "/applications/E09000007/2026/0789/P"),
    State("application, withdrawn", "/applications/E09000007/2026/0999/T"),
    State("application without a site", PLACELESS),
    State("application unknown", "/applications/E09000007/2026/9/X", 404),
    State("check your inbox", "/check-your-inbox"),
    State("report sent", "/reported"),
    State("asking for one's link", "/links"),
    State("figures of everything", "/insight"),
    State("figures, places to choose from", "/insight?q=highgate+zzz"),
    State("figures of a council", "/insight/authority/E09000007"),
    State("figures of a council, all unfolded", "/insight/authority/E09000007", then=opened),
    State("figures of a ward", "/insight/ward/E05013658"),
    State("figures of an uncovered council", "/insight/authority/E09000003"),
    State("figures, wrong filter", "/insight/ward/E05013658?outcome=burnt&from=soon", 400),
    State("figures of a shape that is gone", "/insight/shape/0123456789abcdef", 404),
    State("places compared", "/insight/compare?place=authority:E09000007&place=ward:E05013658"),
    State("nothing to compare yet", "/insight/compare"),
    State("answers of a council", "/insight/authority/E09000007/answers"),
    State("answers of a ward", "/insight/ward/E05013658/answers"),
    State("answer of a council", "/insight/authority/E09000007/answers/received/2026"),
    State("answer of a ward", "/insight/ward/E05013658/answers/granted/2026"),
    State("what the figures count", "/insight/definitions"),
    State("area of an abolished ward", "/areas/ward/E05013658", site=CHANGED),
    State("area of a redrawn ward", "/areas/ward/E05013661", site=CHANGED),
    State("own page, a ward abolished", own(Purpose.MANAGE), site=CHANGED),
    State(
        "own page, the old ground kept",
        own(Purpose.MANAGE),
        200,
        sends(form_of("keep-ground")),
        ON_ITS_LINK,
        CHANGED,
    ),
    State("status", "/status"),
    State("status, feeds in trouble", "/status", site=TROUBLED),
    State("area of a stale feed", "/areas/authority/E09000010", site=TROUBLED),
    State("area of a failing feed", "/areas/authority/E09000019", site=TROUBLED),
    State("outbox, empty", "/outbox", site=UNREADY),
    State("outbox, a letter", "/outbox", then=reads_a_letter, covers="GET /outbox/<name>"),
    State("about", "/about"),
    State("help", "/help"),
    *(State(f"help, {topic}", f"/help/{topic}") for topic in TOPICS),
    State("no such help", "/help/nothing", 404),
    State("for programs", "/api"),
    State("privacy", "/privacy"),
    State("accessibility", "/accessibility"),
    State("security", "/security"),
    State("no such page", NOWHERE, 404),
    State("expired link", "/manage/not-a-link", 404),
    State("no gazetteer", HOME, 503, site=UNREADY),
    State("too many wrong links", "/manage/not-a-link", 429, site=STRICT),
    State("failure", "/status", 500, site=BROKEN),
)

FORMS = (
    State(
        "asking, refused", HOME, 400, sends("#subscribe form", email="dora at home"), "POST /subscriptions"
    ),
    State("following, refused", OPEN, 400, sends("#subscribe form", email="dora"), "POST /subscriptions"),
    State("asked", HOME, 200, sends("#subscribe form", email="dora@example.org"), "POST /subscriptions"),
    State("link, refused", "/links", 400, sends("main form", email="dora"), "POST /links"),
    State("report, refused", OPEN, 400, sends("#wrong-place form", words="Next door"), "POST /reports"),
    State(
        "corners that cross",
        "/areas/shape",
        400,
        sends("form:has(#corners)", corners=STAR),
        "POST /areas/shape",
    ),
    State(
        "too many areas",
        "/about",
        429,
        brings_one_more_area,
        "POST /areas/shape",
        site=STRICT,
    ),
    State(
        "corners of a country",
        "/areas/shape",
        400,
        sends("form:has(#corners)", corners=COUNTRY),
        "POST /areas/shape",
    ),
    State("no such ward", "/areas/shape", 400, sends("form:has(#place)", place="zzz"), "POST /areas/shape"),
)

OWN_PAGE = (
    ("distance refused", "radius", 400, {"radius": "7 km"}),
    ("joining refused", "join", 400, {}),
    ("place refused", "add", 400, {"place": "zzz"}),
    ("paused", "pause", 200, {"until": "2026-12-20"}),
    ("all paused", "pause-all", 200, {"until": "2026-12-20"}),
    ("another address asked", "address", 200, {"email": "a@new.example"}),
    ("one stopped", "stop", 200, {}),
)
"""(state, action of the form, status, what is typed) of a person's own page."""

PERSONAL = (
    State("confirm", bobs(Purpose.CONFIRM)),
    State("already confirmed", own(Purpose.CONFIRM)),
    acted("confirmed", bobs(Purpose.CONFIRM)),
    State("own page", own(Purpose.MANAGE)),
    State("own page, all unfolded", own(Purpose.MANAGE), then=opened),
    State("own page, forecast", own(Purpose.MANAGE, "?done=save&area=1")),
    State("own page, empty", charlies(Purpose.MANAGE)),
    *(
        State(
            f"own page, {name}",
            own(Purpose.MANAGE),
            status,
            sends(form_of(action), **typed),
            "POST /manage/<token>",
        )
        for name, action, status, typed in OWN_PAGE
    ),
    State("own page, erase", own(Purpose.MANAGE, "/erase")),
    State("erased", own(Purpose.MANAGE, "/erase"), 200, sends("main form"), "POST /manage/<token>"),
    State("why", own(Purpose.MANAGE, "/why?subscription=1&reference=2026/0123/P")),
    State("why, unknown", own(Purpose.MANAGE, "/why?subscription=1&reference=9"), 404),
    State("follow", own(Purpose.FOLLOW, about=1)),
    acted("followed", own(Purpose.FOLLOW, about=1)),
    State("mute", own(Purpose.MUTE, about=1)),
    acted("muted", own(Purpose.MUTE, about=1)),
    State("leave", own(Purpose.UNSUBSCRIBE)),
    State("leave, nothing left", charlies(Purpose.UNSUBSCRIBE)),
    acted("left", own(Purpose.UNSUBSCRIBE)),
    acted("started again", charlies(Purpose.UNSUBSCRIBE)),
    State("another address", own(Purpose.ADDRESS)),
    acted("another address taken", own(Purpose.ADDRESS)),
    State("never again", bobs(Purpose.NEVER)),
    acted("never again, done", bobs(Purpose.NEVER)),
)

IN_WELSH = tuple(
    State(f"in Welsh: {state.name}", f"/cy{state.at}", state.status, site=state.site)
    for state in PLAIN
    if isinstance(state.at, str)
    and state.name
    in {
        "home",
        "search, applications",
        "search, uncovered council",
        "area of a postcode",
        "area of a ward",
        "drawing",
        "application, open",
        "figures of a council",
        "check your inbox",
        "status",
        "no such page",
    }
)


STATES = (*PLAIN, *FORMS, *PERSONAL, *IN_WELSH, *OPERATING, *FEEDS_AND_PLACES, *MAILING)
