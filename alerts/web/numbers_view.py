"""A ward or a council in numbers, in words: each number with the list that it leads to, and how its feeds do."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from alerts.db.area_numbers import MOST_OF_A_WARD
from alerts.db.tables import FeedRow
from alerts.domain.area_numbers import YEAR_DAYS, AreaNumbers, first_day
from alerts.domain.showing import Showing, View
from alerts.domain.stage import SiteStage
from alerts.domain.watch_area import WatchArea
from alerts.language import _, ngettext
from alerts.language.dates import day_of_month
from alerts.services.area_numbers import numbers_of, open_by_ward
from alerts.services.coverage import FeedHealth, FeedState, feeds_of
from alerts.web.area_query import showing_address
from alerts.web.context import SiteContext
from alerts.web.insight.saying import decisions
from geo.boundaries import Boundary

_ENOUGH = 5
"""Of so many decisions or more the sentence says how long half of them took: of fewer it would tell nothing."""


@dataclass(frozen=True)
class Line:
    """A number under its name; `path` leads to the list of what it counts, where there is one; `note` follows it."""

    words: str
    value: str
    path: str | None = None
    note: str = ""
    is_part: bool = False


@dataclass(frozen=True)
class FeedLine:
    """A feed that the numbers come from, when it was last read, and what that means for them."""

    name: str
    last_read_at: datetime | None
    notes: tuple[str, ...]


@dataclass(frozen=True)
class NumbersView:
    """An area in numbers. Without lines there is nothing to count; `uncovered` is then the council that no feed
    covers, if that is why. `open_by_ward` is by the code of a ward, empty where wards are not counted.
    """

    sentence: str
    lines: tuple[Line, ...] = ()
    feeds: tuple[FeedLine, ...] = ()
    uncovered: str | None = None
    most: int | None = None
    lacks_outline: bool = False
    open_by_ward: Mapping[str, int] = field(default_factory=dict)


def numbers_view(
    session: Session, context: SiteContext, watch: WatchArea, path: str, wards: Sequence[Boundary]
) -> NumbersView:
    """A ward or a council at a path, its own without filters; `wards` are those of the council."""
    today = context.today()
    feeds = feeds_of(session, watch.authorities, context.clock())
    lines = tuple(_feed_line(context, row, health) for row, health in feeds)
    if not feeds:
        words = _("We read no feed of this council, so we know of nothing that could be counted here.")
        return NumbersView(words, uncovered=min(watch.authorities, default=None))
    if all(row.last_success_at is None for row, _health in feeds):
        return NumbersView(
            _("Nothing can be counted here yet: the feed has never been read whole."), feeds=lines
        )
    found = numbers_of(session, watch, today)
    open_here = open_by_ward(session, watch.authority, wards, today) if watch.authority else {}
    return NumbersView(
        sentence=_sentence(found),
        lines=tuple(_lines(found, path, today)) if _is_any(found) else (),
        feeds=lines,
        most=MOST_OF_A_WARD if found.is_cut else None,
        lacks_outline=watch.authority is not None and not wards,
        open_by_ward={ward.code: open_here[ward.code] for ward in wards},
    )


def _is_any(found: AreaNumbers) -> bool:
    return any((found.received_year, found.open, found.decided, found.withdrawn))


def _sentence(found: AreaNumbers) -> str:
    """What the numbers show, in one sentence."""
    if not _is_any(found):
        return _("We know of nothing that was received, decided or withdrawn here in the last 12 months.")
    if not found.decided:
        return _("We know of no decision here in the last 12 months.")
    said = {"granted": f"{found.granted:,}", "decided": f"{found.decided:,}"}
    if found.median_days is None or found.timed < _ENOUGH:
        words = _(
            "Of the applications decided here in the last 12 months, {granted} of {decided} were granted."
        )
        return words.format(**said)
    words = ngettext(
        "Of the applications decided here in the last 12 months, {granted} of {decided} were granted;"
        " half of the decisions came within {days} day.",
        "Of the applications decided here in the last 12 months, {granted} of {decided} were granted;"
        " half of the decisions came within {days} days.",
        found.median_days,
    )
    return words.format(**said, days=f"{found.median_days:,}")


def _lines(found: AreaNumbers, path: str, today: date) -> Iterator[Line]:
    closing = showing_address(path, Showing(View.CLOSING))
    decided = showing_address(path, Showing(View.DECIDED, since=first_day(YEAR_DAYS, today)))
    withdrawn = showing_address(path, Showing(stages=frozenset({SiteStage.WITHDRAWN})))
    yield _line(_("Received in the last 30 days"), found.received_month)
    yield _line(_("Received in the last 12 months"), found.received_year)
    yield _line(_("Open for comment now"), found.open, closing)
    yield _line(_("Closing within 7 days"), found.closing, closing)
    yield _line(_("Withdrawn in the last 12 months"), found.withdrawn, withdrawn)
    yield _line(_("Decided in the last 12 months"), found.decided, decided)
    yield _line(_("of these granted"), found.granted, is_part=True)
    yield _line(_("of these refused"), found.refused, is_part=True)
    yield _line(_("of these decided otherwise"), found.otherwise, is_part=True)
    if found.median_days is not None:
        note = _("from valid, of {decisions}").format(decisions=decisions(found.timed))
        yield Line(_("Median days to a decision"), f"{found.median_days:,}", note=note)


def _line(words: str, count: int, path: str | None = None, *, is_part: bool = False) -> Line:
    """Nothing leads to the list of none."""
    return Line(words, f"{count:,}", path if count else None, is_part=is_part)


def feed_lines(session: Session, context: SiteContext, authorities: Iterable[str]) -> tuple[FeedLine, ...]:
    """The feeds of these councils, as a page says them."""
    found = feeds_of(session, authorities, context.clock())
    return tuple(_feed_line(context, row, health) for row, health in found)


def _feed_line(context: SiteContext, row: FeedRow, health: FeedHealth) -> FeedLine:
    return FeedLine(row.name, row.last_success_at, tuple(_feed_notes(context, row, health)))


def _feed_notes(context: SiteContext, row: FeedRow, health: FeedHealth) -> Iterator[str]:
    """What is missing of a feed, so that nobody takes a gap in data for a gap in planning."""

    def day(at: datetime) -> str:
        return day_of_month(context.timetable.today(at), with_year=True)

    if health.state in (FeedState.STALE, FeedState.FAILING) and row.last_success_at is not None:
        words = _("We have not been able to read it since {day}: what happened after that is missing here.")
        yield words.format(day=day(row.last_success_at))
    if health.state is FeedState.QUIET and row.last_new_at is not None:
        words = _(
            "Nothing new has come from it since {day}, which is unusual: there may be a gap in its data."
        )
        yield words.format(day=day(row.last_new_at))
    if row.baseline_done_at is None:
        yield _("It is still being read for the first time: the numbers are not complete.")
    else:
        words = _("Read since {day}: of the time before, these numbers hold what the council published then.")
        yield words.format(day=day(row.baseline_done_at))
