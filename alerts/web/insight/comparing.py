"""Two to four places beside each other: their numbers in one table, and charts on one scale."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from alerts.domain.insight.insight import Insight, Share
from alerts.drawing.charts.bars import Bar, draw_bars
from alerts.drawing.charts.multiples import Panel, draw_multiples
from alerts.drawing.charts.paper import Drawing, Paper
from alerts.drawing.charts.ranges import Range, draw_ranges
from alerts.language import _
from alerts.web.insight.chart import Chart
from alerts.web.insight.months_table import known
from alerts.web.insight.saying import ENOUGH, applications, days, over, percent
from alerts.web.insight.subject import Subject
from alerts.web.insight.table import Cell, Column, Table, written
from alerts.web.insight.timing_chart import legal_limits
from alerts.web.insight.whole import is_gap, is_unknown, missing_months, withdrawn_unknown
from alerts.web.insight.words import is_sliced

FEWEST, MOST = 2, 4


@dataclass(frozen=True)
class Compared:
    """A place with its numbers."""

    subject: Subject
    found: Insight


def comparing_charts(places: Sequence[Compared]) -> tuple[Chart, ...]:
    """The charts of a comparison; of fewer than two places there is none."""
    if len(places) < FEWEST:
        return ()
    return (_months(places), _shares(places), _timing(places))


def comparing_table(places: Sequence[Compared]) -> Table:
    """The headline numbers, a row for each place."""
    columns = (
        Column("place", _("Place"), is_number=False),
        Column("open_for_comment", _("Open now")),
        Column("received", _("Received")),
        Column("decided", _("Decided")),
        Column("granted_percent", _("Granted")),
        Column("refused_percent", _("Refused")),
        Column("withdrawn", _("Withdrawn (no decision)")),
        Column("median_days", _("Median days")),
        Column("months_missing", _("Months missing")),
    )
    return Table(columns, tuple(map(_row, places)), tuple(map(_shown, places)))


def _row(each: Compared) -> tuple[Cell, ...]:
    found, outcomes = each.found, each.found.outcomes
    return (
        each.subject.name,
        found.open_now.open,
        found.received,
        outcomes.decided,
        _rounded(outcomes.share_granted),
        _rounded(outcomes.share_refused),
        None if withdrawn_unknown(found) else outcomes.withdrawn,
        found.timing.median if found.timing.timed.count >= ENOUGH else None,
        len(missing_months(found)),
    )


def _rounded(share: Share) -> float | None:
    """Per cent, to a tenth; none of too few."""
    return round(share.count * 100 / share.of, 1) if share.of >= ENOUGH else None


def _shown(each: Compared) -> tuple[str, ...]:
    """The same as the page of the place itself says it."""
    name, still_open, received, decided, _granted, _refused, withdrawn, median, missing = _row(each)
    outcomes = each.found.outcomes
    shares = (
        percent(share) if share.of >= ENOUGH else "–"
        for share in (outcomes.share_granted, outcomes.share_refused)
    )
    numbers = (f"{number:,}" for number in (still_open, received, decided))
    half = "–" if median is None else f"{int(float(median) + 0.5):,}"
    return (str(name), *numbers, *shares, written(withdrawn), half, str(missing))


def _months(places: Sequence[Compared]) -> Chart:
    months = places[0].found.monthly.months
    firsts: list[date] = [month.first_day for month in months]
    panels = [_panel(each) for each in places]
    names = [Column("month", _("Month"), is_number=False)]
    names += [Column(f"received_{at}", each.subject.name) for at, each in enumerate(places, 1)]
    received = [known(each.found.monthly.received, each.found.monthly.states) for each in places]
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (str(month), *(each[at] for each in received)) for at, month in enumerate(months)
    )
    return Chart(
        name="months",
        heading=_("Received each month"),
        sentence=_months_sentence(places),
        table=Table(tuple(names), rows),
        draw=lambda paper: draw_multiples(panels, firsts, paper),
        note=_("All are drawn on one scale."),
        whole=_whole(places),
    )


def _months_sentence(places: Sequence[Compared]) -> str:
    """Of which most and fewest were received, of those of which any month is known; and of which months are missing."""
    told = [each for each in places if not is_unknown(each.found)]
    if len(told) < FEWEST:
        return _("Too little is known of this period to compare what was received.")
    ordered = sorted(told, key=lambda each: -each.found.received)
    words = _("{when}, most were received {where}, {most}; fewest {elsewhere}, {fewest}.")
    if ordered[0].found.received == ordered[-1].found.received:
        words = _("{when}, as many were received {where} as {elsewhere}: {most}.")
    said = words.format(
        when=over(ordered[0].found.period),
        where=ordered[0].subject.about,
        most=applications(ordered[0].found.received, is_sliced=is_sliced(ordered[0].found.slice)),
        elsewhere=ordered[-1].subject.about,
        fewest=f"{ordered[-1].found.received:,}",
    )
    if missing := _missing(places):
        words = _("Of {names} months are missing.")
        said = f"{said} {words.format(names=missing)}"
    return _first_large(said)


def _whole(places: Sequence[Compared]) -> str:
    """Of which of them months are missing."""
    missing = _missing(places)
    if not missing:
        return _("Data: no month is missing.")
    return _("Data: months are missing of {names}.").format(names=missing)


def _missing(places: Sequence[Compared]) -> str:
    return ", ".join(each.subject.name for each in places if missing_months(each.found))


def _panel(each: Compared) -> Panel:
    monthly = each.found.monthly
    gaps = frozenset(at for at, state in enumerate(monthly.states) if is_gap(state))
    return Panel(each.subject.name, applications(each.found.received), monthly.received, gaps)


def _first_large(text: str) -> str:
    return text[:1].upper() + text[1:]


def _shares(places: Sequence[Compared]) -> Chart:
    shares = [(each, each.found.outcomes.share_granted) for each in places]
    told = [(each, share) for each, share in shares if share.of >= ENOUGH]
    bars = [Bar(each.subject.name, _rounded(share) or 0, _share_words(share)) for each, share in shares]
    return Chart(
        name="granted",
        heading=_("Share granted, of what was decided"),
        sentence=_shares_sentence(told),
        table=Table(
            (
                Column("place", _("Place"), is_number=False),
                Column("granted", _("Granted")),
                Column("decided", _("Decided")),
                Column("granted_percent", _("Share granted")),
            ),
            tuple((each.subject.name, share.count, share.of, _rounded(share)) for each, share in shares),
        ),
        draw=(lambda paper: draw_bars(bars, paper, largest=100)) if told else None,
        note=_("Withdrawn is no decision: it counts in no share here."),
    )


def _shares_sentence(told: Sequence[tuple[Compared, Share]]) -> str:
    if len(told) < FEWEST:
        return _("Too few decisions are known to compare what was granted.")
    ordered = sorted(told, key=lambda each: -(each[1].share or 0))
    (most, high), (least, low) = ordered[0], ordered[-1]
    # The share is of all that was decided, whatever outcomes are chosen.
    is_narrow = is_sliced(replace(most.found.slice, endings=frozenset()))
    said = _shares_words(is_narrow=is_narrow, is_same=percent(high) == percent(low)).format(
        when=over(most.found.period),
        where=most.subject.about,
        high=percent(high),
        elsewhere=least.subject.about,
        low=percent(low),
    )
    return _first_large(said)


def _shares_words(*, is_narrow: bool, is_same: bool) -> str:
    if is_narrow and is_same:
        return _("{when}, the share granted of such decisions was the same {where} and {elsewhere}: {high}.")
    if is_narrow:
        return _(
            "{when}, the share granted of such decisions was greatest {where}, {high},"
            " and smallest {elsewhere}, {low}."
        )
    if is_same:
        return _("{when}, the share granted was the same {where} and {elsewhere}: {high}.")
    return _("{when}, the share granted was greatest {where}, {high}, and smallest {elsewhere}, {low}.")


def _share_words(share: Share) -> str:
    if share.of < ENOUGH:
        return _("too few")
    return _("{share} of {count}").format(share=percent(share), count=f"{share.of:,}")


def _timing(places: Sequence[Compared]) -> Chart:
    told = [each for each in places if each.found.timing.timed.count >= ENOUGH]
    ranges = [found for each in told if (found := _range(each)) is not None]
    columns = (
        Column("place", _("Place"), is_number=False),
        Column("decisions_timed", _("Decisions timed")),
        Column("quarter_within_days", _("A quarter within")),
        Column("half_within_days", _("Half within")),
        Column("three_quarters_within_days", _("Three quarters within")),
        Column("nine_tenths_within_days", _("Nine in ten within")),
    )
    rows = tuple(
        (each.subject.name, timing.timed.count, timing.lower_quartile, timing.median, timing.upper_quartile,
         timing.ninth_decile)
        for each in places
        for timing in (each.found.timing,)
    )  # fmt: skip
    return Chart(
        name="timing",
        heading=_("How long decisions took"),
        sentence=_timing_sentence(told),
        table=Table(columns, rows),
        draw=_drawn(ranges) if ranges else None,
        note=_(
            "The bar is the middle half of the decisions, the dot the median; nine in ten end with the line."
        ),
    )


def _drawn(ranges: Sequence[Range]) -> Callable[[Paper], Drawing]:
    return lambda paper: draw_ranges(ranges, legal_limits(), paper, _("days from valid to decided"))


def _range(each: Compared) -> Range | None:
    timing = each.found.timing
    low, half, high, late = timing.lower_quartile, timing.median, timing.upper_quartile, timing.ninth_decile
    if low is None or half is None or high is None or late is None:
        return None
    return Range(each.subject.name, None, low, half, high, late, days(half))


def _timing_sentence(told: Sequence[Compared]) -> str:
    known = [(each.found.timing.median, each) for each in told if each.found.timing.median is not None]
    if len(known) < FEWEST:
        return _("Too few decisions are known to compare how long they took.")
    known.sort(key=lambda pair: pair[0])
    (short, quick), (long, slow) = known[0], known[-1]
    words = (
        _("{when}, half of such decisions came within {short} {where}, and within {long} {elsewhere}.")
        if is_sliced(quick.found.slice)
        else _("{when}, half of the decisions came within {short} {where}, and within {long} {elsewhere}.")
    )
    return _first_large(
        words.format(
            when=over(quick.found.period),
            short=days(short),
            where=quick.subject.about,
            long=days(long),
            elsewhere=slow.subject.about,
        )
    )
