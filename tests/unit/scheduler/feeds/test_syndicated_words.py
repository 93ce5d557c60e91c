"""Words out of HTML, and the stamps beside them."""

from datetime import date

import pytest

from scheduler.feeds.reading.record import FieldUnfit
from scheduler.feeds.syndicated_dates import stamp_reader
from scheduler.feeds.syndicated_words import LONGEST_HTML, read_words
from tests.unit.scheduler.feeds.cases import TODAY


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>Rear <b>N</b>ew &amp; old<br/>wall</p>", "Rear New & old wall"),
        ("Height < 5m and > 3m, <6 units", "Height < 5m and > 3m, <6 units"),
        ("&lt;b&gt; &amp;lt;b&amp;gt; é &#233;", "<b> &lt;b&gt; é é"),
        ("<script>alert('<p>')</script>x<STYLE>p{}</style >y", "x y"),
        ("a<!-- <b> -->b<!-- never closed", "ab"),
        ("a<!-- x --><p>b", "a b"),
        ("<a title=\"a>b\" href='c'>d</a>", "d"),
        ("<p class=it's>e", "e"),
        ("<script>never closed <p>", ""),
        ("<![CDATA[x]]><?php y ?><!DOCTYPE z>w", "w"),
        ("A<B", "A<B"),
        ("</", "</"),
        (7, "7"),
    ],
)
def test_the_words_of_html_are_read_and_its_tags_are_not(html: object, words: str) -> None:
    assert read_words(html) == words


@pytest.mark.parametrize("piece", ["<a ", "<!--", "</", "<a x='", "<script>", "<![", "<a x=\"'", "<b", "&<"])
def test_a_text_made_to_be_slow_is_read_all_the_same(piece: str) -> None:
    assert len(read_words(piece * (LONGEST_HTML // len(piece)))) <= 20 * 1024


def test_words_behind_a_hundred_thousand_characters_are_not_read() -> None:
    assert read_words("<p>" + " " * LONGEST_HTML + "far away") == ""


@pytest.mark.parametrize("raw", [None, [], {}, True, 1.5])
def test_what_is_no_text_is_unreadable(raw: object) -> None:
    with pytest.raises(FieldUnfit, match="unreadable"):
        read_words(raw)


@pytest.mark.fault("C-14")
@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("Mon, 01 Jun 2026 10:00:00 GMT", date(2026, 6, 1)),
        ("Mon, 01 Jun 2026 23:30:00 GMT", date(2026, 6, 2)),
        ("01 Jun 2026 00:30 BST", date(2026, 6, 1)),
        ("1 Jun 2026 20:00:00 EDT", date(2026, 6, 2)),
        ("Mon, 01 Jun 2026 23:30:00 +0100", date(2026, 6, 1)),
        ("Mon, 01 Dec 2025 23:30:00 UT", date(2025, 12, 1)),
        ("Mon, 01 Jun 2026", date(2026, 6, 1)),
        ("2026-06-01T23:30:00Z", date(2026, 6, 2)),
        ("2026-06-01T23:30:00.123+01:00", date(2026, 6, 1)),
        ("2026-06-01", date(2026, 6, 1)),
    ],
)
def test_both_forms_of_stamp_are_read_as_days_of_london(written: str, day: date) -> None:
    assert stamp_reader(TODAY)(written) == day


@pytest.mark.fault("C-14")
@pytest.mark.parametrize(
    "written", ["01/06/2026", "Mon, 31 Jun 2026 10:00:00 GMT", "Mon, 01 Jun 26 10:00 GMT", "now", 1780000000, None,
                "0001-01-01T00:00:00Z", "2059-01-15", "Mon, 01 Jun 2026 10:00:00 XYZ", "Mon, 01 Jun 2026 25:00:00 GMT"]
)  # fmt: skip
def test_other_forms_and_wild_years_are_no_dates(written: object) -> None:
    with pytest.raises(FieldUnfit):
        stamp_reader(TODAY)(written)
