"""Alerts to put into words, and what a reader sees of the two parts of an e-mail."""

import re
from datetime import date
from html.parser import HTMLParser
from typing import Any

from alerts.domain.alert import Alert, AlertItem, Reason, ToldChange
from alerts.domain.change import Change, ChangeKind, Difference
from alerts.mail.compose import Email
from tests.factories import TODAY, an_application

NEAR = Reason("within 400 m of NW5 1TL", "50 m east of NW5 1TL")
IN_WARD = Reason("in Kentish Town South ward, Camden", "in Kentish Town South ward, Camden")
FOLLOWED = Reason(None, "you follow 2026/0123/P")


def an_item(
    number: int = 123,
    kind: ChangeKind = ChangeKind.NEW,
    differences: tuple[Difference, ...] = (),
    reasons: tuple[Reason, ...] = (NEAR,),
    noticed_on: date = TODAY,
    **changed: object,
) -> AlertItem:
    change = ToldChange(Change(kind, differences), noticed_on)
    return AlertItem(number, an_application(number, **changed), (change,), reasons)


def an_alert(*items: AlertItem, **changed: Any) -> Alert:
    areas = changed.get("areas", ("within 400 m of NW5 1TL",))
    return Alert(7, items or (an_item(),), areas, changed.get("warnings", ()), TODAY)


class _Reader(HTMLParser):
    """What a reader sees: `words` as they stand, each link's address behind its words; `links`; what is `fetched`."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.pictures: list[tuple[str, str]] = []
        self._hidden = 0
        self._leads_to = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._hidden += tag in ("style", "title")
        if tag == "img" and str(given.get("src")).startswith("cid:") and given.keys().isdisjoint(("srcset",)):
            self.pictures.append((str(given.pop("src")), str(given.get("alt"))))
            return
        if tag == "a" and not str(given["href"]).startswith("mailto:"):
            self._leads_to = str(given["href"])
            self.links.append(self._leads_to)
        self.fetched += [
            str(given[name])
            for name in ("src", "srcset", "background", "action")
            if name in given and not str(given[name]).startswith("cid:")
        ]
        if tag in ("link", "script", "iframe", "object", "form", "video", "audio", "embed", "base"):
            self.fetched.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("style", "title")
        if tag == "a" and self._leads_to:
            self.words.append(self._leads_to)
            self._leads_to = ""

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words += data.split()


def read_html(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    return reader


def lines_that_are_links(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith(("https://", "http://", "{{link:"))]


def told_words(words: list[str]) -> list[str]:
    """The words of a part without what only its layout adds: case, rules, the colon before a link or after a label."""
    said: list[str] = []
    for word in words:
        if word in (".", ","):
            said[-1] += word
        elif not re.fullmatch(r"-+|·", word):
            said.append(word.casefold())
    is_link = re.compile(r"https?://|\{\{link:")
    return [word if is_link.match(word) else word.rstrip(":") for word in said if word != ":"]


def assert_says(email: Email, *phrases: str) -> None:
    """Both parts of the e-mail say the same words in the same order, these among them, and lead to the same places."""
    shown = read_html(email.html)
    told = told_words(email.text.split())
    assert told_words(shown.words) == told
    assert lines_that_are_links(email.text) == shown.links
    assert shown.fetched == []
    said = " ".join(told)
    for phrase in phrases:
        assert " ".join(told_words(phrase.split())) in said, phrase


def assert_never_says(email: Email, *phrases: str) -> None:
    for phrase in phrases:
        assert phrase not in email.text
        assert phrase not in " ".join(read_html(email.html).words)
