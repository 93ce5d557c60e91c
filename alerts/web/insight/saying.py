"""Numbers, shares and months as sentences say them: right for one and for many, in either language; pure."""

from alerts.domain.insight.insight import Insight, Share
from alerts.domain.insight.month import Month, Period
from alerts.language import _, ngettext
from alerts.language.dates import month_and_year

ENOUGH = 5
"""Of so many or more a share or a median is said: of fewer it would tell nothing, and one more would turn it round."""


def applications(count: int, *, is_sliced: bool = False) -> str:
    """`1 application`, `1,234 applications`; of a slice `1,234 such applications`."""
    if not count:
        return _("no such applications") if is_sliced else _("no applications")
    words = (
        ngettext("{count} such application", "{count} such applications", count)
        if is_sliced
        else ngettext("{count} application", "{count} applications", count)
    )
    return words.format(count=f"{count:,}")


def decisions(count: int, *, is_sliced: bool = False) -> str:
    """`1 decision`; of a slice `1,234 such decisions`."""
    words = (
        ngettext("{count} such decision", "{count} such decisions", count)
        if is_sliced
        else ngettext("{count} decision", "{count} decisions", count)
    )
    return words.format(count=f"{count:,}")


def days(count: float) -> str:
    """Whole days, half a day up."""
    whole = int(count + 0.5)
    return ngettext("{count} day", "{count} days", whole).format(count=f"{whole:,}")


def part(share: Share) -> str:
    """A share of something that is named after it: `all`, `91%`."""
    return _("all") if share.of and share.count == share.of else percent(share)


def percent(share: Share) -> str:
    """A share in whole per cent; neither 0% nor 100% unless it is just that. Empty where it is a share of nothing."""
    if share.share is None:
        return ""
    return f"{whole_percent(share)}%"


def whole_percent(share: Share) -> int:
    """0 to 100; 1 to 99 where some but not all are counted."""
    exact = int(share.count * 100 / share.of + 0.5) if share.of else 0
    return exact if share.count in (0, share.of) else min(max(exact, 1), 99)


def number(count: int) -> str:
    """A number within a sentence: `none`, `12`, `1,234`."""
    return f"{count:,}" if count else _("none")


def over(period: Period) -> str:
    """When: `in 2025`, `in March 2026`, `from March 2025 to November 2026`."""
    first, last = period
    if first == last:
        return _("in {month}").format(month=month_name(first))
    if (first.month, last.month) == (1, 12) and first.year == last.year:
        return _("in {month}").format(month=first.year)
    return _("from {first} to {last}").format(first=month_name(first), last=month_name(last))


def month_name(month: Month) -> str:
    return month_and_year(month.first_day)


def compared(now: int, before: int) -> str:
    """How a number stands to that of a year before: `10% more than`, `as many as`."""
    if now == before:
        return _("as many as")
    if not before:
        return _("more than")
    by = max(int(abs(now - before) * 100 / before + 0.5), 1)
    if 0 < now < before:
        by = min(by, 99)
    return (_("{by}% more than") if now > before else _("{by}% fewer than")).format(by=by)


def who(found: Insight) -> str:
    """Who receives and decides."""
    return _("the council") if len(found.authorities) == 1 else _("the councils")
