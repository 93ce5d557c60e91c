"""Pictures of the site's pages as people see them: `python -m tests.browser.page_pictures [FOLDER]`.

Without a folder it makes those anew that the documentation and the README show. The applications are
invented, around one postcode.
"""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from alerts.domain.links import Purpose
from tests.browser import chromium
from tests.browser.conftest import SCREENS, LiveSite, served
from tests.browser.sample_figures import COUNCIL, WARD, council
from tests.browser.sample_pages import Streets, streets
from tests.browser.test_maps import READY, SLOW_MS, WEBGL

SHOWN = Path(__file__).parents[2] / "docs" / "screenshots"
HOME = "/areas/postcode/NW51TL?radius=400"
COLOURS = 128
PAPER = {"width": 794, "height": 1_123}
"""A4 at 96 points an inch."""


class Picture(NamedTuple):
    """A page on a screen, from its top to `tallest`; `is_moving` waits for the map of it."""

    name: str
    path: str
    screen: str = "desktop, light"
    tallest: int = 1_600
    is_moving: bool = False
    media: str = "screen"


PICTURES = (
    Picture("home", "/"),
    Picture("search", "/search?q=high", tallest=1_000),
    Picture("area", HOME, tallest=900, is_moving=True),
    Picture("area-phone", HOME, "phone, light", 2_200),
    Picture("area-dark", HOME, "desktop, dark", 1_200, is_moving=True),
    Picture("filters", f"{HOME}&stage=open&include=extension", tallest=2_000),
    Picture("application", "/applications/E09000007/2026/0456/L"),
    Picture("application-print", "/applications/E09000007/2026/0456/L", media="print"),
    Picture("ward", "/areas/ward/E05013658", tallest=1_300, is_moving=True),
    Picture("council", "/areas/authority/E09000007", "phone, dark", 2_000),
    Picture("draw", "/areas/shape?at=51.5546,-0.1446", tallest=1_200, is_moving=True),
    Picture("manage", "manage", "phone, light", 2_000),
    Picture("welsh", f"/cy{HOME}", "phone, light", 2_000),
    Picture("status", "/status", tallest=1_300),
    Picture("help-phone", "/help/commenting", "phone, light", 2_600),
)

FIGURES = (
    Picture("insight", f"/insight/authority/{COUNCIL}", tallest=2_100),
    Picture("insight-dark", f"/insight/authority/{COUNCIL}", "desktop, dark", 1_300),
    Picture("insight-phone", f"/insight/ward/{WARD}", "phone, light", 2_200),
    Picture("insight-print", f"/insight/ward/{WARD}", tallest=2_000, media="print"),
    Picture(
        "insight-compare", f"/insight/compare?place=authority:{COUNCIL}&place=ward:{WARD}", tallest=1_500
    ),
    Picture("insight-answer", f"/insight/authority/{COUNCIL}/answers/extensions-refused/2025", tallest=1_000),
)


def take(
    browser: Browser, site: LiveSite, own: str, folder: Path, pictures: Sequence[Picture] = PICTURES
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for picture in pictures:
        with _page(browser, site, picture) as page:
            page.goto(own if picture.path == "manage" else picture.path)
            if picture.is_moving:
                page.locator(f"{READY}, [data-draw][data-state=ready]").wait_for(timeout=SLOW_MS)
                page.wait_for_timeout(1_500)
            _keep(page, picture, folder)


@contextmanager
def _page(browser: Browser, site: LiveSite, picture: Picture) -> Iterator[Page]:
    context = browser.new_context(base_url=site.url, reduced_motion="reduce", **SCREENS[picture.screen])
    page = context.new_page()
    if picture.media == "print":
        page.set_viewport_size(PAPER)
    page.emulate_media(media="print" if picture.media == "print" else "screen")
    yield page
    context.close()


def _keep(page: Page, picture: Picture, folder: Path) -> None:
    shot = Image.open(BytesIO(page.screenshot(full_page=True))).convert("RGB")
    shot = shot.crop((0, 0, shot.width, min(shot.height, picture.tallest)))
    shot.quantize(COLOURS).save(folder / f"{picture.name}.png", optimize=True)


def main() -> None:
    path = chromium.executable()
    if path is None:
        sys.exit(chromium.HOW_TO)
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SHOWN
    with ExitStack() as stack:
        work = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        made: Streets = streets(work / "streets.sqlite")
        site = stack.enter_context(served(made.file, work))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=path, args=WEBGL)
        take(browser, site, made.alice.link(Purpose.MANAGE), folder)
        (work / "figures").mkdir()
        figures = stack.enter_context(served(council(work / "figures.sqlite"), work / "figures"))
        take(browser, figures, "", folder, FIGURES)
        browser.close()


if __name__ == "__main__":
    main()
