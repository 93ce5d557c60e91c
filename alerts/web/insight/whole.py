"""How complete the data under a chart is, in a few words beside it: a gap in it is none in planning."""

from alerts.domain.insight.insight import Insight, MonthState, Share
from alerts.domain.insight.month import Month
from alerts.language import _, later, ngettext
from alerts.web.insight.saying import month_name, number, part

_STATES = {
    MonthState.WHOLE: later("whole"),
    MonthState.RUNNING: later("not over yet"),
    MonthState.BEFORE: later("from before we read this council"),
    MonthState.EARLY: later("before the record begins"),
    MonthState.GAP: later("gap in the data"),
}


def state_words(state: MonthState) -> str:
    """What is known of a month."""
    return _(_STATES[state])


def is_gap(state: MonthState) -> bool:
    """Whether a month is hatched: its number says nothing."""
    return state in (MonthState.GAP, MonthState.EARLY)


def first_known(found: Insight) -> Month | None:
    """The month in which the record begins, where that is after the first that is shown."""
    months = zip(found.monthly.months, found.monthly.states, strict=True)
    known = [month for month, state in months if state is not MonthState.EARLY]
    return known[0] if known and known[0] != found.monthly.months[0] and not has_no_record(found) else None


def missing_months(found: Insight) -> tuple[Month, ...]:
    """The months of which nothing is known: before the record begins, or gaps in it."""
    months = zip(found.monthly.months, found.monthly.states, strict=True)
    return tuple(month for month, state in months if is_gap(state))


def is_unknown(found: Insight) -> bool:
    """Whether every month that is over is missing, so that no number of the period means anything."""
    over = [state for state in found.monthly.states if state is not MonthState.RUNNING]
    return bool(over) and all(map(is_gap, over))


def has_no_record(found: Insight) -> bool:
    """Whether all of the period is before the record begins; a month that is not over begins it if anything came."""
    known = zip(found.monthly.states, found.monthly.telling, strict=True)
    return all(
        state is MonthState.EARLY or (state is MonthState.RUNNING and not telling) for state, telling in known
    ) and is_unknown(found)


def withdrawn_unknown(found: Insight) -> str:
    """Why the number withdrawn is not known, without a full stop: most of those withdrawn have no day and so are in no
    month, and none is in these. Empty where it is known.
    """
    dated = found.completeness.withdrawn_dated
    if found.outcomes.withdrawn or dated.count * 2 >= dated.of:
        return ""
    return _("of {of} withdrawn we know the day of {count}").format(
        of=f"{dated.of:,}", count=number(dated.count)
    )


def months_whole(found: Insight) -> str:
    """How complete the months are."""
    missing = len(missing_months(found))
    words = ngettext("Data: {count} month is missing.", "Data: {count} months are missing.", missing)
    parts = [words.format(count=missing) if missing else _("Data: no month is missing.")]
    if has_no_record(found):
        parts = [_("Data: we have no record of these months.")]
    elif begins := first_known(found):
        parts = [_("Data: our record begins in {month}.").format(month=month_name(begins)), *parts]
    if found.period.last == found.monthly.months[-1] and found.monthly.states[-1] is MonthState.RUNNING:
        parts.append(_("{month} is not over.").format(month=month_name(found.period.last)))
    return " ".join(parts)


def outcomes_whole(found: Insight) -> str:
    return _said(
        found.completeness.outcome_read, _("Data: we can read the outcome of {share} of the decisions.")
    )


def types_whole(found: Insight) -> str:
    return _said(found.completeness.typed, _("Data: we know the type of {share}."))


def timing_whole(found: Insight) -> str:
    return _said(found.timing.timed, _("Data: we know how many days {share} of the decisions took."))


def located_whole(found: Insight) -> str:
    return _said(found.completeness.located, _("Data: we know the place of {share}."))


def wards_whole(found: Insight) -> str:
    return _said(found.completeness.in_ward, _("Data: {share} lie in a ward that we know."))


def _said(share: Share, words: str) -> str:
    """Nothing is said of nothing."""
    return words.format(share=part(share)) if share.of else ""
