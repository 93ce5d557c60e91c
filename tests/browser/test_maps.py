"""Maps that move, in a real browser with WebGL: they come up, are used by mouse and by keys, and ask nobody else."""

import re
import struct
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from alerts.web.policy import TileService
from tests.browser import chromium
from tests.browser.conftest import SCREENS, LiveSite, served
from tests.browser.looking import look
from tests.browser.started import ARGUMENTS

pytestmark = pytest.mark.browser

WEBGL = [
    *(each for each in ARGUMENTS if each not in ("--disable-gpu", "--disable-3d-apis")),
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]
PAGE = "/areas/postcode/NW51TL?radius=400"
READY = "[data-map][data-state=ready]"
SLOW_MS = 30_000
LIT = re.compile(r"\bis-lit\b")


@pytest.fixture(scope="session")
def drawing_browser(browser: Browser) -> Iterator[Browser]:
    """A browser that draws with WebGL, in software; the others have none."""
    started = browser.browser_type.launch(executable_path=chromium.executable(), args=WEBGL)
    yield started
    started.close()


@contextmanager
def opened(browser: Browser, site: LiveSite, screen: str, *elsewhere: str) -> Iterator[Page]:
    """A page that fails the test where anything goes wrong or is asked of another host than these."""
    context = browser.new_context(base_url=site.url, **SCREENS[screen])
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert [url for url in asked if not url.startswith((site.url, "data:", *elsewhere))] == []
    assert complaints == []


@pytest.mark.fault("P-08")
def test_a_map_takes_the_place_of_its_drawing_and_is_used_by_mouse_and_keys(
    drawing_browser: Browser, live: LiveSite
) -> None:
    with opened(drawing_browser, live, "desktop, light") as page:
        page.goto(PAGE)
        frame = page.locator("[data-map]")
        before = frame.bounding_box()
        expect(page.locator(READY)).to_be_visible(timeout=SLOW_MS)
        assert frame.bounding_box() == before
        expect(page.locator("svg.map")).to_be_hidden()
        marks = page.locator(".live-map__mark")
        expect(marks).to_have_count(4)
        look(page)

        marks.nth(1).click()
        note = page.get_by_role("dialog", name="Application 2")
        headline = page.locator("#application-2 h3 a").inner_text()
        expect(note.get_by_role("link", name=headline)).to_be_focused()
        look(page)
        page.keyboard.press("Escape")
        expect(note).to_be_hidden()
        expect(marks.nth(1)).to_be_focused()
        expect(page.locator("#application-2")).to_have_class(LIT)

        page.keyboard.press("ArrowRight")
        expect(marks.nth(2)).to_be_focused()
        page.keyboard.press("Enter")
        page.get_by_role("dialog", name="Application 3").get_by_role("link", name="in the list").click()
        expect(page.locator("#application-3 h3 a")).to_be_focused()
        page.locator("#application-4 h3 a").hover()
        expect(marks.nth(3)).to_have_class(LIT)


def test_another_distance_redraws_the_map_at_once(drawing_browser: Browser, live: LiveSite) -> None:
    with opened(drawing_browser, live, "phone, dark") as page:
        page.goto(PAGE)
        expect(page.locator("svg.map")).to_be_visible()
        assert page.locator("[data-map]").get_attribute("data-state") is None
        page.get_by_role("button", name="Move and zoom the map").click()
        expect(page.locator(READY)).to_be_visible(timeout=SLOW_MS)
        expect(page.locator("canvas")).to_be_focused()
        look(page)
        page.evaluate(
            "document.querySelector('[data-map]').dispatchEvent("
            "new CustomEvent('areachange', {detail: {url: '/areas/postcode/NW51TL?radius=5000'}}))"
        )
        expect(page.locator("[data-shows='/areas/postcode/NW51TL.geojson?radius=5000']")).to_be_visible()
        expect(page.locator(".maplibregl-ctrl-scale")).to_have_text("3\N{NO-BREAK SPACE}km")


def test_tiles_come_from_the_service_that_is_set_with_its_name(
    drawing_browser: Browser, settled_file: Path, tmp_path: Path
) -> None:
    with tile_service() as (origin, asked):
        tiles = TileService(f"{origin}/{{z}}/{{x}}/{{y}}.png", "Contains <Example> data")
        with (
            served(settled_file, tmp_path, tiles=tiles) as site,
            opened(drawing_browser, site, "desktop, light", origin) as page,
        ):
            page.goto("/areas/ward/E05013658")
            expect(page.locator(READY)).to_be_visible(timeout=SLOW_MS)
            expect(page.get_by_text("Contains <Example> data")).to_be_visible()
            look(page)
    assert asked
    assert all(path.endswith(".png") for path in asked)


def test_an_area_is_drawn_by_mouse_taken_back_and_shown(drawing_browser: Browser, live: LiveSite) -> None:
    with opened(drawing_browser, live, "desktop, light") as page:
        page.goto("/areas/shape?at=51.5546,-0.1446")
        expect(page.locator("[data-draw][data-state=ready]")).to_be_visible(timeout=SLOW_MS)
        said = page.locator("[data-draw] [role=status]")
        expect(said).to_have_text("Nothing is drawn yet.")
        page.get_by_role("button", name="Show the area I drew").click()
        expect(said).to_have_text("Set at least three corners first.")
        canvas = page.locator("[data-draw] canvas")
        canvas.scroll_into_view_if_needed()
        for count, (x, y) in enumerate(((100, 100), (400, 80), (120, 330), (380, 300)), 1):
            canvas.hover(position={"x": x, "y": y})
            canvas.click(position={"x": x, "y": y})
            expect(said).to_contain_text(f"{count} corner")
        expect(said).to_contain_text("The outline crosses itself")
        page.get_by_role("button", name="Take back the last corner").click()
        expect(said).to_contain_text("3 corners.")
        expect(said).not_to_contain_text("crosses itself")
        page.get_by_role("button", name="Finish the shape").click()
        expect(said).to_contain_text("The shape is finished.")
        expect(page.get_by_role("button", name="Change corners")).to_have_attribute("aria-pressed", "true")
        look(page)
        page.get_by_role("button", name="Show the area I drew").click()
        expect(page).to_have_url(re.compile("/areas/shape/[0-9a-f]+$"))
        expect(page.locator(READY)).to_be_visible(timeout=SLOW_MS)


def test_an_area_is_drawn_by_keys_alone(drawing_browser: Browser, live: LiveSite) -> None:
    with opened(drawing_browser, live, "phone, dark") as page:
        page.goto("/areas/shape")
        page.get_by_role("button", name="Open the map").press("Enter")
        expect(page.locator("[data-draw][data-state=ready]")).to_be_visible(timeout=SLOW_MS)
        expect(page.locator("[data-draw] canvas")).to_be_focused()
        page.get_by_label("Go to a postcode").fill("nw5 1tl")
        page.keyboard.press("Enter")
        expect(page.locator("[data-draw] canvas")).to_be_focused()
        for keys in ("", "ArrowRight", "ArrowDown", "ArrowLeft"):
            for _ in range(4 if keys else 0):
                page.keyboard.press(keys)
            page.keyboard.press("Enter")
        said = page.locator("[data-draw] [role=status]")
        expect(said).to_contain_text("4 corners. Area: 0.")
        page.keyboard.press("Backspace")
        expect(said).to_contain_text("3 corners.")
        look(page)
        page.get_by_role("button", name="Show the area I drew").press("Enter")
        expect(page).to_have_url(re.compile("/areas/shape/[0-9a-f]+$"))


def test_without_scripts_or_webgl_the_drawing_stays(browser: Browser, live: LiveSite) -> None:
    for has_scripts in (False, True):
        context = browser.new_context(base_url=live.url, java_script_enabled=has_scripts)
        page = context.new_page()
        page.goto(PAGE)
        if has_scripts:
            expect(page.locator("[data-map][data-state=drawn]")).to_be_visible()
        expect(page.locator("svg.map")).to_be_visible()
        expect(page.locator(".live-map")).to_have_count(0)
        expect(page.get_by_role("button", name="the map")).to_have_count(0)
        context.close()


@contextmanager
def tile_service() -> Iterator[tuple[str, list[str]]]:
    """A service of tiles on a free port that lets other sites read them; what was asked of it."""
    asked: list[str] = []

    class Tiles(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "image/png")
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()
            self.wfile.write(GREY)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Tiles)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()


def _png() -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", 256, 256, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\xc8" * 256) * 256)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


GREY = _png()
