"""Who watches the areas that something happened in: confirmed subscriptions with their wishes, each read once."""

import json
from collections.abc import Collection, Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple, cast

from sqlalchemy import Text, select
from sqlalchemy import cast as cast_sql
from sqlalchemy.orm import Session

from alerts.db.among import among
from alerts.db.mapping import watch_area_from_row, wishes_columns, wishes_from_columns
from alerts.db.tables import SubscriptionRow, WatchAreaRow
from alerts.domain.subscription import Wishes
from alerts.domain.watch_area import WatchArea

_WISHES = tuple(wishes_columns(Wishes()))
_LISTS = frozenset(name for name, value in wishes_columns(Wishes()).items() if isinstance(value, list))
_MANY = 5_000


class Watcher(NamedTuple):
    """A confirmed subscription. Equal wishes are one object, so that what they ask for is found out once."""

    id: int
    subscriber_id: int
    area_id: int
    confirmed_at: datetime
    paused_until: date | None
    wishes: Wishes


def of_areas(session: Session, area_ids: Collection[int]) -> Iterator[Watcher]:
    """The confirmed subscriptions of these areas, in order of their ids within each chunk of areas."""
    who = (
        SubscriptionRow.id,
        SubscriptionRow.subscriber_id,
        SubscriptionRow.watch_area_id,
        SubscriptionRow.confirmed_at,
        SubscriptionRow.paused_until,
    )
    ids = list(area_ids)
    for start in range(0, len(ids), _MANY):
        chunk = among(session, ids[start : start + _MANY])
        found = select(*who, *_wishes()).where(
            SubscriptionRow.watch_area_id.in_(chunk), SubscriptionRow.state == "confirmed"
        )
        for row in session.execute(found.order_by(SubscriptionRow.id)):
            its = tuple(row)
            yield Watcher(*its[: len(who)], _as_asked(its[len(who) :]))  # type: ignore[call-arg]


def people_of(session: Session, subscription_ids: Collection[int]) -> dict[int, int]:
    """Whose each of these subscriptions is."""
    ids = list(subscription_ids)
    found: dict[int, int] = {}
    for start in range(0, len(ids), _MANY):
        chunk = among(session, ids[start : start + _MANY])
        rows = select(SubscriptionRow.id, SubscriptionRow.subscriber_id).where(SubscriptionRow.id.in_(chunk))
        found |= dict(session.execute(rows).all())
    return found


def areas(session: Session, area_ids: Collection[int]) -> dict[int, WatchArea]:
    """These areas by id, as far as they are there."""
    columns = [column for column in WatchAreaRow.__table__.columns if column.name not in _NOT_OF_THE_PLACE]
    ids = list(area_ids)
    found: dict[int, WatchArea] = {}
    for start in range(0, len(ids), _MANY):
        chunk = among(session, ids[start : start + _MANY])
        for row in session.execute(select(*columns).where(WatchAreaRow.id.in_(chunk))):
            found[row.id] = watch_area_from_row(cast("WatchAreaRow", row))
    return found


_NOT_OF_THE_PLACE = frozenset({"minx", "miny", "maxx", "maxy", "created_at", "pack_no"})


def _wishes() -> list[Any]:
    """The columns of wishes, lists as their text: equal texts are read once."""
    return [
        cast_sql(getattr(SubscriptionRow, name), Text) if name in _LISTS else getattr(SubscriptionRow, name)
        for name in _WISHES
    ]


@lru_cache(maxsize=65_536)
def _as_asked(values: tuple[Any, ...]) -> Wishes:
    columns = dict(zip(_WISHES, values, strict=True))
    return wishes_from_columns(columns | {name: json.loads(columns[name]) for name in _LISTS})
