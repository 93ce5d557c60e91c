"""Wishes as people write them."""

from datetime import date

import pytest

from alerts.domain.subscription import Frequency, Wishes, begins_a_word, words_from_text, words_of
from tests.factories import a_subscription, an_application


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
    assert begins_a_word(words_of(an_application()), word) is is_there


def test_an_application_without_address_is_searched_by_its_description() -> None:
    assert not begins_a_word(words_of(an_application(address=None)), "falkland")


@pytest.mark.parametrize(
    ("wishes", "days"),
    [
        (Wishes(), 3),
        (Wishes(remind_days=14), 14),
        (Wishes(frequency=Frequency.WEEKLY), 9),
        (Wishes(frequency=Frequency.DAILY, hour=0), 4),
        (Wishes(frequency=Frequency.WEEKLY, hour=0), 10),
        (Wishes(frequency=Frequency.INSTANT, hour=0), 3),
    ],
)
def test_a_reminder_is_made_early_enough_for_the_last_email_that_leaves_the_days_asked_for(
    wishes: Wishes, days: int
) -> None:
    assert wishes.reminder_days == days


@pytest.mark.parametrize(
    ("until", "is_paused"),
    [(None, False), (date(2026, 6, 9), False), (date(2026, 6, 10), False), (date(2026, 6, 11), True)],
)
def test_a_pause_ends_as_its_day_begins(until: date | None, is_paused: bool) -> None:
    assert a_subscription(paused_until=until).is_paused(date(2026, 6, 10)) is is_paused


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
