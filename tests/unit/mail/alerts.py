"""Alerts to put into words, and what a reader sees of the two parts of an e-mail."""

from datetime import date
from html.parser import HTMLParser
from typing import Any

from alerts.domain.alert import Alert, AlertItem, ToldChange
from alerts.domain.change import Change, ChangeKind, Difference
from alerts.mail.compose import Email
from tests.factories import TODAY, an_application


def an_item(
    number: int = 123,
    kind: ChangeKind = ChangeKind.NEW,
    differences: tuple[Difference, ...] = (),
    reasons: tuple[str, ...] = ("50 m east of NW5 1TL",),
    noticed_on: date = TODAY,
    **changed: object,
) -> AlertItem:
    change = ToldChange(Change(kind, differences), noticed_on)
    return AlertItem(number, an_application(number, **changed), (change,), reasons)


def an_alert(*items: AlertItem, **changed: Any) -> Alert:
    areas = changed.get("areas", ("within 400 m of NW5 1TL",))
    return Alert(7, items or (an_item(),), areas, changed.get("warnings", ()), TODAY)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.fetched: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._hidden += tag in ("style", "title")
        if tag == "a" and not str(given["href"]).startswith("mailto:"):
            self.links.append(str(given["href"]))
        self.fetched += [
            str(given[name]) for name in ("src", "srcset", "background", "action") if name in given
        ]
        if tag in ("link", "script", "iframe", "object", "img", "form"):
            self.fetched.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("style", "title")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words += data.split()


def read_html(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    return reader


def lines_that_are_links(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith(("https://", "http://", "{{link:"))]


def assert_says(email: Email, *phrases: str) -> None:
    """Both parts of the e-mail say each of these, and lead to the same places in the same order."""
    shown = read_html(email.html)
    text = " ".join(email.text.split())
    html = " ".join(shown.words).replace(" .", ".").replace(" ,", ",")
    for phrase in phrases:
        assert phrase.casefold() in text.casefold(), phrase
        assert phrase.casefold() in html.casefold(), phrase
    assert lines_that_are_links(email.text) == shown.links
    assert shown.fetched == []


def assert_never_says(email: Email, *phrases: str) -> None:
    for phrase in phrases:
        assert phrase not in email.text
        assert phrase not in " ".join(read_html(email.html).words)
