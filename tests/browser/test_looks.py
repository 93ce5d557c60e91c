"""What a stylesheet can quietly break: what a thumb can hit, what covers what, and what comes out of a printer."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import LiveSite

PHONE = {"width": 390, "height": 844}
THUMB_PX = 44
PAGES = (
    "/",
    "/areas/postcode/NW51TL?radius=400",
    "/applications/E09000007/2026/0123/P",
    "/links",
    "/areas/shape",
)
ALONE = (
    ".govuk-button, .govuk-input:not([type=hidden]), .govuk-select, summary, .site-foot li a, .site-head a, .views a, "
    ".follow, .area__side .govuk-list a"
)


@pytest.fixture
def phone(browser: Browser, live: LiveSite) -> Page:
    return browser.new_page(base_url=live.url, viewport=PHONE)


def test_whatever_stands_alone_on_a_phone_is_as_tall_as_a_thumb(phone: Page) -> None:
    for path in PAGES:
        phone.goto(path)
        heights = phone.locator(ALONE).evaluate_all(
            "found => found.filter(each => each.offsetParent)"
            ".map(each => [each.innerText || each.name, each.getBoundingClientRect().height])"
        )
        assert len(heights) > 8
        assert [each for each in heights if each[1] < THUMB_PX] == [], path
    phone.close()


def test_the_button_of_a_map_covers_none_of_it_and_moves_nothing(phone: Page) -> None:
    phone.goto("/areas/postcode/NW51TL?radius=400")
    button = phone.get_by_role("button", name="Move and zoom the map")
    expect(button).to_be_visible()
    drawing, below = phone.locator("svg.map").bounding_box(), button.bounding_box()
    assert drawing is not None
    assert below is not None
    assert below["y"] >= drawing["y"] + drawing["height"]
    frame = phone.locator(".map-frame")
    before = frame.bounding_box()
    button.evaluate("button => button.hidden = true")
    assert frame.bounding_box() == before
    phone.close()


def test_paper_shows_the_content_and_where_its_links_lead(browser: Browser, live: LiveSite) -> None:
    page = browser.new_page(base_url=live.url, viewport={"width": 720, "height": 1000})
    page.emulate_media(media="print")
    page.goto("/applications/E09000007/2026/0123/P")
    for gone in (".site-head nav", ".site-foot nav", ".subscribe", ".wrong-place", ".area__jump"):
        for each in page.locator(gone).all():
            expect(each).to_be_hidden()
    expect(page.locator("svg.map")).to_be_visible()
    after = page.locator(".comment-by .govuk-button").evaluate(
        "link => getComputedStyle(link, '::after').content"
    )
    assert "http" in after
    ground = page.locator(".comment-by .govuk-button").evaluate(
        "link => getComputedStyle(link).backgroundColor"
    )
    assert ground == "rgba(0, 0, 0, 0)"
    page.goto("/areas/postcode/NW51TL?radius=400")
    for gone in (".distance", ".subscribe", ".views", ".filters", ".follow", ".map-open"):
        for each in page.locator(gone).all():
            expect(each).to_be_hidden()
    expect(page.locator("svg.map")).to_be_visible()
    own = page.locator(".applications .govuk-link").first
    assert own.evaluate("link => getComputedStyle(link, '::after').content") == "none"
    page.close()
