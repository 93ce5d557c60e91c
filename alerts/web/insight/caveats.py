"""What must be known of a year before its number is quoted: months missing, read late, or not over."""

from collections.abc import Iterator

from alerts.domain.insight.insight import Insight, MonthState
from alerts.domain.insight.month import Month
from alerts.language import _
from alerts.web.insight.saying import month_name
from alerts.web.insight.whole import months_whole, outcomes_whole


def caveats(found: Insight) -> tuple[str, ...]:
    """In sentences, the weightiest first."""
    return tuple(_each(found))


def _each(found: Insight) -> Iterator[str]:
    states = dict(zip(found.monthly.months, found.monthly.states, strict=True))
    if early := _months(states, MonthState.EARLY):
        yield _(
            "Our record begins after these months, so that we know next to nothing of them: {months}."
        ).format(months=early)
    if gaps := _months(states, MonthState.GAP):
        yield _(
            "The council told us of nothing in these months, which are gaps in the data: {months}."
        ).format(months=gaps)
    if not early and not gaps:
        yield months_whole(found)
    if MonthState.BEFORE in states.values():
        yield _(
            "From before we first read this council: what it had taken off its register by then is missing."
        )
    if words := outcomes_whole(found):
        yield words


def _months(states: dict[Month, MonthState], wanted: MonthState) -> str:
    return ", ".join(month_name(month) for month, state in states.items() if state is wanted)
