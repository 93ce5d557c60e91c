"""Wishes as people write them."""

import pytest

from alerts.domain.subscription import Frequency, Wishes, mentions, words_from_text
from tests.factories import an_application


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("basement, Loft extension\nTREES; ", ("basement", "loft extension", "trees")),
        ("loft,  LOFT ,loft", ("loft",)),
        (" , ;\n", ()),
        ("rear   garden", ("rear garden",)),
    ],
)
def test_words_are_parted_by_commas_semicolons_and_line_ends(text: str, words: tuple[str, ...]) -> None:
    assert words_from_text(text) == words


def test_twenty_words_of_sixty_letters_are_enough() -> None:
    words = words_from_text(",".join(f"{number:02}{'x' * 100}" for number in range(30)))
    assert len(words) == 20
    assert {len(word) for word in words} == {60}


@pytest.mark.parametrize(
    ("word", "is_there"),
    [
        ("rear", True),
        ("exten", True),
        ("tension", False),
        ("falkland road", True),
        ("14", True),
        ("storey rear ext", True),
        (".*", False),
        ("basement", False),
    ],
)
def test_a_word_is_found_where_a_word_begins_with_it(word: str, is_there: bool) -> None:
    assert mentions(an_application(), word) is is_there


def test_an_application_without_address_is_searched_by_its_description() -> None:
    assert not mentions(an_application(address=None), "falkland")


def test_who_says_nothing_gets_every_kind_once_a_day() -> None:
    wishes = Wishes()
    assert wishes.frequency is Frequency.DAILY
    assert sorted(wishes.changes) == [
        "amended",
        "appealed",
        "deadline_near",
        "decided",
        "new",
        "readvertised",
        "withdrawn",
    ]
