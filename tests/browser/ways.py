"""The ways people take through the site, from a first look to what they came for; each told once, for any hands."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from alerts.domain.application import Decision, Status
from alerts.domain.links import Purpose
from alerts.language import Language
from alerts.mail.outbox_folder import OutboxLetter
from tests.browser.hands import Hands, link
from tests.browser.looking import look
from tests.integration.web.neighbourhood import NOW, TODAY, application, record
from tests.integration.web.people import subscribed

DORA = "dora@example.org"
CORNERS = "51.5580, -0.1480\n51.5580, -0.1380\n51.5500, -0.1380\n51.5500, -0.1480"
OPEN = "/applications/E09000007/2026/0123/P"


def ask_around_home(hands: Hands) -> None:
    """From the search box to the page that says to look into the inbox."""
    hands.go("/")
    hands.fill("Postcode, ward, council, street or reference", " nw5  1tl")
    hands.press("Search")
    expect(hands.page.get_by_role("heading", level=1)).to_contain_text("NW5 1TL")
    form = hands.page.locator("[data-distance]")
    hands.fill("Distance in metres", "400", form.locator(".govuk-form-group"))
    hands.press("Show", form)
    expect(hands.page.get_by_role("heading", level=1)).to_contain_text("400 m")
    ask_here(hands, "At once", leaving_out="crown reduction")


def ask_here(hands: Hands, frequency: str, leaving_out: str = "") -> None:
    """The form of the page that is open, sent."""
    form = hands.page.locator("#subscribe")
    hands.fill("Your e-mail address", DORA, form)
    hands.tick(frequency, form)
    if leaving_out:
        hands.open("Only some applications", form)
        hands.fill("Not with these words", leaving_out, form)
    form.locator("button.govuk-button").scroll_into_view_if_needed()
    hands.press("Get e-mails about this area", form)
    hands.reads("Check your inbox")


def confirm(hands: Hands, *words: str) -> None:
    """The link of the one letter, and the button of its page. The page says what was asked for."""
    (letter,) = hands.post()
    hands.page.goto(link(letter.text, "confirm"))
    for each in words:
        expect(hands.page.get_by_text(each)).to_be_visible()
    hands.press("Yes, send them")
    hands.reads("You are confirmed")


def letter_with(hands: Hands, words: str) -> OutboxLetter:
    """The newest letter of the outbox that has these words, once all that is due has been sent."""
    return next(each for each in hands.post() if words in each.text)


def resident(hands: Hands) -> None:
    """By postcode to a first alert, and on to what it tells of."""
    ask_around_home(hands)
    confirm(hands, "400 m")
    hands.live.something_happens()
    alert = letter_with(hands, "A new shed")
    assert f'<html lang="{hands.language}' in alert.html
    hands.page.goto(link(alert.text, "manage"))
    hands.reads("Your alerts")
    hands.page.goto(f"{hands.live.url}{_prefix(hands)}/applications/E09000007/2026/5000/P")
    hands.reads("A new shed")


def councillor(hands: Hands) -> None:
    """By the ward's name to a weekly e-mail about decisions."""
    hands.go("/")
    hands.fill("Postcode, ward, council, street or reference", "Highgate")
    hands.press("Search")
    expect(hands.page.get_by_role("heading", level=1)).to_contain_text("Highgate")
    expect(hands.page.locator("#application-1")).to_be_visible()
    hands.follow("Decided")
    expect(hands.page).to_have_url(re.compile("show=decided"))
    ask_here(hands, "Once a week")
    confirm(hands, "Highgate")


def drawn(hands: Hands) -> None:
    """An area of one's own by its corners, which needs no map; then its first alert."""
    hands.go("/areas/shape")
    hands.fill("Corners, in order, one a line", "51.5580, -0.1480", hands.card("Type its corners"))
    hands.press("Show the area", hands.card("Type its corners"))
    expect(hands.page.get_by_role("alert")).to_be_visible()
    hands.page.locator("#corners").fill(CORNERS)
    hands.press("Show the area", hands.card("Type its corners"))
    expect(hands.page).to_have_url(re.compile("/areas/shape/[0-9a-f]+$"))
    ask_here(hands, "At once")
    confirm(hands)
    hands.live.something_happens()
    letter_with(hands, "A new shed")


def follower(hands: Hands) -> None:
    """One application, and word of its decision; then no word of it any more."""
    hands.go(OPEN)
    form = hands.page.locator("#subscribe")
    hands.fill("Your e-mail address", DORA, form)
    hands.tick("At once", form)
    hands.press("Follow this application", form)
    hands.reads("Check your inbox")
    confirm(hands, "2026/0123/P")
    decided = {
        "status": Status.DETERMINED,
        "decision": Decision.REFUSED,
        "decision_raw": "Refused",
        "decision_date": TODAY,
    }
    with hands.live.context.database.writing() as session:
        record(session, [application("2026/0123/P", **decided)], NOW.replace(minute=5))
    told = letter_with(hands, hands.say("Refused"))
    hands.page.goto(link(told.text, "mute"))
    hands.press("Hear no more about this application")
    hands.reads("You hear no more about this application")


def manager(hands: Hands) -> None:
    """Everything that can be done with one's own areas, each said to be done."""
    context = hands.live.context
    dora = subscribed(context.database, context, DORA, "postcode:NW51TL:400", "ward:E05013658")
    hands.go(dora.link(Purpose.MANAGE))
    look(hands.page)
    home = hands.card(re.compile("NW5 1TL"))
    hands.open("Change what we send", home)
    hands.tick("Once a week", home)
    hands.press("Save", home)
    _is_done(hands, "Your choices are saved.", with_forecast=True)
    home = hands.card(re.compile("NW5 1TL"))
    hands.open("Change the distance", home)
    hands.fill("Distance in metres", "300", home)
    hands.press("Change distance", home)
    _is_done(hands, "The distance is changed.", with_forecast=True)
    _pause_and_resume(hands)
    hands.fill("Postcode, ward or council", "Kentish Town North")
    hands.press("Add", hands.card("Watch another place"))
    _is_done(hands, "The area is added. It needs no further confirmation.", with_forecast=True)
    join = hands.card("Join areas into one")
    hands.open("Choose the areas", join)
    for place in ("Highgate", "Kentish Town North"):
        hands._tick(join.get_by_role("checkbox", name=re.compile(place)))
    hands.press("Join these areas", join)
    _is_done(hands, "The areas are one now. What waits to be told is told once.", with_forecast=True)
    card = hands.card("The language of our e-mails")
    hands._tick(card.get_by_label("Cymraeg"))
    hands.press("Change language", card)
    _is_done(hands, "We write to you in that language from now on.")


def _pause_and_resume(hands: Hands) -> None:
    home = hands.card(re.compile("NW5 1TL"))
    hands.open("Pause until a day", home)
    home.locator('[name="until"]').fill("2026-12-20")
    hands._press(home.locator('form:has([value="pause"]) button'))
    _is_done(hands, "We send nothing about that area until the day you chose.")
    look(hands.page)
    hands._press(hands.card(re.compile("NW5 1TL")).locator('form:has([value="resume"]) button'))
    _is_done(hands, "E-mails about that area go on now.")


def leaver(hands: Hands) -> None:
    """Out by one button, and back by one."""
    context = hands.live.context
    dora = subscribed(context.database, context, DORA, "postcode:NW51TL:400", "ward:E05013658")
    hands.go(dora.link(Purpose.UNSUBSCRIBE))
    hands.press("Stop all e-mails")
    hands.reads("You get no more e-mails from us")
    hands.live.something_happens()
    assert [each for each in hands.post() if "A new shed" in each.text] == []
    hands.press("Undo")
    hands.reads("Your e-mails have started again")


def _is_done(hands: Hands, words: str, *, with_forecast: bool = False) -> None:
    banner = hands.page.locator(".govuk-notification-banner")
    expect(banner).to_contain_text(hands.say(words))
    if with_forecast:
        expect(banner.locator("p.govuk-body")).to_have_text(re.compile(r"\S"))


def _prefix(hands: Hands) -> str:
    return "" if hands.language is Language.ENGLISH else f"/{hands.language}"


WAYS: dict[str, Callable[[Hands], None]] = {
    "resident by postcode": resident,
    "councillor by ward": councillor,
    "area of one's own": drawn,
    "one application followed": follower,
    "own areas managed": manager,
    "leaving and back": leaver,
}
