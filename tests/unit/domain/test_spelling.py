"""What is typing and what is a change to somebody who reads a description."""

import pytest

from alerts.domain.spelling import is_same_text, is_spelling_corrected


def test_case_spacing_and_punctuation_do_not_matter_but_figures_do() -> None:
    assert is_same_text("Flat 1, 2–4 High St.", "FLAT 1 24 HIGH ST")
    assert not is_same_text("Flat 1", "Flat 2")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rear extension and assocaited works", "Rear extension and associated works"),
        ("Single storey rear extention", "Single storey rear extension."),
        ("Erection of a conservattory", "Erection of a conservatory"),
        ("Demoliton of garage, instalation of rooflight", "Demolition of garage, installation of rooflight"),
    ],
)
def test_slips_of_the_keyboard_within_long_words_are_corrections(one: str, other: str) -> None:
    assert is_spelling_corrected(one, other)
    assert is_spelling_corrected(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Internal alterations", "External alterations"),
        ("Erection of dwelling", "Erection of dwellings"),
        ("Works to northern elevation", "Works to southern elevation"),
        ("Erection of 12 dwellings", "Erection of 21 dwellings"),
        ("Single storey rear extension", "Two storey rear extension"),
        ("Rear dormer", "Near dormer"),
        ("Roof of outrigger", "Root of outrigger"),
        ("Rear extension", "Rear extension and basement"),
        ("Change of use to flat 2a", "Change of use to flat 2b"),
        ("Erection of a dormer", "Erection of a former"),
        (
            "Assocaited extention with conservattory and demoliton",
            "Associated extension with conservatory and demolition",
        ),
        ("", "Associated works"),
        (None, "Associated works"),
    ],
)
def test_what_may_mean_another_thing_is_a_change(one: str | None, other: str | None) -> None:
    assert not is_spelling_corrected(one, other)
    assert not is_spelling_corrected(other, one)
