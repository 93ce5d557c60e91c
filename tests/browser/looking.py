"""Whether a page is open to everybody: axe on what is shown, in light and in dark, and its width on a small phone."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}


def look(page: Page) -> None:
    """Nobody is shut out of this page, and nothing of it is beyond the edge of a small phone."""
    _ask_axe(page, RULES)
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.url
    page.set_viewport_size(size)


def look_in_both_lights(page: Page) -> None:
    """The same, and what can be read in one colour scheme can be read in the other."""
    look(page)
    is_dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    page.emulate_media(color_scheme="light" if is_dark else "dark")
    _ask_axe(page, CONTRAST)
    page.emulate_media(color_scheme="dark" if is_dark else "light")


def _ask_axe(page: Page, options: dict[str, object]) -> None:
    found = Axe().run(page, options=options)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
