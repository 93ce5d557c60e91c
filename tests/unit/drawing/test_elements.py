"""Words, links and numbers as SVG takes them."""

import pytest

from alerts.drawing.elements import document, element, number, safe_link, words


@pytest.mark.parametrize(
    ("value", "written"), [(1.0, "1"), (1.25, "1.2"), (-0.04, "0"), (207.87, "207.9"), ("7 4", "7 4")]
)
def test_numbers_are_written_to_a_tenth(value, written):
    assert number(value) == written


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Rear\n extension\t", "Rear extension"),
        ("a\x00b\x1b[31m\ud800", "ab[31m"),
        ("\u202egnp.exe", "gnp.exe"),
        ("café — 日本 🏠", "café — 日本 🏠"),
        ("x" * 30, "x" * 19 + "…"),
    ],
)
def test_words_are_one_line_of_what_a_drawing_can_hold(text, line):
    assert words(text, 20) == line


@pytest.mark.parametrize(
    "link", ["/applications/E09000007/2026/0123/P", "#item-3", "https://a.example/?x=1&y=2"]
)
def test_links_to_pages_are_kept(link):
    assert safe_link(link) == link


def test_a_link_without_end_is_none():
    assert safe_link("/" + "a" * 500) is None


def test_attributes_and_words_are_escaped():
    svg = document(element("svg", {"aria-label": '"<&>'}, text="</svg><b>&"))
    assert svg == (
        '<svg aria-label="&quot;&lt;&amp;&gt;" xmlns="http://www.w3.org/2000/svg">&lt;/svg&gt;&lt;b&gt;&amp;</svg>'
    )
