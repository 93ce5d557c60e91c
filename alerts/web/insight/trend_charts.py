"""Charts over the years: sums of twelve months, and each month against the same one of a year before."""

from alerts.domain.insight.insight import Insight
from alerts.drawing.charts.columns import Month as Columns
from alerts.drawing.charts.columns import draw_columns
from alerts.drawing.charts.trend import Sum, draw_trend
from alerts.language import _
from alerts.web.insight.chart import Chart
from alerts.web.insight.months_table import Series, known, months_table
from alerts.web.insight.sentences import YEAR, season_sentence, trend_sentence
from alerts.web.insight.table import Cell
from alerts.web.insight.whole import is_gap, months_whole

_SHOWN_YEARS = 5


def trend_chart(found: Insight, about: str) -> Chart:
    """Received in twelve months, month after month, over the last years that are known."""
    trend, shown = found.trend, slice(-_SHOWN_YEARS * YEAR, None)
    months, states, values = trend.months[shown], trend.states[shown], trend.moving_sum[shown]
    sums = [
        Sum(month.first_day, value, is_gap(state))
        for month, value, state in zip(months, values, states, strict=True)
    ]
    name = _("received in the last 12 months")
    return Chart(
        name="trend",
        heading=_("Over the years"),
        sentence=trend_sentence(found, about),
        table=months_table(
            months,
            states,
            Series("received", _("Received"), known(trend.received[shown], states)),
            Series("received_in_12_months", _("In 12 months"), values),
        ),
        draw=(lambda paper: draw_trend(sums, name, paper)) if any(values) else None,
        whole=months_whole(found),
    )


def season_chart(found: Insight, about: str) -> Chart:
    """The last twelve months, each beside the same month of the year before."""
    trend, shown = found.trend, slice(-YEAR, None)
    months, states = trend.months[shown], trend.states[shown]
    now = known(trend.received[shown], states)
    before = trend.year_before[shown]
    columns = [
        Columns(month.first_day, one, other, is_gap(state))
        for month, one, other, state in zip(months, now, before, states, strict=True)
    ]
    usual = [trend.season[month.month - 1] for month in months]
    names = (_("received"), _("a year before"))
    return Chart(
        name="season",
        heading=_("The seasons"),
        sentence=season_sentence(found, about),
        table=months_table(
            months,
            states,
            Series("received", _("Received"), now),
            Series("a_year_before", _("A year before"), before),
            Series("usual_share_of_average_month", _("Usually, of an average month"), usual, _in_percent),
        ),
        draw=(lambda paper: draw_columns(columns, names, paper)) if any(trend.received) else None,
        whole=months_whole(found),
    )


def _in_percent(share: Cell) -> str:
    return "–" if share is None else f"{float(share) * 100:.0f}%"
