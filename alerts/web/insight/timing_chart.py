"""The chart of how many weeks decisions took, against the weeks that the law gives."""

from collections.abc import Sequence

from alerts.domain.insight.insight import Insight
from alerts.drawing.charts.paper import Drawing, Paper
from alerts.drawing.charts.ranges import Limit
from alerts.drawing.charts.weeks import Week, draw_weeks
from alerts.language import _
from alerts.web.insight.chart import Chart
from alerts.web.insight.saying import days
from alerts.web.insight.sentences import timing_sentence
from alerts.web.insight.table import Column, Table
from alerts.web.insight.whole import timing_whole


def legal_limits() -> tuple[Limit, Limit]:
    """The limits as a chart names them."""
    return Limit(56, _("8 weeks: most")), Limit(91, _("13 weeks: major"))


def not_always_late() -> str:
    """What must stand beside every share of the decisions that came in time."""
    return _(
        "Longer times that an applicant agreed to, and 16 weeks with an environmental statement, are not known to us:"
        " a later decision is not always a late one."
    )


def timing_chart(found: Insight, about: str) -> Chart:
    """Decisions by the week in which they came."""
    timing = found.timing
    pairs = list(zip(timing.weeks, timing.weeks_major, strict=True))
    weeks = [Week(every - major, major) for every, major in pairs]

    def draw(paper: Paper) -> Drawing:
        names = (_("with 8 weeks, or another time"), _("with 13 weeks"))
        return draw_weeks(weeks, legal_limits(), names, _("weeks from valid to decided"), paper)

    return Chart(
        name="timing",
        heading=_("How long decisions took"),
        sentence=timing_sentence(found, about),
        table=_table(pairs),
        draw=draw if timing.timed.count else None,
        note=f"{_spread(found)} {not_always_late()}".strip() if timing.timed.count else "",
        whole=timing_whole(found),
    )


def _table(pairs: Sequence[tuple[int, int]]) -> Table:
    """A row for each week; the last is everything later."""
    last = len(pairs)
    columns = (
        Column("week", _("Week from valid to decided"), is_number=False),
        Column("decisions", _("Decisions")),
        Column("of_these_major", _("Of these with 13 weeks")),
    )
    later = _("{week} or later").format(week=last)
    return Table(
        columns,
        tuple((f"{at}+" if at == last else str(at), *pair) for at, pair in enumerate(pairs, 1)),
        tuple(
            (later if at == last else str(at), f"{every:,}", f"{major:,}")
            for at, (every, major) in enumerate(pairs, 1)
        ),
    )


def _spread(found: Insight) -> str:
    """How far the middle half lies apart, and what most decisions keep to."""
    timing = found.timing
    low, high, late = timing.lower_quartile, timing.upper_quartile, timing.ninth_decile
    if low is None or high is None or late is None:
        return ""
    words = _("A quarter took {low} or less, three quarters {high} or less, nine in ten {late} or less.")
    return words.format(low=days(low), high=days(high), late=days(late))
