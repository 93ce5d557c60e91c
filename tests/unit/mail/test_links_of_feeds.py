"""A council's link in an e-mail says which host it leads to."""

import re
from html.parser import HTMLParser

import pytest

from alerts.mail.compose import compose_alert
from tests.factories import SITE
from tests.unit.mail.alerts import an_alert, an_item, assert_never_says, assert_says, read_html


class _Anchors(HTMLParser):
    """The visible words of each link by its address."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: dict[str, str] = {}
        self._at = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._at = str(dict(attrs)["href"]) if tag == "a" else self._at

    def handle_endtag(self, tag: str) -> None:
        self._at = "" if tag == "a" else self._at

    def handle_data(self, data: str) -> None:
        if self._at:
            self.words[self._at] = self.words.get(self._at, "") + data


LINKS = [
    ("https://planningrecords.camden.gov.uk/a?PARAM0=1", "planningrecords.camden.gov.uk"),
    ("https://evil.example/camden.gov.uk/", "evil.example"),
    ("http://camden.gov.uk.evil.example:8080/", "camden.gov.uk.evil.example"),
]


@pytest.mark.fault("C-13")
@pytest.mark.parametrize("listed", [1, 12], ids=["in full", "in brief"])
@pytest.mark.parametrize(("link", "host"), LINKS)
def test_both_parts_name_the_host_that_a_councils_link_leads_to(link: str, host: str, listed: int) -> None:
    email = compose_alert(an_alert(*(an_item(number, url=link) for number in range(listed))), SITE)
    assert_says(email, f"({host})")
    assert len(re.findall(rf"\({re.escape(host)}\):?\n{re.escape(link)}\n", email.text)) == listed
    assert f"({host})" in _Anchors(email.html).words[link]


@pytest.mark.fault("C-13")
def test_without_a_link_no_host_is_named() -> None:
    email = compose_alert(an_alert(an_item(url=None)), SITE)
    assert_never_says(email, "council's own page", "()", "(None)")


@pytest.mark.fault("C-12")
@pytest.mark.parametrize("listed", [1, 12], ids=["in full", "in brief"])
@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//evil.example",
        "https:evil.example",
        "http://good.example@evil.example",
        "https://evil.example\\@good.example",
        "https://[broken",
        "https://good.example:port/",
        "https:///path",
        "ftp://good.example/",
    ],
)
def test_what_is_no_plain_address_of_the_web_is_no_link(link: str, listed: int) -> None:
    email = compose_alert(an_alert(*(an_item(number, url=link) for number in range(listed))), SITE)
    assert_says(email, "New: Erection")
    assert link not in email.text
    assert all(to.startswith(("https://alerts.example/", "{{link:")) for to in read_html(email.html).links)
