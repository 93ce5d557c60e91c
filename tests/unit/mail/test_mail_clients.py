"""The HTML of every e-mail: well formed, of what mail programs support, readable in light and dark, sending nobody out.

What is supported is from caniemail.com, kept in `tests/data/mail_clients.json`; a property that a program does not
know must be named here with what happens without it.
"""

import json
import re
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from alerts.domain.alert import AlertItem
from alerts.domain.application import Decision
from alerts.domain.area_question import AreaEvent, AreaQuestion
from alerts.domain.change import ChangeKind, Difference
from alerts.domain.links import Purpose, placeholder
from alerts.domain.subscription import Wishes
from alerts.domain.watch_area import AreaKind, AreaName
from alerts.mail.area_question import compose_area_questions
from alerts.mail.compose import Email, PendingArea, compose_alert, compose_confirmation, compose_manage_link
from alerts.mail.compose_service import compose_address_change, compose_address_changed
from alerts.mail.pictures import ItemPicture
from alerts.mail.welcome import OpenApplication, Welcome, compose_welcome
from geo.boundary_licence import boundary_licence_lines
from tests.factories import SITE, TODAY, an_application
from tests.unit.mail.alerts import FOLLOWED, NEAR, an_alert, an_item, assert_says

SUPPORT = json.loads((Path(__file__).parents[2] / "data" / "mail_clients.json").read_text())
GRACEFUL = {
    "css-border-radius": "corners are square",
    "css-word-break": "an endless word makes a phone scroll",
    "css-white-space": "a name may take two lines",
    "css-height": "the gap between sheets is as high as its line",
    "css-max-width": "lines are as long as the window",
}
OWN_SLUG = {
    "html-h1": "html-h1-h6",
    "html-h2": "html-h1-h6",
    "html-b": "html-strong",
    "css-border-left": "css-border",
}
SUPPORTED_ALL_OVER = {
    "html-a",
    "html-br",
    "html-tr",
    "html-td",
    "html-tbody",
    "html-html",
    "html-head",
    "html-title",
}
SUPPORTED_ALL_OVER |= {"html-meta", "css-color", "css-font-family"}
VOID = {"meta", "br", "hr", "img"}


def _item(number: int, kind: ChangeKind, **changed: object) -> AlertItem:
    return an_item(number, kind, consultation_end_date=date(2026, 6, 26), **changed)


def _alert() -> Email:
    long = "Replacement of the front boundary wall. " * 20
    amended = _item(
        2, ChangeKind.AMENDED, differences=(Difference("description", "A", "B"),), description=long
    )
    decided = _item(3, ChangeKind.DECIDED, decision=Decision.GRANTED, reasons=(NEAR, FOLLOWED))
    closed = an_item(4, consultation_end_date=date(2026, 6, 1))
    warnings = ("No feed covers Islington: we cannot tell you of applications there.",)
    picture = ItemPicture(b"a map", "Map: the site.", 520, 277, ("Contains OS data.",))
    items = (_item(1, ChangeKind.NEW), amended, decided, closed)
    return compose_alert(an_alert(*items, warnings=warnings), SITE, {1: picture})


def _welcome() -> Email:
    shown = OpenApplication(
        an_application(1, consultation_end_date=date(2026, 6, 26)), "50 m east of NW5 1TL"
    )
    area = AreaName(AreaKind.POSTCODE, "NW51TL:400")
    return compose_welcome(
        Welcome(7, area, "within 400 m of NW5 1TL", Wishes(), TODAY, TODAY, 30, (shown,) * 20), SITE
    )


EMAILS = {
    "alert": _alert(),
    "long list": compose_alert(an_alert(*(_item(number, ChangeKind.NEW) for number in range(60))), SITE),
    "welcome": _welcome(),
    "confirmation": compose_confirmation(
        (PendingArea("within 400 m of NW5 1TL", "once a day", placeholder(Purpose.CONFIRM, 12)),),
        placeholder(Purpose.NEVER, 12),
        SITE,
    ),
    "own link": compose_manage_link(7, None, SITE),
    "new address": compose_address_change(
        placeholder(Purpose.ADDRESS, 12), placeholder(Purpose.NEVER, 12), SITE
    ),
    "old address": compose_address_changed(SITE),
    "area that changed": compose_area_questions(
        7,
        (
            AreaQuestion(
                AreaEvent.REDRAWN, AreaName(AreaKind.WARD, "E05013661"), "A ward", "2026", gained=0.2
            ),
        ),
        boundary_licence_lines([2026]),
        SITE,
    ),
}
every_email = pytest.mark.parametrize("email", EMAILS.values(), ids=EMAILS.keys())


class _Structure(HTMLParser):
    """The elements, each with its attributes and what it stands in; any that is not closed where it should be."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.faults: list[str] = []
        self.feed(html)
        self.close()
        self.faults += [f"<{tag}> is never closed" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f"<{tag}> has an attribute twice")
        inside = {"tr": "tbody", "td": "tr", "tbody": "table"}.get(tag)
        if inside and self.open[-1] != inside:
            self.faults.append(f"<{tag}> stands in <{self.open[-1]}>")
        if tag in ("p", "h1", "h2", "table", "hr") and "p" in self.open:
            self.faults.append(f"<{tag}> stands in a paragraph")
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")


@every_email
def test_the_html_is_well_formed(email: Email) -> None:
    structure = _Structure(email.html)
    assert structure.faults == []
    assert email.html.startswith("<!DOCTYPE html>")
    ids = [attributes["id"] for _, attributes in structure.elements if "id" in attributes]
    assert len(ids) == len(set(ids))


@every_email
def test_it_says_its_language_and_title_and_has_headings_in_order(email: Email) -> None:
    structure = _Structure(email.html)
    assert ("html", {"lang": "en-GB", "dir": "ltr"}) in structure.elements
    assert re.search(r"<title>[^<]{10,}</title>", email.html)
    headings = [int(tag[1]) for tag, _ in structure.elements if re.fullmatch(r"h[1-6]", tag)]
    assert headings[0] == 1
    assert headings.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(headings))
    tables = [attributes.get("role") for tag, attributes in structure.elements if tag == "table"]
    assert set(tables) == {"presentation"}
    assert all(attributes.get("alt") for tag, attributes in structure.elements if tag == "img")


@every_email
def test_no_element_and_no_property_is_unknown_to_a_mail_program(email: Email) -> None:
    used = set()
    for tag, attributes in _Structure(email.html).elements:
        used.add(f"html-{tag}")
        used |= {f"html-{name}" for name in attributes if f"html-{name}" in SUPPORT["features"]}
        used |= {
            f"css-{each.partition(':')[0].strip()}" for each in attributes.get("style", "").split(";") if each
        }
    for name in used - SUPPORTED_ALL_OVER:
        slug = OWN_SLUG.get(name, name)
        assert slug in SUPPORT["features"], f"nobody has tested {name}"
        without = [
            client
            for client, mark in zip(SUPPORT["clients"], SUPPORT["features"][slug], strict=True)
            if mark == "n"
        ]
        assert not without or slug in {*GRACEFUL, "html-body"}, f"{slug} does nothing in {without}"


@every_email
@pytest.mark.fault("P-08")
def test_nothing_is_fetched_and_links_lead_to_us_or_to_the_council(email: Email) -> None:
    structure = _Structure(email.html)
    for tag, attributes in structure.elements:
        assert tag not in {
            "link",
            "script",
            "iframe",
            "object",
            "embed",
            "form",
            "svg",
            "video",
            "audio",
            "base",
        }
        assert not [name for name in attributes if name.startswith("on") or name in ("srcset", "background")]
        assert attributes.get("src", "cid:").startswith("cid:")
        if "href" in attributes:
            assert attributes["href"].startswith(
                (
                    "https://alerts.example",
                    "https://planning.example/",
                    "mailto:help@alerts.example",
                    "{{link:",
                )
            )
    assert "url(" not in email.html
    assert "@import" not in email.html
    assert "@font-face" not in email.html


@every_email
def test_both_parts_say_the_same_below_what_mail_programs_cut_off(email: Email) -> None:

    assert_says(email)
    assert len(email.html.encode()) < 100_000


_LAYOUT = (Path(__file__).parents[3] / "alerts" / "mail" / "templates" / "_layout.html").read_text(
    encoding="utf-8"
)
_STYLE = _LAYOUT.partition("<style>")[2].partition("</style>")[0]
_LIGHT, _, _AFTER = _STYLE.partition("@media all {")
_LINKS, _, _REST = _AFTER.partition("@media (prefers-color-scheme: dark) {")
_DARK = _REST.partition("@media (max-width")[0]
ON_PAGE, ON_SHEET = "body", ".sheet"
TEXTS = [
    (".brand", ON_PAGE), (".foot", ON_PAGE), ("a", ON_PAGE), ("body", ON_PAGE),
    ("body", ON_SHEET), (".lead", ON_SHEET), (".facts .name", ON_SHEET), (".kind", ON_SHEET),
    (".why", ON_SHEET), (".changed .was", ON_SHEET), ("a", ON_SHEET), (".button", ".button"), (".demo", ".demo"),
]  # fmt: skip


def _colour(style: str, selector: str, name: str) -> str | None:
    """The last colour that a style sheet gives for a selector, alone or in a list."""
    found = None
    for selectors, body in re.findall(r"([^{}]+)\{([^}]*)\}", style):
        if selector in [each.strip() for each in selectors.split(",")]:
            given = re.search(rf"(?:^|[;\s]){name}:\s*(#[0-9a-f]{{6}})", body)
            found = given[1] if given else found
    return found


def _contrast(one: str, other: str) -> float:
    """As WCAG 2.2 defines it."""

    def luminance(colour: str) -> float:
        parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
        red, green, blue = (
            each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXTS)
def test_every_text_stands_out_from_its_ground(text: str, ground: str, scheme: str) -> None:
    styles = (_LIGHT + _LINKS) if scheme == "light" else _DARK
    colour, background = _colour(styles, text, "color"), _colour(styles, ground, "background-color")
    assert colour is not None
    assert background is not None
    assert _contrast(colour, background) >= 4.5, (colour, background)
