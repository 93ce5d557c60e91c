"""Postcodes typed and found in addresses."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import PostcodeError, PostcodeMalformed, PostcodeNotCovered
from geo.postcode import Postcode, find_postcode, parse_postcode


@pytest.mark.fault("W-08")
@pytest.mark.parametrize(
    ("typed", "display"),
    [
        ("NW5 1TL", "NW5 1TL"),
        ("nw51tl", "NW5 1TL"),
        (" sw1a  1aa ", "SW1A 1AA"),
        ("SW1A1AA", "SW1A 1AA"),
        ("n w 5 1 t l", "NW5 1TL"),
        ("NW5\u00a01TL", "NW5 1TL"),
        ("ＮＷ５　１ＴＬ", "NW5 1TL"),
        ("m1 1ae", "M1 1AE"),
        ("EC1A 1BB", "EC1A 1BB"),
        ("W1A 0AX", "W1A 0AX"),
        ("NW5 OTL", "NW5 0TL"),
        ("0X1 1DP", "OX1 1DP"),
    ],
)
def test_a_postcode_is_read_however_it_is_typed(typed, display):
    assert str(parse_postcode(typed)) == display


@pytest.mark.fault("W-08")
@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "NW5",
        "NW5 1",
        "NW5 1T",
        "NW5 1TLX",
        "SW1A 1AA'--",
        "5NW 1TL",
        "NW5 1CI",
        "hello",
        "GIR 0AA",
        "🏠",
    ],
)
def test_what_is_no_full_postcode_is_refused_with_an_example(typed):
    with pytest.raises(PostcodeMalformed, match="looks like NW5 1TL"):
        parse_postcode(typed)


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("BT1 5GS", "Northern Ireland.*Irish Grid.*licence"),
        ("JE2 3AB", "Jersey"),
        ("gy1 1aa", "Guernsey"),
        ("IM1 1AA", "Isle of Man"),
        ("BF1 2AU", "Forces"),
    ],
)
def test_places_not_covered_are_refused_by_name_and_with_the_reason(typed, place):
    with pytest.raises(PostcodeNotCovered, match=place):
        parse_postcode(typed)


def test_a_postcode_knows_its_parts():
    postcode = Postcode("WC2N4EA")
    assert (postcode.outward, postcode.sector, postcode.area) == ("WC2N", "WC2N 4", "WC")
    assert (postcode.display, str(postcode)) == ("WC2N 4EA", "WC2N 4EA")
    assert (Postcode("M11AE").outward, Postcode("M11AE").area) == ("M1", "M")


@pytest.mark.parametrize("compact", ["NW5 1TL", "nw51tl", "", "NW51T"])
def test_a_postcode_that_is_not_normalised_cannot_be_built(compact):
    with pytest.raises(PostcodeMalformed):
        Postcode(compact)


@pytest.mark.parametrize(
    ("address", "display"),
    [
        ("12 Lady Margaret Road, London, NW5 1TL", "NW5 1TL"),
        ("12 lady margaret road london nw51tl", "NW5 1TL"),
        ("10 St Martin's LaneLondonWC2N 4EA", "WC2N 4EA"),
        ("10 ST MARTINS LANE LONDONWC2N4EA", "WC2N 4EA"),
        ("Flat 2, Whitechapel LondonE1 6AN", "E1 6AN"),
        ("Land at NW5 1TL and garages at NW5 2AB.", "NW5 2AB"),
        ("NW5\t1TL", "NW5 1TL"),
    ],
)
def test_a_postcode_is_found_in_an_address(address, display):
    assert str(find_postcode(address)) == display


@pytest.mark.parametrize(
    "address",
    [
        "",
        "Kentish Town, NW5",
        "WHITECHAPEL LONDONE1 6AN",
        "Block B1 2nd floor, Regis Road",
        "1 High Street, Belfast BT1 5GS",
        "Unit A1 23 Regis Road",
        "NW5 1TLX",
        "Ref 2026/0123/P",
    ],
)
def test_an_address_without_one_sure_postcode_has_none(address):
    assert find_postcode(address) is None


@pytest.mark.fault("W-08")
@given(st.text(max_size=200))
def test_any_text_is_a_postcode_or_a_postcode_error(text):
    with contextlib.suppress(PostcodeError):
        postcode = parse_postcode(text)
        assert parse_postcode(str(postcode)) == postcode


@given(st.text(alphabet="NWEC15 TLatln,\n", max_size=80))
def test_whatever_is_found_in_a_text_is_written_in_it(text):
    found = find_postcode(text)
    assert found is None or found.compact in text.upper().replace(" ", "").replace("\t", "")


@pytest.mark.fault("W-08")
@pytest.mark.parametrize(
    "text",
    ["A" * 100_000, " " * 100_000, "NW5 1TL " * 12_500, "A1" * 50_000, "\ufdfa" * 100_000, "🏠" * 100_000],
)
@pytest.mark.timeout(5)
def test_ten_hostile_texts_of_100_kb_do_not_hold_anybody_up(text):
    for _ in range(10):
        with pytest.raises(PostcodeMalformed):
            parse_postcode(text)
        assert str(find_postcode(text)) in ("None", "NW5 1TL")
