"""Text as registers write it, made fit to store and show."""

import pytest

from scheduler.feeds.reading.record import FieldUnfit, RecordUnfit
from scheduler.feeds.reading.words import (
    clean_text,
    join_address,
    postcode_in,
    read_key,
    read_lines,
    read_reference,
    read_text,
    read_uprn,
)


@pytest.mark.fault("C-11")
@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("Single storey\r\nrear extension.\r\n", "Single storey rear extension."),
        (r"Two lines\nin one\r\nfield", "Two lines in one field"),
        ("  outer   and\tinner \u00a0 spaces ", "outer and inner spaces"),
        ("Fish &amp; chips &#039;café&#x27; &pound;5", "Fish & chips 'café' £5"),
        ("flats&parking, Marks&Spencer, A&copy", "flats&parking, Marks&Spencer, A&copy"),
        ("&amp;lt;b&amp;gt; once only", "&lt;b&gt; once only"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("nul\x00 bell\x07 escape\x1b[0m", "nul bell escape[0m"),
        ("half \ud800 and \udc00 pairs", "half and pairs"),
        ("not \ufffe characters\uffff", "not characters"),
        ("&#1;&#0;&#xD800;x", "\ufffd\ufffdx"),
        ("🏠 \u202eabc\u202c", "🏠 \u202eabc\u202c"),
        ("ALL CAPS STAY", "ALL CAPS STAY"),
        ("vertical\x0btab\x0cfeed\x85next\u2028line", "vertical tab feed next line"),
        ("", ""),
    ],
)
def test_text_is_one_clean_line(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean


@pytest.mark.fault("C-11")
@pytest.mark.parametrize(("letter", "kept"), [("a", 20_480), ("é", 10_240), ("🏠", 5_120)])
def test_text_is_cut_at_20_kib_and_never_within_a_letter(letter: str, kept: int) -> None:
    assert clean_text(letter * 100_000) == letter * kept


@pytest.mark.parametrize(
    ("raw", "reference"),
    [
        (" 2026/0123/P ", "2026/0123/P"),
        ("P/2026/0001 (amended)", "P/2026/0001 (amended)"),
        ("10000", "10000"),
        (20261, "20261"),
    ],
)
def test_a_reference_stays_as_published(raw: object, reference: str) -> None:
    assert read_reference(raw) == reference


@pytest.mark.parametrize("raw", ["0000000", "0", "-", "N/A", "n/a", "None", "TBC", "unknown", "//", "00/00"])
def test_what_is_typed_where_there_is_no_reference_is_none(raw: str) -> None:
    with pytest.raises(RecordUnfit, match="missing-reference"):
        read_reference(raw)


@pytest.mark.parametrize("raw", ["a\x00b", "a\nb", "\ud800", "x" * 201, 10**200, True, 1.5, None, [], {}])
def test_what_can_be_no_key_is_refused(raw: object) -> None:
    with pytest.raises(FieldUnfit):
        read_key(raw)


@pytest.mark.parametrize(
    ("raw", "uprn"), [("000012130196", "12130196"), ("5006042", "5006042"), (5006042, "5006042")]
)
def test_a_uprn_loses_its_padding(raw: object, uprn: str) -> None:
    assert read_uprn(raw) == uprn


@pytest.mark.parametrize("raw", ["0000", "12A", "1234567890123", "-5", "²", 1.0])
def test_what_is_no_uprn_is_refused(raw: object) -> None:
    with pytest.raises(FieldUnfit):
        read_uprn(raw)


def test_a_number_is_text_where_text_is_due() -> None:
    assert read_text(14) == "14"


@pytest.mark.parametrize("raw", [[], {}, True, 1.5, None])
def test_lists_and_objects_are_no_text(raw: object) -> None:
    with pytest.raises(FieldUnfit):
        read_text(raw)


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        (
            "Hamilton Court \r149 Maida Vale\rLondon\rW9 1QA\r\r",
            "Hamilton Court, 149 Maida Vale, London, W9 1QA",
        ),
        ("26-27 \rFlaxman Terrace\rLondon", "26-27 Flaxman Terrace, London"),
        ("12A\r\nMill Lane", "12A Mill Lane"),
        ("1 Mill Lane, \nLondon", "1 Mill Lane, London"),
        (14, "14"),
    ],
)
def test_lines_of_an_address_become_parts_of_one(raw: object, line: str) -> None:
    assert read_lines(raw) == line


@pytest.mark.parametrize(
    ("parts", "address"),
    [
        (
            ("Flat 2", None, "14 Falkland Road", "", "London", "NW5 2AA"),
            "Flat 2, 14 Falkland Road, London, NW5 2AA",
        ),
        (("1 The Row, London, NW5 2AA", "London", "NW5 2AA"), "1 The Row, London, NW5 2AA"),
        (("11 High Street", "1 High Street"), "11 High Street, 1 High Street"),
        (("-", " , ", None), None),
        ((), None),
    ],
)
def test_an_address_has_each_part_once(parts: tuple[str | None, ...], address: str | None) -> None:
    assert join_address(*parts) == address


@pytest.mark.parametrize(
    ("texts", "postcode"),
    [
        (("nw52aa", "1 Mill Lane NW6 1SD"), "NW5 2AA"),
        (("NW5", "1 Mill Lane NW6 1SD"), "NW6 1SD"),
        ((None, "149 Maida ValeLondonW9 1QA"), "W9 1QA"),
        (("NW10", "1 Mill Lane NW6"), None),
        ((None, None), None),
    ],
)
def test_the_postcode_is_a_full_one_of_its_field_or_else_of_the_address(
    texts: tuple[str | None, ...], postcode: str | None
) -> None:
    found = postcode_in(*texts)
    assert (found.display if found else None) == postcode
