"""How large an e-mail is on its way: told exactly, or quickly that it surely fits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.mail.sent_size import sent_bytes, surely_fit

URL = "https://alerts.example"
pieces = st.sampled_from(
    (
        "{{link:unsubscribe:7:0}}",
        "{{link:cy/follow:1:2}}",
        "a" * 75,
        "=" * 40,
        "é" * 30,
        " \n",
        ".\n",
        "\t\n",
        "\x00",
        "😀",
    )
)
texts = st.lists(pieces | st.text(st.characters(exclude_categories=("Cs",)), max_size=90), max_size=12).map(
    "".join
)


@given(texts, texts)
def test_what_surely_fits_does(text: str, html: str) -> None:
    size = sent_bytes((text, html), URL)
    assert not surely_fit((text, html), URL, size - 1)


@pytest.mark.parametrize("part", ["Loft. " * 4_000, '<p style="margin: 0">Loft</p>\n' * 800])
def test_a_usual_email_is_told_to_fit_without_being_encoded(part: str) -> None:
    assert surely_fit((part,), URL, 40_000)
    assert not surely_fit((part,), URL, 20_000)
