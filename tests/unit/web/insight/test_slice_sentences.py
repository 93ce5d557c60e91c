"""The sentences of charts of a slice: they never speak of the whole."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from alerts.domain.insight.insight import Insight
from alerts.domain.insight.result import Ending
from alerts.domain.insight.slice import Slice
from alerts.language import Language, speaking
from alerts.web.insight import place_sentences, sentences
from tests.unit.web.insight.made import hexagons, insight, monthly, outcomes, timing, trend

Sentence = Callable[[Insight, str], str]
LISTED = Slice(types=frozenset({"lbc"}))


def sliced(chosen: Slice = LISTED, **changes: object) -> Insight:
    return insight(slice=chosen, **changes)


SLICED: list[tuple[Sentence, Insight, str]] = [
    (
        sentences.months_sentence,
        sliced(),
        "We know of no such application that was received or decided in Camden in 2025.",
    ),
    (
        sentences.outcomes_sentence,
        sliced(outcomes=outcomes(granted=3, refused=9)),
        "In Camden, in 2025, the council made 12 such decisions: 3 (25%) granted, 9 (75%) refused and none otherwise."
        " None was withdrawn.",
    ),
    (
        sentences.outcomes_sentence,
        sliced(),
        "We know of no such decision in Camden in 2025.",
    ),
    (
        sentences.outcomes_sentence,
        sliced(Slice(endings=frozenset({Ending.REFUSED})), outcomes=outcomes(3, 9, 0, 5)),
        "In Camden, in 2025, the council made 12 decisions: 9 (75%) refused.",
    ),
    (
        sentences.outcomes_sentence,
        sliced(replace(LISTED, endings=frozenset({Ending.GRANTED, Ending.OTHER, Ending.WITHDRAWN})),
               outcomes=outcomes(3, 8, 1, 5)),
        "In Camden, in 2025, the council made 12 such decisions: 3 (25%) granted, 1 (8%) otherwise."
        " Besides, 5 were withdrawn: those are no decisions.",
    ),
    (
        sentences.outcomes_sentence,
        sliced(replace(LISTED, endings=frozenset({Ending.WITHDRAWN})), outcomes=outcomes(3, 9, 0, 5)),
        "In Camden, in 2025, 5 such applications were withdrawn: that is no decision.",
    ),
    (
        sentences.outcomes_sentence,
        sliced(Slice(endings=frozenset({Ending.PENDING})), outcomes=outcomes(3, 9, 0, 5)),
        "No decision is among the outcomes that were chosen.",
    ),
    (
        sentences.types_sentence,
        sliced(),
        "We know of no such application that was received in Camden in 2025.",
    ),
    (
        sentences.timing_sentence,
        sliced(timing=timing(8, 61.5)),
        "In Camden, in 2025, half of 8 such decisions came within 62 days of the application being valid.",
    ),
    (
        sentences.timing_sentence,
        sliced(),
        "We know of no such decision in Camden in 2025 with the days that say how long it took.",
    ),
    (
        place_sentences.hexagons_sentence,
        sliced(where=hexagons(3, 9)),
        "In Camden, in 2025, 12 such applications lie in 2 hexagons, 200 m from side to side; 9 in the fullest.",
    ),
    (
        place_sentences.hexagons_sentence,
        sliced(),
        "We know of no such application that was received in Camden in 2025 and whose place is known.",
    ),
    (
        sentences.season_sentence,
        sliced(trend=trend(season=(1.0,) * 10 + (1.25, 0.7))),
        "In Camden, over 2 whole years, November usually brings most such applications, 125% of an average month,"
        " and December fewest, 70%.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "found", "expected"), SLICED)
def test_a_sentence_of_a_slice_never_speaks_of_the_whole(
    sentence: Sentence, found: Insight, expected: str
) -> None:
    assert sentence(found, "in Camden") == expected


@pytest.mark.parametrize(("sentence", "found", "_english"), SLICED)
def test_a_slice_is_said_in_welsh_too(sentence: Sentence, found: Insight, _english: str) -> None:
    with speaking(Language.WELSH):
        said = sentence(found, "yn Camden")
    assert said.strip().endswith((".", "%."))
    assert not {"the", "of", "such", "received", "decision"} & set(said.split())


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ([("Kilburn", 4), ("Highgate", 9)], "Highgate, 9 such applications; fewest"),
        ([("Kilburn", 0), ("Highgate", 9), ("Holborn", 0)], "Highgate, 9 such applications; nowhere"),
        ([("Kilburn", 9), ("Highgate", 9)], "no place had more than 9 such applications"),
        ([("Kilburn", 1)], "all that we can place lie in Kilburn: 1 such application."),
    ],
)
def test_places_of_a_slice_are_counted_as_such(counts: list[tuple[str, int]], said: str) -> None:
    assert said in place_sentences.places_sentence(sliced(), "in Camden", counts)


def test_a_sentence_of_a_slice_says_that_it_is_one() -> None:
    found = insight(received=3, monthly=monthly(types={"full": 3}))
    assert "3 applications" in sentences.types_sentence(found, "in Camden")
    sliced = replace(found, slice=Slice(only_major=True))
    assert "3 such applications" in sentences.types_sentence(sliced, "in Camden")
