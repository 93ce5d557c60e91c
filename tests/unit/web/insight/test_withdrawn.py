"""What is said of those withdrawn where their days are not published: never that there was none."""

from dataclasses import replace

import pytest

from alerts.domain.insight.insight import Insight, Share
from alerts.domain.insight.result import Ending
from alerts.domain.insight.slice import Slice
from alerts.web.insight.comparing import Compared, comparing_table
from alerts.web.insight.figures import Figure, figures
from alerts.web.insight.monthly_charts import outcomes_chart
from alerts.web.insight.questions import BY_SLUG, answer
from alerts.web.insight.sentences import outcomes_sentence
from alerts.web.insight.subject import Subject
from tests.unit.web.insight.made import insight, outcomes

WORDS = "f 26 withdrawn we know the day of none"
MOST_WORDS = "f 26 withdrawn we know the day of 12"


def undated(count: int, withdrawn: int = 0, **changes: object) -> Insight:
    found = insight(outcomes=outcomes(granted=9, withdrawn=withdrawn), **changes)
    return replace(found, completeness=replace(found.completeness, withdrawn_dated=Share(count, 26)))


def tile(found: Insight) -> Figure:
    return next(each for each in figures(found, subject(found)) if each.words == "Withdrawn")


def subject(found: Insight) -> Subject:
    return Subject(found.place, "Camden", "in Camden", "/")


@pytest.mark.parametrize(("count", "words"), [(0, WORDS), (12, MOST_WORDS)])
def test_none_is_not_said_where_most_have_no_day(count: int, words: str) -> None:
    found = undated(count)
    assert (tile(found).value, tile(found).note) == ("–", f"o{words}")
    assert outcomes_sentence(found, "in Camden").endswith(f" O{words}.")
    said = answer(BY_SLUG["withdrawn"], found, "in Camden")
    assert (said.number, said.count) == ("–", None)
    assert said.sentence == f"In Camden, o{words}: too few to give a number in 2025."


def test_only_those_withdrawn_of_whom_no_day_is_known() -> None:
    found = undated(0, slice=Slice(endings=frozenset({Ending.WITHDRAWN})))
    assert outcomes_sentence(found, "in Camden") == f"In Camden, o{WORDS}."


def test_tables_leave_the_number_empty() -> None:
    found = undated(0)
    places = [Compared(subject(found), found)] * 2
    names = [column.name for column in comparing_table(places).columns]
    assert comparing_table(places).rows[0][names.index("withdrawn")] is None
    assert comparing_table(places).on_page[0][names.index("withdrawn")] == "–"
    assert {row[4] for row in outcomes_chart(found, "in Camden").table.rows} == {None}


@pytest.mark.parametrize(("count", "withdrawn", "said"), [(13, 0, "0"), (1, 1, "1"), (26, 3, "3")])
def test_a_number_that_is_known_is_said(count: int, withdrawn: int, said: str) -> None:
    found = undated(count, withdrawn)
    assert tile(found).value == said
    assert answer(BY_SLUG["withdrawn"], found, "in Camden").count == withdrawn
