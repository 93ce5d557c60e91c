"""Areas of people's own shape: what they brought made an area, and kept, but never so many that the store fills."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from alerts.db import counters, shapes, subscriptions
from alerts.domain.errors import TooManyAreas
from alerts.domain.shape_wording import ShapeNotWatched
from alerts.domain.signup_limits import HOUR, counted_as, network_of
from alerts.domain.watch_area import AreaKind, AreaName, WatchArea
from alerts.language import _
from alerts.services.areas import Places, authorities_touched
from alerts.services.subscribing import Desk
from geo.area import Area
from geo.drawn.drawing import Drawing
from geo.errors import ShapeReason, ShapeRefused
from geo.shapes import area_of

DRAWN = "the area you drew"


@dataclass(frozen=True)
class OwnArea:
    """An area of somebody's own shape before it is kept, and what it is called, to follow `in`; what it is put together
    of brings its postcodes, and its authorities where their boundaries are not known.
    """

    area: Area
    label: str
    postcodes: tuple[str, ...] = ()
    authorities: frozenset[str] = frozenset()


def drawn_area(drawn: Drawing, places: Places, corridor_m: int | None = None) -> OwnArea:
    """What a drawing means, within what the operator allows. Raises ShapeNotWatched."""
    try:
        area = area_of(drawn, corridor_m)
        if area.core.area > places.max_area_km2 * 1e6:
            raise ShapeRefused(ShapeReason.TOO_LARGE)
    except ShapeRefused as error:
        raise ShapeNotWatched(error, places.max_area_km2) from error
    if area.margin_m:
        return OwnArea(area, f"the area within {corridor_m:,} m of your line")
    return OwnArea(area, DRAWN)


def take_turn(session: Session, desk: Desk, ip: str | None) -> None:
    """Count one more area that this network brings. Raises TooManyAreas where it, or everybody, has brought enough."""
    network = counted_as("shapes", network_of(ip), desk.identity.key)
    counters.hold(session, network)
    if counters.since(session, network, desk.now - HOUR) >= desk.limits.shapes_an_hour:
        raise TooManyAreas(_("You have brought many areas in a short time. Try again in an hour."))
    if shapes.unwatched(session) >= desk.limits.unwatched_shapes and not _made_room(session, desk):
        raise TooManyAreas(_("Too many areas are being drawn at the moment. Try again in an hour."))
    counters.add(session, network, desk.now)


def _made_room(session: Session, desk: Desk) -> int:
    """The oldest go first, but none of the last hour: who has just drawn one is about to watch it."""
    return shapes.remove_unwatched(session, desk.now - HOUR, desk.limits.unwatched_shapes // 10 + 1)


def keep(session: Session, own: OwnArea, now: datetime) -> WatchArea:
    """Store an area of somebody's own under a name that cannot be guessed."""
    watch = WatchArea(
        name=AreaName(AreaKind.SHAPE, secrets.token_hex(8)),
        label=own.label,
        area=own.area,
        authorities=authorities_touched(session, own.area) | own.authorities,
        postcodes=own.postcodes,
    )
    subscriptions.find_or_add_watch_area(session, watch, now)
    return watch
