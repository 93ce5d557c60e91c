"""Words that are kept in English, said again in Welsh; and days in both languages."""

from datetime import date

import pytest

from alerts.domain.authorities import ALL, Nation
from alerts.domain.moved import moved_words
from alerts.domain.retelling import said
from alerts.domain.welsh_names import NAMES_THAT_DIFFER
from alerts.domain.wording import council_name, day_words
from alerts.language import Language, speaking
from alerts.language.dates import day_of_month, weekday_name
from geo.errors import PostcodeNotCovered
from geo.postcode import NOT_COVERED, parse_postcode

KEPT = {
    "within 400 m of NW5 1TL": "o fewn 400 m i NW5 1TL",
    "within 1,600 m of 51.55000, -0.14000": "o fewn 1,600 m i 51.55000, -0.14000",
    "60 m north-east of NW5 1TL": "60 m i’r gogledd-ddwyrain o NW5 1TL",
    "53 m east of the centre of your circle": "53 m i’r dwyrain o ganol eich cylch",
    "in NW5 1TL (placed by its postcode)": "yng nghod post NW5 1TL (wedi’i leoli yn ôl ei god post)",
    "its address is in NW5 1TL, its place 500 m south of NW5 1TL": (
        "mae ei gyfeiriad yng nghod post NW5 1TL, a’i safle 500 m i’r de o NW5 1TL"
    ),
    "in Highgate ward, Camden": "yn ward Highgate, Camden",
    "Highgate ward, Camden": "ward Highgate, Camden",
    "in Dartmouth Park Conservation Area": "yn ardal gadwraeth Dartmouth Park",
    "listed building: The Elms": "adeilad rhestredig: The Elms",
    "in Camden": "yn ardal Camden",
    "in the area within 200 m of NW5 1TL, NW5 1TJ and 2 more": (
        "yn yr ardal o fewn 200 m i NW5 1TL, NW5 1TJ ac eraill (2)"
    ),
    "the area within 50 m of your line": "yr ardal o fewn 50 m i’ch llinell",
    "in the area you drew": "yn yr ardal a luniwyd gennych",
    "about application 2026/0123/P": "am gais 2026/0123/P",
    "There is no postcode NW5 9ZZ in our lists. Please check it for a typing error.": (
        "Nid oes cod post NW5 9ZZ yn ein rhestrau. Gwiriwch am wall teipio."
    ),
    "Ysgol Gynradd": "Ysgol Gynradd",
}


@pytest.mark.parametrize("kept", KEPT)
def test_what_is_kept_in_english_is_said_in_welsh_and_else_stays_as_it_is(kept: str) -> None:
    assert said(kept) == kept
    with speaking(Language.WELSH):
        assert said(kept) == KEPT[kept]


def test_days_stand_in_a_sentence_as_each_language_writes_them() -> None:
    day = date(2026, 12, 11)
    assert day_words(day) == "Friday 11 December"
    assert (day_of_month(day, with_year=True), weekday_name(4)) == ("11 December 2026", "Friday")
    with speaking(Language.WELSH):
        assert day_words(day, with_year=True) == "dydd Gwener 11 Rhagfyr 2026"
        assert (day_of_month(day), weekday_name(6)) == ("11 Rhagfyr", "dydd Sul")


def test_how_far_a_site_moved_is_said_in_welsh() -> None:
    with speaking(Language.WELSH):
        assert moved_words("528500 E, 184500 N", "528500 E, 184620 N") == (
            "rhywle arall",
            "120 m i’r gogledd oddi yno",
        )


def test_the_councils_of_wales_have_their_welsh_names_in_welsh() -> None:
    known = {authority.name for authority in ALL if authority.nation is Nation.WALES}
    assert set(NAMES_THAT_DIFFER) <= known
    assert council_name("W06000015") == "Cardiff"
    with speaking(Language.WELSH):
        assert council_name("W06000015") == "Caerdydd"
        assert said("in Roath ward, Cardiff") == "yn ward Roath, Caerdydd"
        assert said("in Vale of Glamorgan") == "yn ardal Bro Morgannwg"


@pytest.mark.parametrize("area", NOT_COVERED)
def test_where_postcodes_are_not_covered_is_said_in_welsh(area: str) -> None:
    with pytest.raises(PostcodeNotCovered) as refused:
        parse_postcode(f"{area}1 1AA")
    kept = str(refused.value)
    assert said(kept) == kept
    with speaking(Language.WELSH):
        assert said(kept).startswith(("Mae ", "Cyfeiriad "))
        assert f"{area}1 1AA" in said(kept)
