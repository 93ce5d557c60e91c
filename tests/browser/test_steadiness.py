"""Nothing moves under a reader's eyes or finger: not when scripts have come, not when a map begins to move."""

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import SCREENS, LiveSite
from tests.browser.test_maps import PAGE, READY, SLOW_MS, drawing_browser

__all__ = ["drawing_browser"]
pytestmark = pytest.mark.browser

WATCH = """
window.moved = 0;
new PerformanceObserver((list) => {
  for (const each of list.getEntries()) window.moved += each.hadRecentInput ? 0 : each.value;
}).observe({ type: "layout-shift", buffered: true });
"""
UNSEEN = 0.001
"""What a mark of the map that comes to stand elsewhere adds at most; a tenth is where people begin to mind."""


@pytest.mark.parametrize("screen", ["desktop, light", "phone, dark"])
def test_no_part_of_a_page_moves_when_its_map_comes(
    drawing_browser: Browser,
    live: LiveSite,
    screen: str,
) -> None:
    context = drawing_browser.new_context(base_url=live.url, **SCREENS[screen])
    context.add_init_script(WATCH)
    page = context.new_page()
    page.goto(PAGE)
    if "phone" in screen:
        page.get_by_role("button", name="Move and zoom the map").click()
    page.locator(READY).wait_for(timeout=SLOW_MS)
    page.wait_for_timeout(500)
    assert page.evaluate("window.moved") < UNSEEN
    context.close()
