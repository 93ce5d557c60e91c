"""Who watches wards and councils by their codes, and the ground that each watches, frozen as it was then."""

from collections.abc import Collection
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from alerts.db.tables import SubscriptionRow, WatchAreaRow


@dataclass(frozen=True)
class WatchedPlace:
    """An area that people watch by the code of a ward or a council, or by a postcode; `ground` is None where it is no
    geometry, or was not read. `people` are (subscription, subscriber) of those whose subscription is confirmed.
    """

    area_id: int
    kind: str
    code: str
    label: str
    authorities: frozenset[str]
    vintage: str
    ground: BaseGeometry | None
    people: tuple[tuple[int, int], ...]


def watched_places(
    session: Session, kind: str, authorities: Collection[str] | None = (), *, has_ground: bool = True
) -> list[WatchedPlace]:
    """All of a kind that somebody watches, in order; those of some authorities where any is named. Their ground is
    read unless `has_ground` says not to.
    """
    rows = session.execute(
        select(WatchAreaRow, SubscriptionRow.id, SubscriptionRow.subscriber_id)
        .join(SubscriptionRow, SubscriptionRow.watch_area_id == WatchAreaRow.id)
        .where(WatchAreaRow.kind == kind, SubscriptionRow.state == "confirmed")
        .order_by(WatchAreaRow.id, SubscriptionRow.id)
        .options(*([] if has_ground else [defer(WatchAreaRow.core)]))
    )
    areas: dict[int, WatchAreaRow] = {}
    people: dict[int, list[tuple[int, int]]] = {}
    for area, subscription_id, subscriber_id in rows:
        areas[area.id] = area
        people.setdefault(area.id, []).append((subscription_id, subscriber_id))
    return [
        _place(area, people[area.id], area.core if has_ground else None)
        for area in areas.values()
        if not authorities or set(area.authorities) & set(authorities)
    ]


def ground_of(session: Session, area_id: int) -> BaseGeometry | None:
    """The ground of one area."""
    core = session.scalar(select(WatchAreaRow.core).where(WatchAreaRow.id == area_id))
    return None if core is None else shapely.from_wkb(core)


def _place(area: WatchAreaRow, people: list[tuple[int, int]], core: bytes | None) -> WatchedPlace:
    return WatchedPlace(
        area_id=area.id,
        kind=area.kind,
        code=area.name.partition(":")[2],
        label=area.label,
        authorities=frozenset(area.authorities),
        vintage=area.vintage,
        ground=None if core is None else shapely.from_wkb(core),
        people=tuple(people),
    )
