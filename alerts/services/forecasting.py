"""Forecasts how many e-mails an area would bring, from what its own last 90 days would have brought.

Bounded: where more applications than `MOST_APPLICATIONS` may have something to tell, the past looked at is shorter. How
many there are is counted from indexes of dates, within the council or the box of the area.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import shapely
from sqlalchemy import Row
from sqlalchemy.orm import Session

from alerts.db import constraints, feeds, past
from alerts.db.mapping import application_from_row, change_from_row
from alerts.db.past import Lately
from alerts.domain.change import ChangeKind
from alerts.domain.forecast import Forecast, Span, foreseen
from alerts.domain.past import Past, PastChange
from alerts.domain.subscription import Wishes
from alerts.domain.timetable import Timetable
from alerts.domain.watch_area import WatchArea
from geo.area import reach_m
from geo.constraints import ConstraintArea

DAYS = (90, 60, 30, 14, 7)
"""How long a past is looked at: the longest of these that is no more work than is allowed."""

MOST_APPLICATIONS = 1_000
"""About a second of work for three frequencies; a whole council has as many in a month."""

_TOLD = ("matched", "unmatched")


def forecast(
    session: Session,
    watch: WatchArea,
    wishes: Wishes,
    timetable: Timetable,
    now: datetime,
    most: int = MOST_APPLICATIONS,
) -> Forecast:
    """What somebody who watches this area with these wishes would have been sent in its last 90 days."""
    return forecast_each(session, watch, [wishes], timetable, now, most)[0]


def forecast_each(
    session: Session,
    watch: WatchArea,
    wishes: Sequence[Wishes],
    timetable: Timetable,
    now: datetime,
    most: int = MOST_APPLICATIONS,
) -> list[Forecast]:
    """The same for several wishes, such as the frequencies that there are, reading the past once."""
    read_since = _read_since(session, watch)
    if read_since is None or read_since >= now:
        return [Forecast((), now, now, Span.UNREAD) for _wish in wishes]
    found = _looked_at(session, watch, wishes, timetable, now, most)
    since, span = max((found.since, found.span), (read_since, Span.SINCE_READ))
    needs_areas = any(each.constraints for each in wishes)
    pasts = _pasts(session, watch, found.ids, since, needs_areas=needs_areas)
    return [
        Forecast(foreseen(pasts, watch, each, timetable, since, now), since, now, span) for each in wishes
    ]


def _read_since(session: Session, watch: WatchArea) -> datetime | None:
    """Since when all the councils of an area that any feed covers have been read; None where that is none of them."""
    began: dict[str, datetime] = {}
    for row in feeds.all_feeds(session, enabled_only=True):
        if row.baseline_done_at is not None:
            for code in row.authorities:
                began[code] = min(row.baseline_done_at, began.get(code, row.baseline_done_at))
    concerned = watch.authorities or frozenset(began)
    return max((began[code] for code in concerned if code in began), default=None)


class _LookedAt(NamedTuple):
    """The applications that may have something to tell of a time, and why it is as long as it is."""

    ids: list[int]
    since: datetime
    span: Span


def _looked_at(
    session: Session,
    watch: WatchArea,
    wishes: Sequence[Wishes],
    timetable: Timetable,
    now: datetime,
    most: int,
) -> _LookedAt:
    for days in DAYS:
        since = now - timedelta(days)
        lately = _lately(wishes, timetable, since, now)
        ids = past.ids(session, watch, lately, most + 1)
        if len(ids) <= most:
            break
    return _LookedAt(ids[:most], since, Span.WHOLE if days == DAYS[0] else Span.BUSY)


def _lately(wishes: Sequence[Wishes], timetable: Timetable, since: datetime, now: datetime) -> Lately:
    """What may be told in a time: a reminder is made as many days before its last day as it is asked for."""
    early = [each.reminder_days for each in wishes if ChangeKind.DEADLINE_NEAR in each.changes]
    if not early:
        return Lately(since, None)
    return Lately(since, (timetable.today(since), timetable.today(now) + timedelta(max(early))))


def _pasts(
    session: Session, watch: WatchArea, ids: Sequence[int], since: datetime, *, needs_areas: bool
) -> list[Past]:
    rows = past.applications(session, ids)
    changes = past.changes_of(session, ids, since)
    near = [row for row in rows if _may_lie_in(watch, row, changes.get(row.id, ()))]
    areas = _constraint_areas(session, near) if needs_areas else {}
    return [_past(row, changes.get(row.id, ()), areas.get(row.id, ())) for row in near]


def _may_lie_in(watch: WatchArea, row: Row[Any], changes: Sequence[Row[Any]]) -> bool:
    """Whether a site touches the area now, or lay elsewhere before; what else lies in the box is none of ours."""
    if watch.area is None or watch.authority is not None or row.site is None:
        return True
    if row.postcode in watch.own_postcodes:
        return True
    if shapely.distance(watch.area.core, shapely.from_wkb(row.site)) <= reach_m(watch.area.margin_m):
        return True
    return any(field in ("site", "postcode") for change in changes for field, *_ in change.differences)


def _constraint_areas(session: Session, rows: Sequence[Row[Any]]) -> dict[int, tuple[ConstraintArea, ...]]:
    """The constraint areas near each of these applications, looked up for a few at once."""
    found: dict[int, tuple[ConstraintArea, ...]] = {}
    placed = [row for row in rows if row.site is not None]
    for start in range(0, len(placed), 100):
        chunk = placed[start : start + 100]
        areas = tuple(constraints.near(session, [shapely.from_wkb(row.site) for row in chunk]))
        found |= dict.fromkeys((row.id for row in chunk), areas)
    return found


def _past(row: Any, changes: Sequence[Any], areas: tuple[ConstraintArea, ...]) -> Past:
    return Past(
        application_id=row.id,
        application=application_from_row(row),
        first_noticed_at=row.first_noticed_at,
        changes=tuple(
            PastChange(change_from_row(each), each.noticed_at, each.state in _TOLD) for each in changes
        ),
        areas=areas,
    )
