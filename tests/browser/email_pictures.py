"""Pictures of every e-mail as people see them: `python -m tests.browser.email_pictures [FOLDER]`.

Without a folder it makes those few anew that the documentation shows.
"""

import base64
import re
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from alerts.mail.compose import Email
from tests.browser import chromium
from tests.browser.sample_emails import every_email
from tests.browser.started import ARGUMENTS

SHOWN = Path(__file__).parents[2] / "docs" / "screenshots" / "emails"
KEPT = {
    ("one", "desktop-light"),
    ("three", "phone-dark"),
    ("reminder", "narrow-without-pictures"),
    ("welcome", "phone-light"),
    ("sixty", "desktop-dark"),
}
SCREENS = {
    "desktop-light": (760, "light"),
    "desktop-dark": (760, "dark"),
    "phone-light": (390, "light"),
    "phone-dark": (390, "dark"),
    "narrow-without-pictures": (320, "light"),
}
TALLEST = 2_400


def page_of(email: Email, *, with_pictures: bool = True) -> str:
    """The HTML part as a mail reader shows it, its pictures in place or left out."""
    contents = {picture.cid: base64.b64encode(picture.content).decode() for picture in email.pictures}

    def source(found: re.Match[str]) -> str:
        return f'src="data:image/png;base64,{contents[found[1]]}"' if with_pictures else 'src="data:,"'

    return re.sub(r'src="cid:([^"]+)"', source, email.html)


def take(browser: Browser, folder: Path, *, only: set[tuple[str, str]] | None = None) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, email in every_email():
        for screen, (width, scheme) in SCREENS.items():
            if only is not None and (name, screen) not in only:
                continue
            page = browser.new_page(viewport={"width": width, "height": 700}, color_scheme=scheme)
            page.set_content(page_of(email, with_pictures="without" not in screen))
            shot = Image.open(BytesIO(page.screenshot(full_page=True))).convert("RGB")
            page.close()
            shot = shot.crop((0, 0, shot.width, min(shot.height, TALLEST)))
            shot.quantize(96).save(folder / f"{name}-{screen}.png", optimize=True)


def main() -> None:
    path = chromium.executable()
    if path is None:
        sys.exit(chromium.HOW_TO)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        if len(sys.argv) > 1:
            take(browser, Path(sys.argv[1]))
        else:
            take(browser, SHOWN, only=KEPT)
        browser.close()


if __name__ == "__main__":
    main()
