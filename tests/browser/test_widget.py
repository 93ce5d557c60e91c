"""A list on somebody else's website: really shown there, open to everybody in a narrow frame and in a wide one."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from alerts.web.area_widget import frame_height_px
from tests.browser.conftest import PATIENCE_MS, LiveSite
from tests.browser.looking import look_in_both_lights

pytestmark = pytest.mark.browser

WARD = "/areas/ward/E05013658"


@contextmanager
def group_site(body: str) -> Iterator[str]:
    """A group's own website of one page, at an origin of its own."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(f"<!DOCTYPE html><title>Group</title>{body}".encode())

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://localhost:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def visitor(browser: Browser, live: LiveSite) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=live.url, viewport={"width": 600, "height": 900})
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


def test_a_list_stands_on_another_website_and_no_other_page_does(
    visitor: BrowserContext, live: LiveSite
) -> None:
    page = visitor.new_page()
    page.goto("/embed?area=ward:E05013658")
    lines = page.locator("#lines").input_value()
    elsewhere = f'<iframe id="page" src="{live.url}{WARD}"></iframe>'
    with group_site(f"<h1>Our street</h1>{lines}{elsewhere}") as address:
        asked: list[str] = []
        page.on("request", lambda sent: asked.append(sent.url) if "/static/" not in sent.url else None)
        page.goto(address)
        frame = page.frame_locator("iframe[title='Planning applications in Highgate ward, Camden']")
        assert frame.locator("h1").inner_text() == "Planning applications in Highgate ward, Camden"
        assert frame.locator("svg.map").is_visible()
        with visitor.expect_page() as opened:
            frame.get_by_role("link", name=re.compile("rear extension")).click()
        assert opened.value.url == f"{live.url}/applications/E09000007/2026/0123/P"
        refused = page.locator("#page").element_handle().content_frame()
        assert refused is not None
        assert refused.url == "chrome-error://chromewebdata/"
    assert visitor.cookies() == []
    assert {url.removeprefix(live.url) for url in asked} == {address, f"{WARD}/widget?rows=5", WARD}


def test_a_list_is_open_to_everybody_in_a_frame_of_any_width(visitor: BrowserContext) -> None:
    page: Page = visitor.new_page()
    page.goto(f"{WARD}/widget")
    for width in (300, 600):
        page.set_viewport_size({"width": width, "height": 620})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        picture, first = (page.locator(each).first.bounding_box() for each in ("svg.map", "li"))
        assert picture is not None
        assert first is not None
        is_beside = first["x"] >= picture["x"] + picture["width"]
        assert is_beside is (width == 600)
        look_in_both_lights(page)


def test_the_height_that_is_offered_shows_every_row_in_full(visitor: BrowserContext) -> None:
    page: Page = visitor.new_page()
    page.goto("/areas/authority/E09000007/widget?rows=5")
    page.set_viewport_size({"width": 760, "height": 900})
    rows = page.locator("ol.applications > li")
    last = rows.last.bounding_box()
    assert last is not None
    assert (rows.count(), last["y"] + last["height"] <= frame_height_px(5)) == (5, True)
