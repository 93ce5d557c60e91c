"""Charts of what was received and decided: by month, by outcome, by type."""

from alerts.domain.insight.insight import Insight, Share
from alerts.drawing.charts.bars import Bar, draw_bars
from alerts.drawing.charts.columns import Month as Columns
from alerts.drawing.charts.columns import draw_columns
from alerts.drawing.charts.stacked import Stack, draw_stacked
from alerts.language import _
from alerts.web.insight.chart import Chart
from alerts.web.insight.months_table import Series, known, months_table
from alerts.web.insight.saying import percent
from alerts.web.insight.sentences import months_sentence, outcomes_sentence, types_sentence
from alerts.web.insight.table import Column, Table
from alerts.web.insight.whole import is_gap, months_whole, outcomes_whole, types_whole, withdrawn_unknown
from alerts.web.insight.words import type_words


def months_chart(found: Insight, about: str) -> Chart:
    """Received and decided, month by month."""
    monthly = found.monthly
    received, decided = known(monthly.received, monthly.states), known(monthly.decided, monthly.states)
    columns = [
        Columns(month.first_day, one, other, is_gap(state))
        for month, one, other, state in zip(monthly.months, received, decided, monthly.states, strict=True)
    ]
    names = (_("received"), _("decided"))
    is_any = any(monthly.received + monthly.decided)
    return Chart(
        name="months",
        heading=_("Received and decided each month"),
        sentence=months_sentence(found, about),
        table=months_table(
            monthly.months,
            monthly.states,
            Series("received", _("Received"), received),
            Series("decided", _("Decided"), decided),
        ),
        draw=(lambda paper: draw_columns(columns, names, paper)) if is_any else None,
        whole=months_whole(found),
    )


def outcomes_chart(found: Insight, about: str) -> Chart:
    """What was decided, month by month, by how; withdrawn stands in the table alone, as it is no decision."""
    monthly, states = found.monthly, found.monthly.states
    withdrawn = known(monthly.withdrawn, states)
    if withdrawn_unknown(found):
        withdrawn = (None,) * len(states)
    parts = zip(monthly.granted, monthly.refused, monthly.other, strict=True)
    stacks = [
        Stack(month.first_day, each, is_gap(state))
        for month, each, state in zip(monthly.months, parts, states, strict=True)
    ]
    names = (_("granted"), _("refused"), _("decided otherwise"))
    return Chart(
        name="outcomes",
        heading=_("How it was decided"),
        sentence=outcomes_sentence(found, about),
        table=months_table(
            monthly.months,
            states,
            Series("granted", _("Granted"), known(monthly.granted, states)),
            Series("refused", _("Refused"), known(monthly.refused, states)),
            Series("decided_otherwise", _("Decided otherwise"), known(monthly.other, states)),
            Series("withdrawn", _("Withdrawn (no decision)"), withdrawn),
        ),
        draw=(lambda paper: draw_stacked(stacks, names, paper)) if any(monthly.decided) else None,
        whole=outcomes_whole(found),
    )


def types_chart(found: Insight, about: str) -> Chart:
    """What was received in the period, by type."""
    rows = [(each.code, sum(each.received), sum(each.decided)) for each in found.monthly.types]
    bars = [
        Bar(type_words(code), count, f"{count:,} ({percent(Share(count, found.received))})")
        for code, count, _decided in rows
        if count
    ]
    table = Table(
        (
            Column("type", _("Type"), is_number=False),
            Column("received", _("Received")),
            Column("decided", _("Decided")),
        ),
        tuple(rows),
        tuple((type_words(code), f"{count:,}", f"{decided:,}") for code, count, decided in rows),
    )
    return Chart(
        name="types",
        heading=_("What was asked for"),
        sentence=types_sentence(found, about),
        table=table,
        draw=(lambda paper: draw_bars(bars, paper)) if bars else None,
        whole=types_whole(found),
    )
