"""Typing errors: names and postcodes that may have been meant."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.domain.authorities import ALL
from alerts.domain.did_you_mean import closest_names, nearest_spelled, possible_postcodes

NAMES = [each.name for each in ALL]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Camdn", "Camden"),
        ("camdem", "Camden"),
        ("Birmingam", "Birmingham"),
        ("Herefordshire County", "Herefordshire, County of"),
        ("Sheffeild", "Sheffield"),
    ],
)
def test_a_name_mistyped_comes_first(typed: str, meant: str) -> None:
    assert closest_names(typed, NAMES)[0] == meant


@pytest.mark.parametrize("typed", ["", "zz", "qqqqqqq", "x" * 10_000, "%%%%"])
def test_what_is_like_no_name_is_like_none(typed: str) -> None:
    assert closest_names(typed, NAMES) == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("NW5 ITL", "NW51TL"), ("NWS 1TL", "NW51TL"), ("SW1A OAA", "SW1A0AA"), ("ECIA 1BB", "EC1A1BB")],
)
def test_letters_taken_for_figures_are_put_right(typed: str, meant: str) -> None:
    assert meant in possible_postcodes(typed)


@pytest.mark.fault("W-08")
@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40) | st.text("OIZSBGL0125869", min_size=4, max_size=8))
def test_few_postcodes_can_have_been_meant_and_none_is_what_was_typed(typed: str) -> None:
    found = possible_postcodes(typed)
    assert len(found) <= 60
    assert typed.upper().replace(" ", "") not in found


def test_letters_that_changed_places_come_before_other_slips() -> None:
    assert nearest_spelled("NW51LT", ["NW51AA", "NW51LA", "NW51TL"], 2) == ["NW51LA", "NW51TL"]
