"""What a page costs a slow phone: requests, bytes as they travel, and when and how steadily it is shown.

`python -m benchmarks.pages` opens each page in Chromium at the width of a phone, with the processor slowed four times
and a line of 1.6 Mbit/s with 150 ms to and fro (slow 4G as Lighthouse has it), nothing of it known from before. Bytes
are those on the line, headers included. What the map adds is measured apart, in a browser with WebGL.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from alerts.domain.links import Purpose
from tests.browser import chromium
from tests.browser.conftest import ARGUMENTS, LiveSite, served
from tests.browser.sample_pages import streets
from tests.browser.test_maps import READY, SLOW_MS, WEBGL

HOME = "/areas/postcode/NW51TL?radius=400"
PAGES = (
    ("first page", "/"),
    ("search", "/search?q=high"),
    ("area of a postcode", HOME),
    ("ward", "/areas/ward/E05013658"),
    ("application", "/applications/E09000007/2026/0456/L"),
    ("own areas", "manage"),
    ("drawing", "/areas/shape"),
)
PHONE = {"width": 390, "height": 844}
SLOWER = 4
LATENCY_MS, BYTES_A_SECOND = 150, 1_600_000 // 8
WATCH = """
window.seen = { shift: 0, largest: 0 };
new PerformanceObserver((list) => {
  for (const each of list.getEntries()) window.seen.shift += each.hadRecentInput ? 0 : each.value;
}).observe({ type: "layout-shift", buffered: true });
new PerformanceObserver((list) => {
  for (const each of list.getEntries()) window.seen.largest = each.startTime;
}).observe({ type: "largest-contentful-paint", buffered: true });
"""


@dataclass
class Line:
    """What went over the line: the host of each request, and all bytes of the answers."""

    hosts: list[str] = field(default_factory=list)
    received: int = 0


def main() -> None:
    """Print a line for each page, then what the map adds."""
    path = chromium.executable()
    if path is None:
        sys.exit(chromium.HOW_TO)
    with ExitStack() as stack:
        work = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        made = streets(work / "streets.sqlite")
        site = stack.enter_context(served(made.file, work))
        own = made.alice.link(Purpose.MANAGE)
        playwright = stack.enter_context(sync_playwright())
        print("page                requests      kB  largest paint  layout shift  elements  other hosts")
        plain = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        for name, address in PAGES:
            _print_page(plain, site, name, own if address == "manage" else address)
        plain.close()
        drawing = playwright.chromium.launch(executable_path=path, args=WEBGL)
        for name, address in (
            ("area, map moving", HOME),
            ("drawing, open", "/areas/shape?at=51.5546,-0.1446"),
        ):
            _print_page(drawing, site, name, address, opens_map=True)
        drawing.close()


def _print_page(
    browser: Browser, site: LiveSite, name: str, address: str, *, opens_map: bool = False
) -> None:
    with slow_phone(browser, site) as (page, line):
        page.goto(address, wait_until="load", timeout=SLOW_MS)
        if opens_map:
            page.locator("[data-open-map], .map-open").first.click(timeout=SLOW_MS)
            page.locator(f"{READY}, [data-draw][data-state=ready]").wait_for(timeout=4 * SLOW_MS)
        page.wait_for_load_state("networkidle", timeout=4 * SLOW_MS)
        page.wait_for_timeout(1_000)
        seen = page.evaluate("window.seen")
        elements = page.evaluate("document.querySelectorAll('*').length")
    elsewhere = sum(not url.startswith((site.url, "data:", "blob:")) for url in line.hosts)
    asked = sum(url.startswith(site.url) for url in line.hosts)
    print(
        f"{name:18}  {asked:8}  {line.received / 1000:6.1f}  {seen['largest']:10,.0f} ms"
        f"  {seen['shift']:12.4f}  {elements:8}  {elsewhere:11}"
    )


@contextmanager
def slow_phone(browser: Browser, site: LiveSite) -> Iterator[tuple[Page, Line]]:
    """A phone that has never been here, on a slow line."""
    context = browser.new_context(base_url=site.url, viewport=PHONE, device_scale_factor=2, is_mobile=True)
    context.add_init_script(WATCH)
    page = context.new_page()
    session = context.new_cdp_session(page)
    line = Line()
    session.on("Network.requestWillBeSent", lambda told: line.hosts.append(told["request"]["url"]))
    session.on("Network.loadingFinished", lambda told: _count(line, told))
    _slow_down(session)
    yield page, line
    context.close()


def _count(line: Line, told: dict[str, float]) -> None:
    line.received += int(told["encodedDataLength"])


def _slow_down(session: CDPSession) -> None:
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": False})
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": LATENCY_MS,
            "downloadThroughput": BYTES_A_SECOND,
            "uploadThroughput": BYTES_A_SECOND // 2,
        },
    )
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


if __name__ == "__main__":
    main()
