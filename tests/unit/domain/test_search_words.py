"""Typed text as terms: quotes hold words together, nothing is an operator, and nothing is slow."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.domain.search_words import MOST_TERMS, folded, search_words


def typed(text: str) -> list[str]:
    return [term.typed for term in search_words(text).terms]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("basement", ["basement"]),
        ("Basement  EXTENSION", ["basement", "extension"]),
        ('"rear extension" Falkland', ["rear extension", "falkland"]),
        ("“rear extension” Falkland", ["rear extension", "falkland"]),
        ('rear "extension', ["rear", "extension"]),
        ("2026/0123/P", ["2026 0123 p"]),
        ("single-storey", ["single storey"]),
        ("King’s Road, London", ["kings", "road", "london"]),
        ("Café Ŵyn", ["cafe", "wyn"]),
        ("works to the tree at Elm House", ["works", "tree", "elm", "house"]),
        ("the", ["the"]),
        ("elm elm ELM", ["elm"]),
        ("ＮＷ５", ["nw5"]),
        ("", []),
        ("%%%% ____ *** --", []),
        ("🏠🏠", []),
    ],
)
def test_what_is_typed_becomes_terms(text: str, terms: list[str]) -> None:
    assert typed(text) == terms


@pytest.mark.fault("W-24")
@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("base*", ["base"]),
        ("NEAR(elm oak, 2)", ["near elm", "oak", "2"]),
        ("elm OR oak", ["elm", "oak"]),
        ("-elm", ["elm"]),
        ("address:elm", ["address elm"]),
        ("^elm + {oak}", ["elm", "oak"]),
        ("elm & oak | !ash <-> yew:*", ["elm", "oak", "ash", "yew"]),
        ("50% \\ of", ["50"]),
    ],
)
def test_operators_of_the_indexes_are_no_operators_here(text: str, terms: list[str]) -> None:
    assert typed(text) == terms


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("rd", {("rd",), ("road",)}),
        ("road", {("road",), ("rd",)}),
        ("st", {("st",), ("street",), ("saint",)}),
        ("terrace", {("terrace",), ("ter",), ("tce",)}),
        ("elm", {("elm",)}),
    ],
)
def test_a_street_is_found_however_it_is_shortened(text: str, phrases: set[tuple[str, ...]]) -> None:
    (term,) = search_words(text).terms
    assert set(term.phrases) == phrases


def test_more_terms_than_we_look_for_are_left_and_it_is_known() -> None:
    words = search_words(" ".join(f"word{number}" for number in range(MOST_TERMS + 1)))
    assert len(words.terms) == MOST_TERMS
    assert words.is_cut
    assert not search_words("two words").is_cut


def test_a_term_can_be_left_out() -> None:
    words = search_words("elm oak ash")
    assert [term.typed for term in words.without(words.terms[1]).terms] == ["elm", "ash"]


@pytest.mark.fault("W-24")
@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400))
def test_every_text_becomes_few_short_plain_words(text: str) -> None:
    words = search_words(text)
    assert len(words.terms) <= MOST_TERMS
    for term in words.terms:
        for phrase in term.phrases:
            assert phrase
            for word in phrase:
                assert 1 <= len(word) <= 40
                assert not set(word) & set("\"'*()-%\\:^&|!<> ")


def test_a_megabyte_is_read_no_further_than_its_beginning() -> None:
    assert typed('"' * 500_000 + "elm") == []
    assert typed("elm " * 250_000) == ["elm"]


def test_a_folded_text_has_plain_small_letters() -> None:
    assert folded("14, St. John’s Wood") == "14 st johns wood"
