"""The sentence of each chart, word by word: for none, for one, for too few and for many."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from alerts.domain.insight.insight import Insight, Share
from alerts.domain.insight.month import Month, Period
from alerts.domain.insight.slice import Slice
from alerts.domain.insight.topic import Topic
from alerts.language import Language, speaking
from alerts.web.insight import place_sentences, sentences
from alerts.web.insight.saying import compared, over, percent
from alerts.web.insight.whole import months_whole
from tests.unit.web.insight.made import hexagons, insight, known, monthly, outcomes, timing, trend

Sentence = Callable[[Insight, str], str]
DEC25, DEC24 = Month(2025, 12), Month(2024, 12)
SAID: list[tuple[Sentence, Insight, str]] = [
    (
        sentences.months_sentence,
        insight(),
        "We know of nothing that was received or decided in Camden in 2025.",
    ),
    (
        sentences.months_sentence,
        insight(received=1, monthly=monthly(granted=(1,) + (0,) * 11)),
        "In Camden, in 2025, the council received 1 application and decided 1.",
    ),
    (
        sentences.months_sentence,
        insight(received=1_234, authorities=("E1", "E2")),
        "In Camden, in 2025, the councils received 1,234 applications and decided none.",
    ),
    (
        sentences.months_sentence,
        insight(received=2, slice=Slice(topics=frozenset({Topic.LOFT}))),
        "In Camden, in 2025, the council received 2 such applications and decided none.",
    ),
    (
        sentences.outcomes_sentence,
        insight(outcomes=outcomes(withdrawn=1)),
        "We know of no decision in Camden in 2025. Besides, 1 was withdrawn: that is no decision.",
    ),
    (
        sentences.outcomes_sentence,
        insight(outcomes=outcomes(granted=3, refused=1)),
        "In Camden, in 2025, the council made 4 decisions: too few to speak of shares. None was withdrawn.",
    ),
    (
        sentences.outcomes_sentence,
        insight(outcomes=outcomes(granted=1)),
        "In Camden, in 2025, the council made 1 decision: too few to speak of shares. None was withdrawn.",
    ),
    (
        sentences.outcomes_sentence,
        insight(outcomes=outcomes(granted=999, refused=1, withdrawn=12)),
        "In Camden, in 2025, the council made 1,000 decisions: 999 (99%) granted, 1 (1%) refused and none otherwise."
        " Besides, 12 were withdrawn: those are no decisions.",
    ),
    (
        sentences.types_sentence,
        insight(),
        "We know of nothing that was received in Camden in 2025.",
    ),
    (
        sentences.types_sentence,
        insight(received=9, monthly=monthly(types={"full": 6, "unknown": 3})),
        "In Camden, in 2025, the council received 9 applications; the most frequent type was"
        " “Full planning permission”: 6 (67%).",
    ),
    (
        sentences.types_sentence,
        insight(received=4, monthly=monthly(types={"full": 2, "lbc": 2})),
        "In Camden, in 2025, the council received 4 applications; no one type was the most frequent.",
    ),
    (
        sentences.types_sentence,
        insight(received=4, monthly=monthly(types={"unknown": 4})),
        "In Camden, in 2025, the council received 4 applications, all of one type: Type not known.",
    ),
    (
        sentences.timing_sentence,
        insight(),
        "We know of no decision in Camden in 2025 with the days that say how long it took.",
    ),
    (
        sentences.timing_sentence,
        insight(timing=timing(1, 56.0)),
        "In Camden, in 2025, 1 decision can be timed: too few to say how long they usually take.",
    ),
    (
        sentences.timing_sentence,
        insight(timing=timing(8, 0.5, (6, 8))),
        "In Camden, in 2025, half of 8 decisions came within 1 day of the application being valid."
        " 6 of 8 (75%) kept to the 8 or 13 weeks that the law gives.",
    ),
    (
        sentences.timing_sentence,
        insight(timing=timing(8, 61.5, (1, 2))),
        "In Camden, in 2025, half of 8 decisions came within 62 days of the application being valid.",
    ),
    (
        place_sentences.hexagons_sentence,
        insight(),
        "We know of nothing that was received in Camden in 2025 and whose place is known.",
    ),
    (
        place_sentences.hexagons_sentence,
        insight(where=hexagons(1)),
        "In Camden, in 2025, all that we can place lie in one hexagon, 200 m from side to side: 1 application.",
    ),
    (
        place_sentences.hexagons_sentence,
        insight(where=hexagons(3, 9)),
        "In Camden, in 2025, 12 applications lie in 2 hexagons, 200 m from side to side; 9 in the fullest.",
    ),
    (
        sentences.trend_sentence,
        insight(),
        "We do not know twelve whole months in Camden yet: too few to tell a trend.",
    ),
    (
        sentences.trend_sentence,
        insight(trend=trend({DEC25: 12})),
        "In Camden, the council received 12 applications in the 12 months to December 2025;"
        " of the year before we know too little.",
    ),
    (
        sentences.trend_sentence,
        insight(trend=trend({DEC25: 90, DEC24: 100})),
        "In Camden, the council received 90 applications in the 12 months to December 2025,"
        " 10% fewer than in the 12 months before (100).",
    ),
    (
        sentences.season_sentence,
        insight(),
        "We know fewer than two whole years in Camden: too few to tell a season.",
    ),
    (
        sentences.season_sentence,
        insight(trend=trend(season=(1.0,) * 10 + (1.25, 0.7))),
        "In Camden, over 2 whole years, November usually brings most, 125% of an average month,"
        " and December fewest, 70%.",
    ),
]


@pytest.mark.parametrize(("sentence", "found", "expected"), SAID)
def test_a_chart_says_what_it_shows(sentence: Sentence, found: Insight, expected: str) -> None:
    assert sentence(found, "in Camden") == expected


@pytest.mark.parametrize(("sentence", "found", "_english"), SAID)
def test_it_says_so_in_welsh_too(sentence: Sentence, found: Insight, _english: str) -> None:
    with speaking(Language.WELSH):
        said = sentence(found, "yn Camden")
    assert said.strip().endswith((".", "%."))
    assert "{" not in said
    assert not {"the", "of", "received", "decision"} & set(said.split())


PLACES: list[tuple[list[tuple[str, int]], str]] = [
    ([], "We know of nothing that was received in Camden in 2025 and whose place is known."),
    ([("Kilburn", 0)], "We know of nothing that was received in Camden in 2025 and whose place is known."),
    ([("Kilburn", 1)], "In Camden, in 2025, all that we can place lie in Kilburn: 1 application."),
    (
        [("Kilburn", 4), ("Highgate", 9), ("Bloomsbury", 2)],
        "In Camden, in 2025, most were received in Highgate, 9 applications; fewest in Bloomsbury, 2.",
    ),
    (
        [("Kilburn", 0), ("Highgate", 9), ("Bloomsbury", 0)],
        "In Camden, in 2025, most were received in Highgate, 9 applications; nowhere fewer than none.",
    ),
    (
        [("Kilburn", 9), ("Highgate", 9), ("Bloomsbury", 1)],
        "In Camden, in 2025, no place had more than 9 applications, and 2 places had just as many.",
    ),
]


@pytest.mark.parametrize(("counts", "expected"), PLACES)
def test_places_are_named_where_one_stands_out(counts: list[tuple[str, int]], expected: str) -> None:
    assert place_sentences.places_sentence(insight(), "in Camden", counts) == expected


def test_wards_are_halved_by_their_middle() -> None:
    said = place_sentences.halves_sentence(insight(), "in Camden", [9, 1, 5, 5])
    assert said == "In Camden, in 2025, 3 of 4 wards had 5 applications or more."
    assert place_sentences.halves_sentence(insight(), "in Camden", [1]) == (
        "In Camden, in 2025, 1 of 1 ward had 1 application or more."
    )


def test_where_the_middle_has_none_those_without_any_are_counted() -> None:
    said = place_sentences.halves_sentence(insight(), "in Camden", [0, 0, 3])
    assert said == "In Camden, in 2025, 2 of 3 wards had no applications."
    with speaking(Language.WELSH):
        said = place_sentences.halves_sentence(insight(), "yn Camden", [0, 0, 3])
    assert said == "Yn Camden, yn 2025, roedd gan 2 o 3 ward dim ceisiadau."


def test_where_nothing_is_known_nothing_is_said_to_be_none() -> None:
    unknown = known(insight(), early=12)
    assert place_sentences.halves_sentence(unknown, "in Camden", [0, 0, 0]) == (
        "We know of nothing that was received in Camden in 2025 and whose place is known."
    )
    assert sentences.outcomes_sentence(unknown, "in Camden") == "We know of no decision in Camden in 2025."


def test_months_that_are_all_alike_make_no_season() -> None:
    for low in (1.0, 0.999):
        said = sentences.season_sentence(insight(trend=trend(season=(1.0,) * 11 + (low,))), "in Camden")
        assert said == "In Camden, over 2 whole years, no month stands out: there is no season to speak of."


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (Month(2025, 1), Month(2025, 12), "in 2025"),
        (Month(2026, 3), Month(2026, 3), "in March 2026"),
        (Month(2025, 1), Month(2026, 12), "from January 2025 to December 2026"),
        (Month(2025, 2), Month(2025, 12), "from February 2025 to December 2025"),
    ],
)
def test_a_period_is_said_as_people_say_it(first: Month, last: Month, expected: str) -> None:
    assert over(Period(first, last)) == expected


@pytest.mark.parametrize(
    ("count", "of", "expected"),
    [
        (0, 0, ""),
        (0, 9, "0%"),
        (9, 9, "100%"),
        (1, 1_000, "1%"),
        (999, 1_000, "99%"),
        (1, 8, "13%"),
        (1, 3, "33%"),
    ],
)
def test_a_share_is_neither_none_nor_all_unless_it_is_just_that(count: int, of: int, expected: str) -> None:
    assert percent(Share(count, of)) == expected


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        (5, 5, "as many as"),
        (5, 0, "more than"),
        (110, 100, "10% more than"),
        (1_001, 1_000, "1% more than"),
        (0, 4, "100% fewer than"),
        (1, 300, "99% fewer than"),
        (900, 300, "200% more than"),
    ],
)
def test_a_number_is_held_against_that_of_a_year_before(now: int, before: int, expected: str) -> None:
    assert compared(now, before) == expected


def test_what_is_said_beside_a_chart_of_months_names_what_is_missing() -> None:
    assert months_whole(insight()) == "Data: no month is missing."
    begins = "Data: our record begins in April 2025."
    assert months_whole(known(insight(), early=3)) == f"{begins} Data: 3 months are missing."
    assert months_whole(known(insight(), whole=4, gap=1)) == "Data: 1 month is missing."
    assert months_whole(known(insight(), early=3, whole=1, gap=1)) == f"{begins} Data: 4 months are missing."
    assert months_whole(known(insight(), early=12)) == "Data: we have no record of these months."
    silent = replace(monthly(), telling=(0,) * 12)
    running = known(insight(monthly=silent), early=11, running=1)
    assert months_whole(running) == "Data: we have no record of these months. December 2025 is not over."
