"""The table of a chart over months: a row for each month, with its numbers and what is known of it."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from alerts.domain.insight.insight import MonthState
from alerts.domain.insight.month import Month
from alerts.language import _
from alerts.web.insight.saying import month_name
from alerts.web.insight.table import Cell, Column, Table, written
from alerts.web.insight.whole import is_gap, state_words


class Series(NamedTuple):
    """A column of numbers: its name in a file, the words over it, a number a month, and how a page says one."""

    name: str
    words: str
    values: Sequence[int | float | None]
    said: Callable[[Cell], str] = written


def known(values: Sequence[int], states: Sequence[MonthState]) -> tuple[int | None, ...]:
    """The same without the noughts of months that say nothing; what did come in such a month stands."""
    return tuple(value or (None if is_gap(state) else 0) for value, state in zip(values, states, strict=True))


def months_table(months: Sequence[Month], states: Sequence[MonthState], *series: Series) -> Table:
    """Months as `2026-03` and states by their codes in files, both in words on the page."""
    columns = (
        Column("month", _("Month"), is_number=False),
        *(Column(each.name, each.words) for each in series),
        Column("data", _("Data"), is_number=False),
    )
    numbers = list(zip(*(each.values for each in series), strict=True))
    rows = zip(months, numbers, states, strict=True)
    shown = zip(months, numbers, states, strict=True)
    return Table(
        columns,
        tuple((str(month), *values, str(state)) for month, values, state in rows),
        tuple(
            (
                month_name(month),
                *(each.said(value) for each, value in zip(series, values, strict=True)),
                state_words(state),
            )
            for month, values, state in shown
        ),
    )
