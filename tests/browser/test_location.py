""" "Use my location" in a real browser: asked only when pressed, answered in words whatever the browser says."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import LiveSite

pytestmark = pytest.mark.browser

HOME = {"latitude": 51.55432112345, "longitude": -0.14456789}
PARIS = {"latitude": 48.85, "longitude": 2.35}
_FAILS = """
navigator.geolocation.getCurrentPosition = (_found, failed) => failed({ code: %d });
"""


def opened(context: BrowserContext, script: str = "") -> Page:
    if script:
        context.add_init_script(script)
    page = context.new_page()
    page.goto("/")
    return page


def test_where_one_stands_leads_to_the_nearest_postcode(browser: Browser, live: LiveSite) -> None:
    context = browser.new_context(base_url=live.url, geolocation=HOME, permissions=["geolocation"])
    asked: list[str] = []
    page = opened(context)
    page.on("request", lambda sent: asked.append(sent.url))
    page.get_by_role("button", name="Use my location").click()
    page.wait_for_url(re.compile(r"/areas/postcode/NW5"))
    assert f"{live.url}/near/51.5543,-0.1446" in asked
    assert not [url for url in asked if "51.55432" in url]
    assert [url for url in asked if not url.startswith(live.url)] == []
    context.close()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (1, "Your browser was told not to say where you are."),
        (2, "Your browser could not find out where you are."),
        (3, "It took too long to find out where you are."),
    ],
)
def test_what_the_browser_cannot_tell_is_said(
    browser: Browser, live: LiveSite, code: int, words: str
) -> None:
    context = browser.new_context(base_url=live.url)
    page = opened(context, _FAILS % code)
    said = page.locator(".locate [role=status]")
    expect(said).to_have_text("")
    page.get_by_role("button", name="Use my location").press("Enter")
    expect(said).to_contain_text(words)
    assert page.url == f"{live.url}/"
    context.close()


def test_a_place_abroad_is_said_to_be_abroad_and_goes_nowhere(browser: Browser, live: LiveSite) -> None:
    context = browser.new_context(base_url=live.url, geolocation=PARIS, permissions=["geolocation"])
    page = opened(context)
    page.get_by_role("button", name="Use my location").click()
    expect(page.locator(".locate [role=status]")).to_contain_text("outside Great Britain")
    assert page.url == f"{live.url}/"
    context.close()


def test_without_scripts_there_is_no_button(browser: Browser, live: LiveSite) -> None:
    context = browser.new_context(base_url=live.url, java_script_enabled=False)
    page = opened(context)
    expect(page.get_by_role("button", name="Search")).to_be_visible()
    expect(page.locator(".locate")).to_be_hidden()
    context.close()
