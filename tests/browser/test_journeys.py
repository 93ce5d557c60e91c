"""The site in a real browser: each way that people take, by mouse and by keys, with and without scripts, in Welsh."""

import pytest
from playwright.sync_api import Browser, Page, expect

from alerts.language import Language
from tests.browser.conftest import SCREENS, LiveSite, watched_page
from tests.browser.hands import Hands, Keys, link
from tests.browser.looking import look
from tests.browser.ways import DORA, WAYS, ask_around_home, confirm

pytestmark = pytest.mark.browser

DESKTOP, PHONE = "desktop, light", "phone, dark"
BY_HAND, BY_KEYS, NO_SCRIPTS, IN_WELSH = "by hand", "by keys alone", "without scripts", "in Welsh"
MANNERS = (BY_HAND, BY_KEYS, NO_SCRIPTS, IN_WELSH)
USUAL = (
    ("resident by postcode", DESKTOP, BY_KEYS),
    ("resident by postcode", PHONE, NO_SCRIPTS),
    ("resident by postcode", PHONE, IN_WELSH),
    ("councillor by ward", DESKTOP, BY_HAND),
    ("area of one's own", PHONE, BY_HAND),
    ("one application followed", PHONE, BY_HAND),
    ("own areas managed", PHONE, BY_HAND),
    ("leaving and back", DESKTOP, BY_HAND),
)
"""What the ordinary run takes: each way once, and that of a resident in every manner."""


@pytest.mark.parametrize(("way", "screen", "manner"), USUAL, ids=map(", ".join, USUAL))
def test_people_come_to_what_they_came_for(
    browser: Browser, live: LiveSite, way: str, screen: str, manner: str
) -> None:
    take(browser, live, way, screen, manner)


@pytest.mark.slow
@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("way", WAYS)
def test_every_way_is_open_on_every_screen_in_every_manner(
    browser: Browser, live: LiveSite, way: str, screen: str, manner: str
) -> None:
    take(browser, live, way, screen, manner)


def take(browser: Browser, live: LiveSite, way: str, screen: str, manner: str) -> None:
    hands = Keys if manner == BY_KEYS else Hands
    language = Language("cy" if manner == IN_WELSH else "en")
    with watched_page(browser, live, screen, has_scripts=manner != NO_SCRIPTS) as page:
        WAYS[way](hands(page, live, language))


@pytest.fixture
def hands(page: Page, live: LiveSite) -> Hands:
    return Hands(page, live)


@pytest.mark.parametrize("page", [DESKTOP], indirect=True)
def test_a_mistake_is_told_where_it_is_and_what_was_typed_stays(page: Page) -> None:
    page.goto("/areas/postcode/NW51TL?radius=400")
    page.get_by_label("Your e-mail address").fill("dora at example")
    page.get_by_label("Once a week").check()
    page.get_by_role("button", name="Get e-mails about this area").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter an e-mail address in the right form")
    expect(page.get_by_label("Your e-mail address")).to_have_value("dora at example")
    expect(page.get_by_label("Once a week")).to_be_checked()
    page.get_by_role("link", name="Enter an e-mail address").click()
    expect(page.get_by_label("Your e-mail address")).to_be_focused()


@pytest.mark.parametrize("page", [PHONE], indirect=True)
def test_a_mistake_on_ones_own_page_is_told_at_its_own_form(page: Page, hands: Hands) -> None:
    ask_around_home(hands)
    confirm(hands, "400 m")
    page.goto("/links")
    hands.fill("Your e-mail address", DORA)
    hands.press("Send me my link")
    page.goto(link("".join(letter.text for letter in hands.post()), "manage"))
    hands.open("Change the distance")
    hands.fill("Distance in metres", "7 km")
    hands.press("Change distance")
    look(page)
    page.get_by_role("alert").get_by_role("link", name="The distance must be").click()
    expect(hands.field("Distance in metres")).to_be_focused()
    expect(hands.field("Distance in metres")).to_have_value("7 km")
    hands.open("Change what we send")
    for kind in page.get_by_role("group", name="What about").get_by_role("checkbox").all():
        kind.uncheck()
    hands.press("Save")
    look(page)
    page.get_by_role("alert").get_by_role("link", name="Choose at least one").click()
    expect(page.get_by_label("New applications")).to_be_focused()


@pytest.mark.parametrize("page", [DESKTOP], indirect=True)
def test_the_first_key_leads_past_the_head_of_a_page(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Postcode, ward, council, street or reference")).to_be_focused()
