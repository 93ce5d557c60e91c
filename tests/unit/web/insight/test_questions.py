"""Answers that can be cited: right for none, one and many, and never a share of too few."""

from dataclasses import replace

import pytest

from alerts.domain.insight.insight import Insight
from alerts.domain.insight.month import Month, Period
from alerts.domain.insight.slice import Slice
from alerts.domain.insight.topic import Topic
from alerts.language import Language, speaking
from alerts.web.insight.questions import BY_SLUG, QUESTIONS, Question, answer
from tests.unit.web.insight.made import insight, known, monthly, outcomes, timing

RUNNING = Period(Month(2026, 1), Month(2026, 11))
ANSWERS = [
    ("received", insight(received=1), "1", "In Camden, the council received 1 application in 2025."),
    ("received", insight(), "0", "In Camden, the council received no applications in 2025."),
    (
        "received",
        insight(received=7, period=RUNNING),
        "7",
        "In Camden, the council received 7 applications in 2026 up to 26 November.",
    ),
    (
        "extensions-received",
        insight(received=1_200),
        "1,200",
        "In Camden, the council received 1,200 applications about extensions in 2025.",
    ),
    (
        "extensions-refused",
        insight(outcomes=outcomes(granted=9, refused=3)),
        "3",
        "In Camden, the council refused 3 of 12 applications about extensions decided in 2025 (25%).",
    ),
    (
        "extensions-refused",
        insight(outcomes=outcomes(granted=1)),
        "0",
        "In Camden, the council refused none of 1 application about extensions decided in 2025.",
    ),
    (
        "refused",
        insight(outcomes=outcomes(refused=2, withdrawn=900)),
        "2",
        "In Camden, the council refused 2 of 2 applications decided in 2025.",
    ),
    ("granted", insight(), "0", "In Camden, we know of no decision in 2025."),
    ("solar-granted", insight(), "0", "In Camden, we know of no decision about solar panels in 2025."),
    (
        "withdrawn",
        insight(outcomes=outcomes(withdrawn=1)),
        "1",
        "In Camden, 1 application was withdrawn in 2025, before there was a decision.",
    ),
    (
        "withdrawn",
        insight(),
        "0",
        "In Camden, no application was withdrawn in 2025.",
    ),
    (
        "days-to-decision",
        insight(timing=timing(8, 56.0)),
        "56 days",
        "In Camden, half of 8 decisions made in 2025 came within 56 days of the application being valid.",
    ),
    (
        "days-to-decision",
        insight(timing=timing(4, 56.0)),
        "–",
        "In Camden, 4 decisions made in 2025 can be timed: too few to say how long they usually take.",
    ),
    (
        "decided-in-time",
        insight(timing=timing(8, 56.0, (6, 8))),
        "75%",
        "In Camden, 6 of 8 decisions made in 2025 came within the 8 or 13 weeks that the law gives (75%).",
    ),
    (
        "decided-in-time",
        insight(timing=timing(8, 56.0, (1, 1))),
        "1",
        "In Camden, 1 decision made in 2025 can be held against 8 or 13 weeks: too few to speak of a share.",
    ),
]


SILENT = replace(monthly(), telling=(0,) * 12)
MISSING = [
    (
        "received",
        known(insight(received=7), early=2, gap=1),
        "7",
        "In Camden, the council received 7 applications in 2025. Of 2025, 3 months are missing from our record.",
    ),
    (
        "withdrawn",
        known(insight(), early=1),
        "0",
        "In Camden, no application was withdrawn in 2025. Of 2025, 1 month is missing from our record.",
    ),
    ("received", known(insight(monthly=SILENT), early=12), "–", "In Camden, we know nothing of 2025."),
    ("refused", known(insight(monthly=SILENT), early=6, gap=6), "–", "In Camden, we know nothing of 2025."),
    (
        "received",
        known(insight(received=2), early=11, running=1),
        "–",
        "In Camden, we know too little of 2025 to give a number.",
    ),
]
ANSWERS += MISSING


@pytest.mark.parametrize(("slug", "found", "number", "sentence"), ANSWERS)
def test_an_answer_is_a_number_and_a_sentence(slug: str, found: Insight, number: str, sentence: str) -> None:
    made = answer(BY_SLUG[slug], found, "in Camden")
    assert (made.number, made.sentence) == (number, sentence)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda each: each.slug)
def test_a_year_of_which_every_month_is_missing_has_no_number(question: Question) -> None:
    found = insight(received=3, outcomes=outcomes(6, 4, 0, 2), timing=timing(10, 9.0, (9, 10)))
    made = answer(question, known(found, early=9, gap=3), "in Camden")
    assert (made.number, made.count, made.of, made.median_days) == ("–", None, None, None)
    assert made.months_missing == 12


@pytest.mark.parametrize(("slug", "found", "_number", "_sentence"), ANSWERS)
def test_it_is_answered_in_welsh_too(slug: str, found: Insight, _number: str, _sentence: str) -> None:
    with speaking(Language.WELSH):
        made = answer(BY_SLUG[slug], found, "yn Camden")
    assert made.sentence.startswith("Yn Camden, ")
    assert not {"the", "of", "received", "decision"} & set(made.sentence.split())


def test_every_question_asks_for_its_own_year_and_topic() -> None:
    for question in QUESTIONS:
        chosen = question.slice(2025)
        assert (chosen.since, chosen.until) == (Month(2025, 1), Month(2025, 12))
        assert chosen.topics == (frozenset({question.topic}) if question.topic else frozenset())
        assert question.asked("in Camden", 2025).endswith(" in Camden in 2025?")
    assert BY_SLUG["extensions-refused"].slice(2025) == Slice(
        topics=frozenset({Topic.EXTENSION}), since=Month(2025, 1), until=Month(2025, 12)
    )


def test_a_withdrawn_application_is_in_no_answer_about_decisions() -> None:
    found = insight(outcomes=outcomes(granted=6, refused=4))
    more = replace(found, outcomes=outcomes(granted=6, refused=4, withdrawn=5_000))
    for slug in ("granted", "refused", "decided-in-time"):
        assert answer(BY_SLUG[slug], found, "in Camden") == answer(BY_SLUG[slug], more, "in Camden")
