"""Which feeds cover which authorities, how they do, and what people must be warned of.

The state of a feed is decided here alone: pages, e-mails, commands and metrics all say what is decided here.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from alerts.db import feed_numbers, feeds
from alerts.db.tables import FeedRow, HoldRow
from alerts.domain.pace import NEVER_QUIET_DAYS, Pace, learned_pace, short_day_words, silence_words
from alerts.domain.wording import council_name
from alerts.language import _, ngettext
from alerts.language.dates import day_of_month

STALE_AFTER = timedelta(hours=24)
_LEARNED_FROM = timedelta(days=360)
_LONDON = ZoneInfo("Europe/London")


class FeedState(StrEnum):
    """How a feed does, the worst last; `loading` is its first, silent load."""

    LOADING = "loading"
    FINE = "fine"
    QUIET = "quiet"
    HELD = "held"
    FAILING = "failing"
    STALE = "stale"


@dataclass(frozen=True)
class FeedHealth:
    """The state of a feed, since when, and words that say why, to be read after its name; with its pace."""

    name: str
    state: FeedState
    since: datetime | None
    why: str
    pace: Pace
    held: int = 0


_Judged = tuple[FeedState, datetime | None, str]
"""State, since when, why."""


def health(row: FeedRow, pace: Pace, hold: HoldRow | None, now: datetime) -> FeedHealth:
    """Judge a feed by its last success and error, what is held of it, and its pace; the worst is said."""
    state, since, why = _judged(row, pace, hold, now)
    return FeedHealth(row.name, state, since, why, pace, hold.changes if hold else 0)


def judged_feeds(
    session: Session, now: datetime, *, enabled_only: bool = True
) -> list[tuple[FeedRow, FeedHealth]]:
    """All feeds by name, each with its health."""
    rows = feeds.all_feeds(session, enabled_only=enabled_only)
    return _each_judged(session, rows, rows, now)


def feeds_of(session: Session, authorities: Iterable[str], now: datetime) -> list[tuple[FeedRow, FeedHealth]]:
    """The feeds in use of any of these authorities, by name, each with its health."""
    wanted = set(authorities)
    rows = [row for row in feeds.all_feeds(session, enabled_only=True) if wanted & set(row.authorities)]
    return _each_judged(session, rows, [row for row in rows if _is_silent(row, now)], now)


@dataclass(frozen=True)
class Judged:
    """All the feeds as they are known at a moment, with the health of those that matter to who asks."""

    known: Sequence[FeedRow]
    health: Mapping[str, FeedHealth]
    now: datetime

    def warnings(self, authorities: Iterable[str]) -> tuple[str, ...]:
        """What somebody who watches these authorities must know: sick feeds, councils that no feed covers."""
        rows = [row for row in self.known if row.is_enabled]
        wanted = set(authorities)
        said = [
            words
            for row in rows
            if (concerned := sorted(wanted.intersection(row.authorities)))
            and (words := _warning(row, self.health[row.name], concerned, self.now))
        ]
        covered = {code for row in rows for code in row.authorities}
        return (*said, *_unread(self.known, wanted - covered))


def warnings(session: Session, authorities: Iterable[str], now: datetime) -> tuple[str, ...]:
    """What somebody who watches these authorities must know."""
    wanted = set(authorities)
    return _judged_all(session, now, lambda row: bool(wanted & set(row.authorities))).warnings(wanted)


def judged(session: Session, now: datetime) -> Judged:
    """What warnings are made from, for who is to warn many people at one moment."""
    return _judged_all(session, now, lambda _: True)


def _judged_all(session: Session, now: datetime, concerns: Callable[[FeedRow], bool]) -> Judged:
    known = feeds.all_feeds(session)
    rows = [row for row in known if row.is_enabled and concerns(row)]
    each = _each_judged(session, rows, [row for row in rows if _is_silent(row, now)], now)
    return Judged(known, {row.name: found for row, found in each}, now)


def pace_of(row: FeedRow, new: Mapping[date, int], now: datetime) -> Pace:
    """What is usual for a feed with these new applications by day, all that were ever counted or the last year's."""
    today = _day(now)
    first = min(new, default=today)
    if row.baseline_done_at is not None:
        first = max(first, _day(row.baseline_done_at) + timedelta(days=1))
    return learned_pace(new, first, today, _day(row.last_new_at) if row.last_new_at else None)


def _is_silent(row: FeedRow, now: datetime) -> bool:
    """Whether its pace has to be known to judge it: people's warnings are asked for thousands of times."""
    return row.last_new_at is not None and now - row.last_new_at > timedelta(days=NEVER_QUIET_DAYS)


def _each_judged(
    session: Session, rows: Sequence[FeedRow], paced: Sequence[FeedRow], now: datetime
) -> list[tuple[FeedRow, FeedHealth]]:
    """Each of these feeds with its health; the days of those `paced` are read for it."""
    names = [row.name for row in paced]
    new = feed_numbers.new_by_day(session, names, _day(now) - _LEARNED_FROM) if names else {}
    holds = feed_numbers.open_holds(session)
    return [
        (row, health(row, pace_of(row, new.get(row.name, {}), now), holds.get(row.name), now)) for row in rows
    ]


def _judged(row: FeedRow, pace: Pace, hold: HoldRow | None, now: datetime) -> _Judged:
    if row.last_success_at is None:
        return _never_read(row)
    if now - row.last_success_at > max(STALE_AFTER, timedelta(seconds=3 * row.every_s)):
        return FeedState.STALE, row.last_success_at, _stale_words(row, row.last_success_at)
    if row.failures:
        return (
            FeedState.FAILING,
            row.failing_since,
            f"the last poll failed: {row.last_error or 'nobody knows why'}",
        )
    if hold is not None:
        return (
            FeedState.HELD,
            hold.raised_at,
            f"{_changes(hold.changes)} held back until somebody has looked: {hold.why}",
        )
    if pace.is_unusually_quiet(_day(now)):
        return FeedState.QUIET, row.last_new_at, silence_words(pace, _day(now))
    return (
        FeedState.FINE,
        row.recovered_at or row.baseline_done_at,
        f"last read {_moment(row.last_success_at)}",
    )


def _never_read(row: FeedRow) -> _Judged:
    if row.last_error is None:
        return FeedState.LOADING, None, "its first load has not finished"
    return FeedState.FAILING, row.failing_since, f"it was never read whole: {row.last_error}"


def _stale_words(row: FeedRow, last_success_at: datetime) -> str:
    why = row.last_error or "no poll has got through since (is the scheduler running?)"
    return f"last read {_moment(last_success_at)}: {why}"


def _warning(row: FeedRow, found: FeedHealth, concerned: Sequence[str], now: datetime) -> str | None:
    if found.state in (FeedState.FAILING, FeedState.STALE):
        return _unread_words(row, _names(concerned))
    if found.state is FeedState.HELD:
        words = ngettext(
            "We hold {count} change of {feed} back until somebody has looked: "
            "it suddenly had more to tell than it ever does.",
            "We hold {count} changes of {feed} back until somebody has looked: "
            "it suddenly had more to tell than it ever does.",
            found.held,
        )
        return words.format(count=f"{found.held:,}", feed=_feed_of(concerned))
    last_new_date = found.pace.last_new_date
    if found.state is FeedState.QUIET and last_new_date is not None:
        since = short_day_words(last_new_date, _day(now))
        words = _("Nothing new has come from {feed} since {day}, which is unusual for it.")
        return words.format(feed=_feed_of(concerned), day=since)
    return None


def _unread(known: Sequence[FeedRow], missing: set[str]) -> Iterator[str]:
    """Of councils that no feed in use covers: until when one did, or that there never was one."""
    last: dict[str, datetime] = {}
    for row in known:
        if row.last_success_at is not None:
            for code in missing.intersection(row.authorities):
                last[code] = max(row.last_success_at, last.get(code, row.last_success_at))
    for code in sorted(last):
        words = _(
            "No feed of {council} is read now: what is here ends with {day}, and we cannot tell you of more."
        )
        ended = day_of_month(_day(last[code]), with_year=True)
        yield words.format(council=council_name(code), day=ended)
    if never := sorted(missing - set(last)):
        words = _("No feed covers {councils}: we cannot tell you of applications there.")
        yield words.format(councils=_names(never))


def _unread_words(row: FeedRow, councils: str) -> str:
    if row.last_success_at is None:
        words = _("We have not yet been able to read the applications of {councils}: alerts may come late.")
        return words.format(councils=councils)
    words = _(
        "Since {day} we have not been able to read the applications of {councils}: alerts may come late."
    )
    return words.format(day=day_of_month(_day(row.last_success_at)), councils=councils)


def _changes(count: int) -> str:
    return f"{count:,} change{'' if count == 1 else 's'}"


def _feed_of(codes: Sequence[str]) -> str:
    """`Camden's feed`, or `the feed of Barnet, Camden` where it is one of several councils."""
    if len(codes) == 1:
        return _("{council}'s feed").format(council=council_name(codes[0]))
    return _("the feed of {councils}").format(councils=_names(codes))


def _names(codes: Iterable[str]) -> str:
    return ", ".join(council_name(code) for code in codes)


def _day(at: datetime) -> date:
    return at.astimezone(_LONDON).date()


def _moment(at: datetime) -> str:
    """An instant as a clock on a wall in London shows it: `at 14:05 on 3 November 2026`."""
    local = at.astimezone(_LONDON)
    return f"at {local:%H:%M} on {local.day} {local:%B %Y}"
