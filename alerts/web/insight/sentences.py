"""What each chart shows, in one sentence that can be quoted: where, when, how many; honest where there is too little.

`about` says where, to stand first or within: `in Camden`. Every number is one that the chart's own table holds or that
can be added up from it.
"""

from dataclasses import replace

from alerts.domain.insight.insight import Insight, Share, Trend
from alerts.domain.insight.month import Month
from alerts.domain.insight.result import Ending
from alerts.domain.wording import first_large
from alerts.language import _, ngettext
from alerts.web.insight.saying import (
    ENOUGH,
    applications,
    compared,
    days,
    decisions,
    month_name,
    number,
    over,
    percent,
    who,
)
from alerts.web.insight.whole import withdrawn_unknown
from alerts.web.insight.words import is_sliced, type_words

YEAR = 12
_DECIDED = frozenset({Ending.GRANTED, Ending.REFUSED, Ending.OTHER})


def months_sentence(found: Insight, about: str) -> str:
    """What was received and decided in the period."""
    received, decided = found.received, sum(found.monthly.decided)
    if not received and not decided:
        return nothing_sentence(found, about)
    words = _("{where}, {when}, {who} received {received} and decided {decided}.")
    return words.format(
        where=first_large(about),
        when=over(found.period),
        who=who(found),
        received=applications(received, is_sliced=is_sliced(found.slice)),
        decided=number(decided),
    )


def nothing_sentence(found: Insight, about: str) -> str:
    words = (
        _("We know of no such application that was received or decided {where} {when}.")
        if is_sliced(found.slice)
        else _("We know of nothing that was received or decided {where} {when}.")
    )
    return words.format(where=about, when=over(found.period))


def outcomes_sentence(found: Insight, about: str) -> str:
    """How what was decided ended, and apart from it what was withdrawn; of outcomes that are chosen these alone."""
    outcomes, chosen = found.outcomes, found.slice.endings
    is_narrow = is_sliced(replace(found.slice, endings=frozenset()))
    if chosen and not chosen & _DECIDED:
        return _not_decided_sentence(found, about, is_narrow=is_narrow)
    withdrawn = f" {_withdrawn(found)}" if not chosen or Ending.WITHDRAWN in chosen else ""
    if not outcomes.decided:
        words = (
            _("We know of no such decision {where} {when}.")
            if is_narrow
            else _("We know of no decision {where} {when}.")
        )
        said = words.format(where=about, when=over(found.period))
        return f"{said}{withdrawn}" if outcomes.withdrawn else said
    if outcomes.decided < ENOUGH:
        words = _("{where}, {when}, {who} made {decisions}: too few to speak of shares.")
    elif chosen:
        words = _("{where}, {when}, {who} made {decisions}: {parts}.")
    else:
        words = _(
            "{where}, {when}, {who} made {decisions}: {granted} granted, {refused} refused and {other} otherwise."
        )
    said = words.format(
        where=first_large(about),
        when=over(found.period),
        who=who(found),
        decisions=decisions(outcomes.decided, is_sliced=is_narrow),
        parts=_chosen_parts(found),
        granted=_part(outcomes.share_granted),
        refused=_part(outcomes.share_refused),
        other=_part(outcomes.share_other),
    )
    return f"{said}{withdrawn}"


def _chosen_parts(found: Insight) -> str:
    """`3 (25%) granted, 1 (8%) otherwise`: of what was chosen."""
    outcomes = found.outcomes
    parts = (
        (Ending.GRANTED, _("{count} granted"), outcomes.share_granted),
        (Ending.REFUSED, _("{count} refused"), outcomes.share_refused),
        (Ending.OTHER, _("{count} otherwise"), outcomes.share_other),
    )
    return ", ".join(
        words.format(count=_part(share)) for ending, words, share in parts if ending in found.slice.endings
    )


def _not_decided_sentence(found: Insight, about: str, *, is_narrow: bool) -> str:
    """Where no decision is among the outcomes chosen."""
    if Ending.WITHDRAWN not in found.slice.endings:
        return _("No decision is among the outcomes that were chosen.")
    if unknown := withdrawn_unknown(found):
        return f"{first_large(about)}, {unknown}."
    count = found.outcomes.withdrawn
    words = ngettext(
        "{where}, {when}, {applications} was withdrawn: that is no decision.",
        "{where}, {when}, {applications} were withdrawn: that is no decision.",
        count,
    )
    return words.format(
        where=first_large(about),
        when=over(found.period),
        applications=applications(count, is_sliced=is_narrow),
    )


def _part(share: Share) -> str:
    """`82 (55%)`; without a share where it is nothing: `none`."""
    return f"{share.count:,} ({percent(share)})" if share.count else _("none")


def _withdrawn(found: Insight) -> str:
    """Beside the decisions, among which it does not count."""
    count = found.outcomes.withdrawn
    if unknown := withdrawn_unknown(found):
        return f"{first_large(unknown)}."
    if not count:
        return _("None was withdrawn.")
    words = ngettext(
        "Besides, {count} was withdrawn: that is no decision.",
        "Besides, {count} were withdrawn: those are no decisions.",
        count,
    )
    return words.format(count=f"{count:,}")


def types_sentence(found: Insight, about: str) -> str:
    """The type of which most were received."""
    totals = sorted(((sum(each.received), each.code) for each in found.monthly.types), reverse=True)
    if not found.received or not totals:
        words = (
            _("We know of no such application that was received {where} {when}.")
            if is_sliced(found.slice)
            else _("We know of nothing that was received {where} {when}.")
        )
        return words.format(where=about, when=over(found.period))
    most, code = totals[0]
    said = {
        "where": first_large(about),
        "when": over(found.period),
        "who": who(found),
        "all": applications(found.received, is_sliced=is_sliced(found.slice)),
    }
    if len(totals) == 1:
        return _("{where}, {when}, {who} received {all}, all of one type: {type}.").format(
            **said, type=type_words(code)
        )
    if totals[1][0] == most:
        words = _("{where}, {when}, {who} received {all}; no one type was the most frequent.")
        return words.format(**said)
    words = _(
        "{where}, {when}, {who} received {all}; the most frequent type was “{type}”: {count} ({share})."
    )
    share = percent(Share(most, found.received))
    return words.format(**said, type=type_words(code), count=f"{most:,}", share=share)


def timing_sentence(found: Insight, about: str) -> str:
    """How long half of the decisions took, and how many kept to the time that the law gives."""
    timing = found.timing
    if not timing.timed.count or timing.median is None:
        words = (
            _("We know of no such decision {where} {when} with the days that say how long it took.")
            if is_sliced(found.slice)
            else _("We know of no decision {where} {when} with the days that say how long it took.")
        )
        return words.format(where=about, when=over(found.period))
    said = {
        "where": first_large(about),
        "when": over(found.period),
        "decisions": decisions(timing.timed.count, is_sliced=is_sliced(found.slice)),
        "days": days(timing.median),
    }
    if timing.timed.count < ENOUGH:
        return _(
            "{where}, {when}, {decisions} can be timed: too few to say how long they usually take."
        ).format(**said)
    first = _("{where}, {when}, half of {decisions} came within {days} of the application being valid.")
    within = timing.within
    if within.of < ENOUGH:
        return first.format(**said)
    second = _("{count} of {of} ({share}) kept to the 8 or 13 weeks that the law gives.")
    rest = second.format(count=f"{within.count:,}", of=f"{within.of:,}", share=percent(within))
    return f"{first.format(**said)} {rest}"


def latest_sums(trend: Trend) -> tuple[Month, int, int | None] | None:
    """The last month of which the sum of twelve months is known, that sum, and the one of a year before."""
    for at in range(len(trend.months) - 1, -1, -1):
        now = trend.moving_sum[at]
        if now is not None:
            return trend.months[at], now, trend.moving_sum[at - YEAR] if at >= YEAR else None
    return None


def trend_sentence(found: Insight, about: str) -> str:
    """The last twelve whole months against the twelve before them."""
    latest = latest_sums(found.trend)
    if latest is None:
        words = _("We do not know twelve whole months {where} yet: too few to tell a trend.")
        return words.format(where=about)
    month, now, before = latest
    said = {
        "where": first_large(about),
        "who": who(found),
        "month": month_name(month),
        "now": applications(now, is_sliced=is_sliced(found.slice)),
    }
    if before is None:
        words = _(
            "{where}, {who} received {now} in the 12 months to {month}; of the year before we know too little."
        )
        return words.format(**said)
    words = _(
        "{where}, {who} received {now} in the 12 months to {month}, {compared} in the 12 months before ({before})."
    )
    return words.format(**said, compared=compared(now, before), before=f"{before:,}")


def season_sentence(found: Insight, about: str) -> str:
    """The months that usually bring most and fewest."""
    known = [(share, at) for at, share in enumerate(found.trend.season, 1) if share is not None]
    if len(known) < YEAR:
        words = _("We know fewer than two whole years {where}: too few to tell a season.")
        return words.format(where=about)
    (low, fewest), (high, most) = min(known), max(known)
    said = {
        "where": first_large(about),
        "years": found.trend.season_years,
        "most": _name_of(most),
        "high": f"{high * 100:.0f}",
        "fewest": _name_of(fewest),
        "low": f"{low * 100:.0f}",
    }
    words = _(
        "{where}, over {years} whole years, {most} usually brings most, {high}% of an average month,"
        " and {fewest} fewest, {low}%."
    )
    if said["low"] == said["high"]:
        words = _("{where}, over {years} whole years, no month stands out: there is no season to speak of.")
    elif is_sliced(found.slice):
        words = _(
            "{where}, over {years} whole years, {most} usually brings most such applications,"
            " {high}% of an average month, and {fewest} fewest, {low}%."
        )
    return words.format(**said)


def _name_of(month: int) -> str:
    """`November`, without a year."""
    return month_name(Month(2000, month)).replace("2000", "").strip()
