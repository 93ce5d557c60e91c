"""Somebody at the browser: reads the page in their language, and works it with a mouse or with keys alone."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from alerts.domain.wording import first_large
from alerts.language import Language, _, speaking
from alerts.mail.outbox_folder import OutboxLetter
from tests.browser.conftest import LiveSite

MOST_STEPS = 200


def said(text: str, language: Language) -> str:
    """What the page calls it in that language, with a large letter where the catalogue has it small."""
    with speaking(language):
        found = _(text)
        return found if found != text else first_large(_(f"{text[0].lower()}{text[1:]}"))


def link(text: str, purpose: str) -> str:
    """The first link of a letter with this purpose."""
    found = re.search(rf"http://[^\s]+/{purpose}/[\w-]+", text)
    assert found is not None, (purpose, text)
    return found[0]


@dataclass(frozen=True)
class Hands:
    """A mouse, or a finger. Everything is found by the name that people know it by."""

    page: Page
    live: LiveSite
    language: Language = Language.ENGLISH

    def say(self, text: str) -> str:
        return said(text, self.language)

    def go(self, path: str) -> None:
        prefix = "" if self.language is Language.ENGLISH else f"/{self.language}"
        self.page.goto(f"{prefix}{path}")

    def reads(self, heading: str) -> None:
        """The page's own heading is, or has in it, these words."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(self.say(heading))

    def field(self, label: str, within: Locator | None = None) -> Locator:
        return (within or self.page).get_by_label(self.say(label), exact=True)

    def button(self, name: str, within: Locator | None = None) -> Locator:
        return (within or self.page).get_by_role("button", name=self.say(name), exact=True)

    def fill(self, label: str, value: str, within: Locator | None = None) -> None:
        self._write(self.field(label, within), value)

    def tick(self, label: str, within: Locator | None = None) -> None:
        self._tick(self.field(label, within))

    def press(self, name: str, within: Locator | None = None) -> None:
        self._press(self.button(name, within))

    def follow(self, name: str) -> None:
        self._press(self.page.get_by_role("link", name=self.say(name), exact=True).first)

    def open(self, summary: str, within: Locator | None = None) -> None:
        self._press((within or self.page).locator("summary").filter(has_text=self.say(summary)).first)

    def card(self, heading: str | re.Pattern[str]) -> Locator:
        """The card of a page with this heading."""
        words = self.say(heading) if isinstance(heading, str) else heading
        return self.page.locator(".card").filter(has=self.page.get_by_role("heading", name=words)).first

    def post(self) -> list[OutboxLetter]:
        return self.live.send_mail()

    def _write(self, field: Locator, value: str) -> None:
        field.fill(value)

    def _tick(self, box: Locator) -> None:
        box.check()

    def _press(self, thing: Locator) -> None:
        thing.click()


class Keys(Hands):
    """Keys alone: what Tab does not come to, or does not show that it has come to, cannot be used."""

    def _write(self, field: Locator, value: str) -> None:
        self._reach(field)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(value)

    def _tick(self, box: Locator) -> None:
        if box.get_attribute("type") != "radio":
            self._reach(box)
            self.page.keyboard.press("Space")
            return
        name = box.get_attribute("name")
        self._reach(box.locator(f"xpath=ancestor::form//input[@name='{name}'][@checked]"))
        for _step in range(8):
            if box.evaluate("each => each === document.activeElement"):
                return
            self.page.keyboard.press("ArrowUp")
        raise AssertionError(f"the arrow keys do not come to {box}")

    def _press(self, thing: Locator) -> None:
        self._reach(thing)
        self.page.keyboard.press("Enter")

    def _reach(self, thing: Locator) -> None:
        expect(thing).to_be_visible()
        for _step in range(MOST_STEPS):
            if thing.evaluate("each => each === document.activeElement && each.matches(':focus-visible')"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not come to {thing}")
