"""An e-mail that somebody else looks at keeps its words and loses whatever leads anywhere."""

import pytest

from alerts.domain.dead_links import dead_html, dead_text
from alerts.domain.links import Purpose, placeholder, token_placeholder

BASE = "https://alerts.example.org"


def test_a_link_says_what_it_was_for_and_opens_nothing() -> None:
    text = f"Manage: {placeholder(Purpose.MANAGE, 7)} or write {token_placeholder(Purpose.UNSUBSCRIBE, 7)}"
    assert (
        dead_text(text, BASE, ())
        == "Manage: https://alerts.example.org/manage/(not-shown) or write (not-shown)"
    )


@pytest.mark.parametrize(
    "attribute",
    [
        'href="https://x.example"',
        "href='https://x.example'",
        "HREF=https://x.example",
        'href = "x"',
        'ping="x"',
    ],
)
def test_html_leads_nowhere_and_looks_the_same(attribute: str) -> None:
    html = f'<a class="b" {attribute} style="color:#111">The council</a>'
    assert dead_html(html, BASE, ()) == '<a class="b" style="color:#111">The council</a>'


def test_addresses_are_masked_wherever_they_stand() -> None:
    assert dead_text("to a@x.example, b@y.example", BASE, ["a@x.example"]) == "to a***@x.example, b@y.example"


@pytest.mark.parametrize("written", ["o'brien@x.example", "o&#x27;brien@x.example", "o&#39;brien@x.example"])
def test_an_address_is_masked_as_html_writes_it_too(written: str) -> None:
    assert dead_html(f"<p>to {written}</p>", BASE, ["o'brien@x.example"]) == "<p>to o***@x.example</p>"
