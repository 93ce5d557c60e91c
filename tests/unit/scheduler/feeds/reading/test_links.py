"""Links to a council's own pages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.feeds.reading.links import read_link, safe_link
from scheduler.feeds.reading.record import FieldUnfit


@pytest.mark.fault("C-12")
@pytest.mark.parametrize(
    ("raw", "link"),
    [
        ("https://council.example/a?ref=21/AP/1", "https://council.example/a?ref=21/AP/1"),
        ("http://council.example:8080/a", "http://council.example:8080/a"),
        (" https://council.example/a \r\n", "https://council.example/a"),
        ("https://ealing.example/a;", "https://ealing.example/a"),
        ("https://council.example/a?ref=21/AP 1", "https://council.example/a?ref=21/AP%201"),
        ("https://council.example/a%20b", "https://council.example/a%20b"),
        ("https://council.example/\"><script>'", "https://council.example/%22%3E%3Cscript%3E'"),
        ("https://council.example/café", "https://council.example/caf%C3%A9"),
        ("HTTPS://Council.example/A", "https://Council.example/A"),
    ],
)
def test_a_sound_link_is_kept_fit_for_a_page(raw: str, link: str) -> None:
    assert safe_link(raw) == link


@pytest.mark.fault("C-12")
@pytest.mark.parametrize(
    "raw",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "\x01javascript:alert(1)",
        "javascript://council.example/%0aalert(1)",
        "data:text/html,<script>",
        "vbscript:x",
        "//evil.example/a",
        "https:evil.example",
        "https:/evil.example",
        "https:///evil.example",
        "http://good.example@evil.example/",
        "https://user:secret@council.example/",
        "https://council.example\\@evil.example/",
        "https://coun\u200bcil.example/",
        "https://council.example/a\nb",
        "https://council.example/\u202egnp.exe",
        "https://",
        "https://?a",
        "https://[::1]/",
        "https://[::1",
        "https://a b.example/",
        "https://council.example:99999999/",
        "ftp://council.example/",
        "/online-applications/1",
        "council.example/a",
        "n/a",
        "",
        "https://council.example/" + "a" * 2_000,
        "https://council.example/\ud800",
    ],
)
def test_anything_doubtful_is_no_link(raw: str) -> None:
    assert safe_link(raw) is None


@pytest.mark.parametrize("raw", [None, 7, [], {"url": "https://council.example"}, "ftp://council.example"])
def test_a_field_without_a_link_is_unfit(raw: object) -> None:
    with pytest.raises(FieldUnfit, match="no-safe-link"):
        read_link(raw)


@pytest.mark.fault("C-12")
@given(
    st.text(st.characters(exclude_categories=()), max_size=40).map(
        lambda text: f"https://council.example/{text}"
    )
)
def test_a_kept_link_holds_nothing_that_could_end_an_attribute_or_a_line(raw: str) -> None:
    kept = safe_link(raw) or ""
    assert not set(kept) & set('"<>\\^`{|} \r\n\t')
    assert kept.isascii()
