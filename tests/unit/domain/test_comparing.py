"""What differs between two texts, word by word."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.domain.comparing import MOST_WORDS, Piece, compared
from tests.work import seconds_of_work


def marked(pieces: tuple[Piece, ...]) -> str:
    """The text with brackets round what is marked."""
    return "".join(f"[{piece.text}]" if piece.is_marked else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("before", "after", "old", "new"),
    [
        (
            "Erection of a single storey rear extension.",
            "Erection of a two storey rear extension and a garage.",
            "Erection of a [single] storey rear extension.",
            "Erection of a [two] storey rear extension [and a garage].",
        ),
        (
            "Friday 11 December 2026",
            "Friday 18 December 2026",
            "Friday [11] December 2026",
            "Friday [18] December 2026",
        ),
        (
            "Nine flats and two shops at No. 7",
            "Nine flats at No. 7",
            "Nine flats [and two shops] at No. 7",
            "Nine flats at No. 7",
        ),
        ("Loft conversion", "Change of use to café", "Loft conversion", "Change of use to café"),
        ("nothing", "Friday 18 December 2026", "nothing", "Friday 18 December 2026"),
        ("2025/0123/P refused", "2025/0124/P refused", "[2025/0123/P] refused", "[2025/0124/P] refused"),
        ("", "", "", ""),
    ],
)
def test_what_was_taken_out_and_put_in_is_marked(before: str, after: str, old: str, new: str) -> None:
    found = compared(before, after)
    assert (marked(found.before), marked(found.after)) == (old, new)


_TEXTS = st.text(st.sampled_from("ab é1.,-’\n<&"), max_size=40)


@given(_TEXTS, _TEXTS)
def test_the_pieces_are_the_whole_text_and_only_what_differs_is_marked(before: str, after: str) -> None:
    found = compared(before, after)
    assert "".join(piece.text for piece in found.before) == before
    assert "".join(piece.text for piece in found.after) == after
    if before == after:
        assert not any(piece.is_marked for piece in (*found.before, *found.after))


@pytest.mark.parametrize("word", ["a ", "a b ", "x" * 50 + " "])
def test_a_text_made_to_be_slow_is_not(word: str) -> None:
    begun = time.process_time()
    compared(word * MOST_WORDS, "b " + word * (MOST_WORDS - 1))
    assert time.process_time() - begun < 0.5
    long = compared(word * 20_000, word * 20_001)
    assert [piece.is_marked for piece in long.after] == [False]


def test_two_long_texts_that_have_nothing_in_common_are_compared_in_milliseconds():
    before, after = (" ".join(f"{letter}{number}" for number in range(400)) for letter in "ab")
    assert seconds_of_work(lambda: compared(before, after)) < 0.05
