"""Looks ahead at what a release of held changes would tell: the matcher's own decisions, of which nothing is kept."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from alerts.db import changes, feeds, watchers
from alerts.domain.telling_ahead import Ahead
from alerts.domain.timetable import Timetable
from alerts.services.deciding import decide, seen
from alerts.services.watched import WatchedAreas

MOST_LOOKED_AT = 1_000
"""Changes matched for a page that somebody waits for; a flood may have a hundred times as many."""


def ahead_of_release(
    session: Session,
    feed: str,
    watched: WatchedAreas,
    timetable: Timetable,
    now: datetime,
    only: Collection[int] = (),
) -> Ahead:
    """Who would be told of what a feed holds, or `only` of these changes, as of now; of the oldest where there are very
    many. Reads only.
    """
    held = changes.held_count(session, feed, only)
    batch = feeds.held_changes_of(session, feed, MOST_LOOKED_AT, only)
    watched.catch_up(session)
    looked_at = seen(batch)
    near = watched.near([each.noticed for each in looked_at])
    alerts = decide(session, looked_at, near, timetable, now).alerts
    people = watchers.people_of(session, {alert.subscription_id for alert in alerts})
    told = defaultdict[int, set[int]](set)
    for alert in alerts:
        told[alert.change_id].add(people[alert.subscription_id])
    return Ahead(
        emails=len({(people[alert.subscription_id], alert.due_at) for alert in alerts}),
        people=len({people[alert.subscription_id] for alert in alerts}),
        people_of={change: len(those) for change, those in told.items()},
        looked_at=len(looked_at),
        held=held,
        last=changes.last_held(session, feed),
    )
