"""Every e-mail in a real browser: readable in light and dark, no wider than a small phone, fetching nothing."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from alerts.mail.compose import Email
from tests.browser.email_pictures import page_of
from tests.browser.sample_emails import every_email

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="module")
def emails() -> dict[str, Email]:
    return dict(every_email())


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "name", ["one", "three", "sixty", "reminder", "welcome", "confirmation", "own-link", "operator-link"]
)
def test_an_email_is_readable_by_everybody_on_every_screen(
    browser: Browser, emails: dict[str, Email], name: str, scheme: str
) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 800}, color_scheme=scheme)
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url))
    page.set_content(page_of(emails[name]))
    found = Axe().run(page, options={"runOnly": RULES})
    assert found.violations_count == 0, found.generate_report()
    for width in (320, 390, 760):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_content(page_of(emails[name], with_pictures=False))
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert [url for url in asked if not url.startswith("data:")] == []
    page.close()


@pytest.mark.parametrize("name", ["one", "three", "sixty"])
def test_what_a_feed_writes_without_a_space_widens_nothing(
    browser: Browser, emails: dict[str, Email], name: str
) -> None:
    endless = emails[name].html.replace("Lady", "Lady" * 60).replace("2026/2100/P", "2026/2100/P" * 30)
    page = browser.new_page(viewport={"width": 320, "height": 800})
    page.set_content(endless)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.close()
