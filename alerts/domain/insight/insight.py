"""Everything that one dashboard shows, as numbers: made by `alerts.domain.insight.counting.insight_of`."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from alerts.domain.insight.hexagons import Hexagons
from alerts.domain.insight.month import Month, Period
from alerts.domain.insight.slice import Place, Slice


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; nothing of nothing has no share."""

    count: int
    of: int

    @property
    def share(self) -> float | None:
        """From 0 to 1."""
        return self.count / self.of if self.of else None


class MonthState(StrEnum):
    """What is known of a month, so that a gap in the data is never read as a gap in planning."""

    WHOLE = "whole"
    RUNNING = "running"
    """This month: it is not over, so it cannot be compared with others."""
    BEFORE = "before"
    """Over before the feed was first read: what the council still published then is known of it."""
    EARLY = "early"
    """Before the record begins: a few stragglers at most are known of it, so its numbers mean nothing."""
    GAP = "gap"
    """The council told of nothing at all that was received, of any type or place, although it usually does."""

    @property
    def is_comparable(self) -> bool:
        """Whether its numbers may be held against those of other months."""
        return self in (MonthState.WHOLE, MonthState.BEFORE)


@dataclass(frozen=True)
class TypeSeries:
    """One type by month. `code` is of MHCLG's list, or `UNKNOWN_TYPE`."""

    code: str
    received: tuple[int, ...]
    decided: tuple[int, ...]


@dataclass(frozen=True)
class Monthly:
    """Series as long as `months`, the oldest first, all but `telling` and `states` of the slice.

    Received by the day received (or valid, where no other is known); granted, refused and other by the day of the
    decision; withdrawn by the day of that. `telling` is of how many councils anything at all was received in a month:
    where it grows, so do the numbers. `types` are those that occur, the most received first.
    """

    months: tuple[Month, ...]
    states: tuple[MonthState, ...]
    received: tuple[int, ...]
    granted: tuple[int, ...]
    refused: tuple[int, ...]
    other: tuple[int, ...]
    withdrawn: tuple[int, ...]
    telling: tuple[int, ...]
    types: tuple[TypeSeries, ...]

    @property
    def decided(self) -> tuple[int, ...]:
        """Granted, refused and other; never withdrawn."""
        return tuple(map(sum, zip(self.granted, self.refused, self.other, strict=True)))


@dataclass(frozen=True)
class Outcomes:
    """How applications ended in the period, whatever endings the slice has. Withdrawn is not refused, nor decided."""

    granted: int
    refused: int
    split: int
    not_required: int
    no_objection: int
    objection: int
    other_decision: int
    unread: int
    withdrawn: int

    @property
    def other(self) -> int:
        """In part granted, not required, no objection, objection, other, and what we cannot read."""
        known = self.split + self.not_required + self.no_objection + self.objection
        return known + self.other_decision + self.unread

    @property
    def decided(self) -> int:
        return self.granted + self.refused + self.other

    @property
    def share_granted(self) -> Share:
        return Share(self.granted, self.decided)

    @property
    def share_refused(self) -> Share:
        return Share(self.refused, self.decided)

    @property
    def share_other(self) -> Share:
        return Share(self.other, self.decided)

    @property
    def share_withdrawn(self) -> Share:
        """Of all that came to an end in the period, decided or withdrawn."""
        return Share(self.withdrawn, self.decided + self.withdrawn)


@dataclass(frozen=True)
class Limit:
    """The time that the law gives: how many decisions had so many `days`, and how many of them kept to it."""

    days: int
    within: Share


@dataclass(frozen=True)
class Timing:
    """Days from valid to decided, of decisions in the period of which both days are known and stand the right way
    round.

    Quantiles are interpolated between neighbours; None without any. `weeks[n]` counts decisions in week n + 1 (days
    7n + 1 to 7n + 7; the day itself is in the first), the last of them everything later: the first eight are within
    8 weeks to the day. `weeks_major` are those of `weeks` that have 13 weeks. `elsewhere` counts decisions for which
    the law sets another time (see `alerts.domain.insight.limits`): they are timed, and in no limit.
    """

    timed: Share
    lower_quartile: float | None
    median: float | None
    upper_quartile: float | None
    ninth_decile: float | None
    weeks: tuple[int, ...]
    weeks_major: tuple[int, ...]
    most: Limit
    major: Limit
    elsewhere: int

    @property
    def within(self) -> Share:
        """Within 8 or 13 weeks, whichever it had."""
        return Share(
            self.most.within.count + self.major.within.count, self.most.within.of + self.major.within.of
        )


@dataclass(frozen=True)
class OpenNow:
    """What can be commented on today, and what closes within seven days, today's last day counted; by the last day that
    a feed gave, and apart from it by our estimate. `undecided` are all that nobody has decided yet.
    """

    by_feed: int
    by_estimate: int
    closing_by_feed: int
    closing_by_estimate: int
    undecided: int

    @property
    def open(self) -> int:
        return self.by_feed + self.by_estimate

    @property
    def closing(self) -> int:
        return self.closing_by_feed + self.closing_by_estimate


@dataclass(frozen=True)
class PlaceFigures:
    """What lies in one ward by the centre of its site, or is decided by one council: received, decided and withdrawn in
    the period; open now.
    """

    code: str
    received: int
    granted: int
    refused: int
    other: int
    withdrawn: int
    open: int

    @property
    def decided(self) -> int:
        return self.granted + self.refused + self.other


@dataclass(frozen=True)
class Where:
    """Where those received in the period lie. Wards by code, all of a council even where nothing lies in them, but none
    of everything, as there are thousands; councils (who decides, not where it lies) and hexagons that are not empty.
    `located` = the sum of the hexagons; `in_wards` = the sum of the wards; all = the sum of the councils.
    """

    wards: tuple[PlaceFigures, ...]
    councils: tuple[PlaceFigures, ...]
    hexagons: Hexagons
    located: Share
    in_wards: Share


@dataclass(frozen=True)
class Trend:
    """Received by month over all years that are known, to the end of the period, at most 240 months: from the first
    that is not early.

    `moving_sum[i]` is of the twelve months that end with it, None where one of them is not known whole;
    `year_before[i]` the same month a year earlier. `season` says for January to December how much of an average month
    it usually is (1.0), the median of the `season_years` years that end with the last whole month and have no gap; None
    where those are fewer than two.
    """

    months: tuple[Month, ...]
    states: tuple[MonthState, ...]
    received: tuple[int, ...]
    moving_sum: tuple[int | None, ...]
    year_before: tuple[int | None, ...]
    season: tuple[float | None, ...]
    season_years: int


class Ranked(NamedTuple):
    """An application by its row's id, and the number that it is ranked by."""

    id: int
    number: int


@dataclass(frozen=True)
class Completeness:
    """How much of what a figure needs is there. `dated`: of all of the slice, those with a day received or valid;
    `decided_dated` and `withdrawn_dated`: of all decided and withdrawn, those whose day is known (the others are in no
    month). The rest are of those received in the period, `outcome_read` of those decided in it. `gaps` are the months
    of the period in which the feed was silent.
    """

    dated: Share
    decided_dated: Share
    withdrawn_dated: Share
    outcome_read: Share
    valid: Share
    typed: Share
    located: Share
    in_ward: Share
    gaps: tuple[Month, ...]
    first_read: date | None
    """The day on which all councils of the place had been read for the first time (for everything: the first of them);
    None for a place of which nothing is known.
    """


@dataclass(frozen=True)
class Insight:
    """What one dashboard shows of `place` and `slice` on a London day.

    `known` applications are of the place and slice, whatever their days; `received` of the period. `authorities` are
    the councils that decide them (their feeds are what to warn of). Of those received in the period: `biggest` by the
    m² of a published site, `majors` major development the newest first, `most_amended` by how often that was noticed.
    """

    place: Place
    slice: Slice
    today: date
    version: int
    period: Period
    known: int
    received: int
    authorities: tuple[str, ...]
    monthly: Monthly
    outcomes: Outcomes
    timing: Timing
    open_now: OpenNow
    where: Where
    trend: Trend
    biggest: tuple[Ranked, ...]
    majors: tuple[int, ...]
    most_amended: tuple[Ranked, ...]
    completeness: Completeness
