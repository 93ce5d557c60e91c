"""What charts show of months that say nothing, and what stands beside a share of decisions in time."""

from dataclasses import replace

from alerts.domain.insight.insight import MonthState
from alerts.drawing.charts.paper import NARROW
from alerts.web.insight.figures import figures
from alerts.web.insight.monthly_charts import months_chart, outcomes_chart
from alerts.web.insight.subject import Subject
from alerts.web.insight.timing_chart import timing_chart
from alerts.web.insight.trend_charts import season_chart
from tests.unit.drawing.drawn import by_class
from tests.unit.web.insight.made import insight, monthly, timing, trend

STATES = (MonthState.EARLY,) * 6 + (MonthState.WHOLE,) * 3 + (MonthState.GAP,) + (MonthState.WHOLE,) * 2
RECEIVED = (0,) * 5 + (1, 9, 0, 8, 0, 7, 6)
FOUND = insight(received=31, monthly=replace(monthly(RECEIVED, granted=RECEIVED), states=STATES))


def test_a_nought_of_a_month_that_says_nothing_is_written_as_not_known() -> None:
    for chart in (months_chart(FOUND, "in Camden"), outcomes_chart(FOUND, "in Camden")):
        assert [row[1] for row in chart.table.rows] == [*(None,) * 5, 1, 9, 0, 8, None, 7, 6]
        assert [row[1] for row in chart.table.on_page][:7] == [*"–" * 5, "1", "9"]
    found = insight(trend=replace(trend(), received=(0,) * 24, states=(MonthState.WHOLE,) * 12 + STATES))
    assert [row[1] for row in season_chart(found, "in Camden").table.rows] == [
        None if state in (MonthState.EARLY, MonthState.GAP) else 0 for state in STATES
    ]


def test_the_line_of_what_was_decided_does_not_run_through_months_that_say_nothing() -> None:
    months = tuple(month.later(-48) for month in FOUND.monthly.months) * 4
    series = {name: getattr(FOUND.monthly, name) * 4 for name in ("received", "granted", "refused", "other")}
    many = replace(FOUND.monthly, months=months, states=STATES * 4, **series)
    draw = months_chart(replace(FOUND, monthly=many), "in Camden").draw
    assert draw is not None
    (line,) = (
        path
        for part in draw(NARROW).parts
        for each in by_class(part, "chart-b-line")
        if "L" in (path := each.get("d", ""))
    )
    assert line.count("M") == 8


def test_the_small_lines_begin_where_the_record_does() -> None:
    lines = [
        each.line for each in figures(FOUND, Subject(FOUND.place, "Camden", "in Camden", "/")) if each.line
    ]
    assert len(lines) == 2
    for line in lines:
        assert 'd="M65' in line


def test_a_share_in_time_stands_beside_what_is_not_known_of_it() -> None:
    words = "a later decision is not always a late one."
    assert timing_chart(insight(timing=timing(20, 40, (15, 20))), "in Camden").note.endswith(words)
    assert not timing_chart(insight(), "in Camden").note
