"""The links of letters in a real browser: opened by programs that look into mail, and from the outbox by people."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LiveSite
from tests.browser.hands import Hands, link
from tests.browser.ways import DORA, ask_around_home

pytestmark = pytest.mark.browser


@pytest.mark.fault("U-07")
@pytest.mark.parametrize("page", ["desktop, light"], indirect=True)
def test_a_program_that_opens_every_link_of_every_mail_changes_nothing(page: Page, live: LiveSite) -> None:
    hands = Hands(page, live)
    ask_around_home(hands)
    letters = live.send_mail()
    open_all(page, live, [letter.text for letter in letters])
    page.goto(link(letters[0].text, "confirm"))
    hands.press("Yes, send them")
    live.something_happens()
    page.goto("/links")
    hands.fill("Your e-mail address", DORA)
    hands.press("Send me my link")
    letters = live.send_mail()
    assert len(letters) == 4
    open_all(page, live, [letter.text + letter.html for letter in letters])


@pytest.mark.parametrize("page", ["phone, dark"], indirect=True)
def test_a_letter_in_the_outbox_leads_back_to_the_site(page: Page, live: LiveSite) -> None:
    ask_around_home(Hands(page, live))
    live.send_mail()
    page.goto("/outbox")
    page.get_by_role("main").get_by_role("link").nth(1).click()
    frame = page.frame_locator("iframe")
    frame.get_by_role("link", name=re.compile("^(Yes|Confirm)", re.IGNORECASE)).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Do you want these e-mails?")


def open_all(page: Page, live: LiveSite, texts: list[str]) -> None:
    """Open each link of the letters with scripts on, as a mail scanner does; the database stays as it is."""
    before = live.rows()
    links = {found.rstrip(".") for text in texts for found in re.findall(rf"{live.url}/[^\s\"<>]+", text)}
    assert links
    for address in sorted(links):
        if address.endswith(".ics"):  # a browser does not show it but saves it
            assert page.request.get(address).status == 200, address
            continue
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        page.wait_for_load_state("networkidle")
    assert live.rows() == before
