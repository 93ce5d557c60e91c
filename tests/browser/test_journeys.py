"""The site in a real browser: the whole way to an alert and out again, on every screen, with and without scripts."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import LiveSite

pytestmark = pytest.mark.browser

DORA = "dora@example.org"
PLAIN_PAGES = (
    "/",
    "/search?q=specimen",
    "/search?q=nowhere-at-all",
    "/areas/postcode/NW51TL?radius=400",
    "/areas/ward/E05013658",
    "/areas/authority/E09000007",
    "/areas/shape",
    "/applications/E09000007/2026/0123/P",
    "/applications/E09000007/2026/1001/P",
    "/check-your-inbox",
    "/links",
    "/status",
    "/outbox",
    "/about",
    "/privacy",
    "/accessibility",
    "/manage/not-a-link",
    "/nothing-here",
)


def look(page: Page) -> None:
    """Nobody is shut out of this page, and nothing of it is beyond the edge of a small phone."""
    found = Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    )
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.url
    page.set_viewport_size(size)


def test_every_page_is_open_to_everybody_and_fits_a_small_phone(page: Page) -> None:
    for path in PLAIN_PAGES:
        page.goto(path)
        look(page)


def test_from_the_first_page_to_an_alert_and_out_again(page: Page, live: LiveSite) -> None:
    ask_for_alerts(page)
    look(page)
    confirm(page, live)
    look(page)
    live.something_happens()
    alert = live.send_mail()[0]
    assert "A new shed" in alert.text
    for purpose in ("follow", "mute", "manage"):
        page.goto(link(alert.text, purpose))
        look(page)
    change_own_wishes(page)
    page.goto(link(alert.text, "unsubscribe"))
    look(page)
    page.get_by_role("button", name="Stop all e-mails").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You get no more e-mails from us")
    look(page)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your e-mails have started again")
    look(page)


def test_the_whole_way_works_without_scripts(browser: Browser, live: LiveSite) -> None:
    context = browser.new_context(base_url=live.url, java_script_enabled=False)
    page = context.new_page()
    ask_for_alerts(page)
    confirm(page, live)
    live.something_happens()
    alert = live.send_mail()[0]
    page.goto(link(alert.text, "manage"))
    change_own_wishes(page)
    page.get_by_role("link", name="Delete everything about me").click()
    page.get_by_role("button", name="Delete everything").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Everything about you is deleted")
    context.close()


def test_a_mistake_is_told_where_it_is_and_what_was_typed_stays(page: Page) -> None:
    page.goto("/areas/postcode/NW51TL?radius=400")
    page.get_by_label("Your e-mail address").fill("dora at example")
    page.get_by_label("Once a week").check()
    page.get_by_role("button", name="Get e-mails about this area").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter an e-mail address in the right form")
    expect(page.get_by_label("Your e-mail address")).to_have_value("dora at example")
    expect(page.get_by_label("Once a week")).to_be_checked()
    look(page)
    page.get_by_role("link", name="Enter an e-mail address").click()
    expect(page.get_by_label("Your e-mail address")).to_be_focused()


def test_a_mistake_on_ones_own_page_is_told_at_its_own_form(page: Page, live: LiveSite) -> None:
    ask_for_alerts(page)
    confirm(page, live)
    page.goto("/links")
    page.get_by_label("Your e-mail address").fill(DORA)
    page.get_by_role("button", name="Send me my link").click()
    page.goto(link("".join(letter.text for letter in live.send_mail()), "manage"))
    page.get_by_label("Distance in metres").fill("7 km")
    page.get_by_role("button", name="Change distance").click()
    look(page)
    page.get_by_role("alert").get_by_role("link", name="The distance must be").click()
    expect(page.get_by_label("Distance in metres")).to_be_focused()
    expect(page.get_by_label("Distance in metres")).to_have_value("7 km")
    page.get_by_text("Change what we send").click()
    for kind in page.get_by_role("group", name="What about").get_by_role("checkbox").all():
        kind.uncheck()
    page.get_by_role("button", name="Save").click()
    look(page)
    page.get_by_role("alert").get_by_role("link", name="Choose at least one").click()
    expect(page.get_by_label("New applications")).to_be_focused()


def test_the_keyboard_alone_leads_from_the_first_page_to_a_request(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("nw5 1tl")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("NW5 1TL")
    page.get_by_label("Your e-mail address").focus()
    page.keyboard.type(DORA)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your inbox")


@pytest.mark.fault("U-07")
def test_a_program_that_opens_every_link_of_every_mail_changes_nothing(page: Page, live: LiveSite) -> None:
    ask_for_alerts(page)
    letters = live.send_mail()
    open_all(page, live, [letter.text for letter in letters])
    page.goto(link(letters[0].text, "confirm"))
    page.get_by_role("button", name="Yes, send them").click()
    live.something_happens()
    page.goto("/links")
    page.get_by_label("Your e-mail address").fill(DORA)
    page.get_by_role("button", name="Send me my link").click()
    letters = live.send_mail()
    assert len(letters) == 4
    open_all(page, live, [letter.text + letter.html for letter in letters])


def test_a_letter_in_the_outbox_leads_back_to_the_site(page: Page, live: LiveSite) -> None:
    ask_for_alerts(page)
    live.send_mail()
    page.goto("/outbox")
    page.get_by_role("main").get_by_role("link").nth(1).click()
    look(page)
    frame = page.frame_locator("iframe")
    frame.get_by_role("link", name=re.compile("^(Yes|Confirm)", re.IGNORECASE)).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Do you want these e-mails?")


def ask_for_alerts(page: Page) -> None:
    """From the search box to the page that says to look into the inbox."""
    page.goto("/")
    page.get_by_label("Postcode, ward, council, street or reference").fill(" nw5  1tl")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Planning applications within 100 m of NW5 1TL")
    page.get_by_label("Distance around NW5 1TL").select_option("400")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Planning applications within 400 m of NW5 1TL")
    page.get_by_label("Your e-mail address").fill(DORA)
    page.get_by_label("At once").check()
    page.get_by_text("Only some of them").click()
    page.get_by_label("Not with these words").fill("crown reduction")
    page.get_by_role("button", name="Get e-mails about this area").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your inbox")


def confirm(page: Page, live: LiveSite) -> None:
    (confirmation,) = live.send_mail()
    page.goto(link(confirmation.text, "confirm"))
    expect(page.get_by_text("within 400 m of NW5 1TL")).to_be_visible()
    page.get_by_role("button", name="Yes, send them").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are confirmed")


def change_own_wishes(page: Page) -> None:
    page.get_by_text("Change what we send").first.click()
    page.get_by_label("Once a week").first.check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your choices are saved.")).to_be_visible()
    page.get_by_label("Postcode, ward or council").fill("Highgate")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("heading", name="Highgate ward, Camden")).to_be_visible()


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


def link(text: str, purpose: str) -> str:
    found = re.search(rf"http://[^\s]+/{purpose}/[\w-]+", text)
    assert found is not None
    return found[0]
