"""Who watches wards and councils by their codes, and the ground that each watches, frozen as it was then."""

from collections.abc import Collection
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select
from sqlalchemy.orm import Session

from alerts.db.tables import SubscriptionRow, WatchAreaRow
from geo.boundaries import BoundaryKind


@dataclass(frozen=True)
class WatchedPlace:
    """An area that people watch by the code of a ward or a council; `ground` is None where it is no geometry.
    `people` are (subscription, subscriber) of those whose subscription is confirmed.
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
    session: Session, kind: BoundaryKind, authorities: Collection[str] | None = ()
) -> list[WatchedPlace]:
    """All of a kind that somebody watches, in order; those of some authorities where any is named."""
    rows = session.execute(
        select(WatchAreaRow, SubscriptionRow.id, SubscriptionRow.subscriber_id)
        .join(SubscriptionRow, SubscriptionRow.watch_area_id == WatchAreaRow.id)
        .where(WatchAreaRow.kind == kind, SubscriptionRow.state == "confirmed")
        .order_by(WatchAreaRow.id, SubscriptionRow.id)
    )
    areas: dict[int, WatchAreaRow] = {}
    people: dict[int, list[tuple[int, int]]] = {}
    for area, subscription_id, subscriber_id in rows:
        areas[area.id] = area
        people.setdefault(area.id, []).append((subscription_id, subscriber_id))
    return [
        _place(area, people[area.id])
        for area in areas.values()
        if not authorities or set(area.authorities) & set(authorities)
    ]


def _place(area: WatchAreaRow, people: list[tuple[int, int]]) -> WatchedPlace:
    return WatchedPlace(
        area_id=area.id,
        kind=area.kind,
        code=area.name.partition(":")[2],
        label=area.label,
        authorities=frozenset(area.authorities),
        vintage=area.vintage,
        ground=None if area.core is None else shapely.from_wkb(area.core),
        people=tuple(people),
    )
