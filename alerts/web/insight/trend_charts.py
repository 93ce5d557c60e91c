"""Charts over the years: sums of twelve months, and each month against the same one of a year before."""

from alerts.domain.insight.insight import Insight
from alerts.drawing.charts.columns import Month as Columns
from alerts.drawing.charts.columns import draw_columns
from alerts.drawing.charts.trend import Sum, draw_trend
from alerts.language import _
from alerts.web.insight.chart import Chart
from alerts.web.insight.saying import month_name
from alerts.web.insight.sentences import YEAR, season_sentence, trend_sentence
from alerts.web.insight.table import Column, Table
from alerts.web.insight.whole import is_gap, months_whole, state_words

_SHOWN_YEARS = 5


def trend_chart(found: Insight, about: str) -> Chart:
    """Received in twelve months, month after month, over the last years that are known."""
    trend = found.trend
    start = max(len(trend.months) - _SHOWN_YEARS * YEAR, 0)
    rows = tuple(zip(trend.months, trend.received, trend.moving_sum, trend.states, strict=True))[start:]
    sums = [Sum(month.first_day, value, is_gap(state)) for month, _received, value, state in rows]
    name = _("received in the last 12 months")
    return Chart(
        name="trend",
        heading=_("Over the years"),
        sentence=trend_sentence(found, about),
        table=Table(
            (
                Column("month", _("Month"), is_number=False),
                Column("received", _("Received")),
                Column("received_in_12_months", _("In 12 months")),
                Column("data", _("Data"), is_number=False),
            ),
            tuple((str(month), received, value, str(state)) for month, received, value, state in rows),
            tuple(
                (
                    month_name(month),
                    f"{received:,}",
                    "–" if value is None else f"{value:,}",
                    state_words(state),
                )
                for month, received, value, state in rows
            ),
        ),
        draw=(lambda paper: draw_trend(sums, name, paper)) if any(each.value for each in sums) else None,
        whole=months_whole(found),
    )


def season_chart(found: Insight, about: str) -> Chart:
    """The last twelve months, each beside the same month of the year before."""
    trend = found.trend
    rows = tuple(
        (month, now, before, trend.season[month.month - 1], state)
        for month, now, before, state in zip(
            trend.months, trend.received, trend.year_before, trend.states, strict=True
        )
    )[-YEAR:]
    columns = [
        Columns(month.first_day, now, before, is_gap(state)) for month, now, before, _share, state in rows
    ]
    names = (_("received"), _("a year before"))
    return Chart(
        name="season",
        heading=_("The seasons"),
        sentence=season_sentence(found, about),
        table=Table(
            (
                Column("month", _("Month"), is_number=False),
                Column("received", _("Received")),
                Column("a_year_before", _("A year before")),
                Column("usual_share_of_average_month", _("Usually, of an average month")),
                Column("data", _("Data"), is_number=False),
            ),
            tuple(
                (str(month), now, before, None if share is None else round(share, 3), str(state))
                for month, now, before, share, state in rows
            ),
            tuple(
                (
                    month_name(month),
                    f"{now:,}",
                    "–" if before is None else f"{before:,}",
                    "–" if share is None else f"{share * 100:.0f}%",
                    state_words(state),
                )
                for month, now, before, share, state in rows
            ),
        ),
        draw=(lambda paper: draw_columns(columns, names, paper)) if any(trend.received) else None,
        whole=months_whole(found),
    )
