"""Joins areas that a person watches into one: what either was told is not told again, what waits is not lost."""

from collections.abc import Sequence

import shapely
from sqlalchemy.orm import Session

from alerts.db import ledger, ledger_moves, retention, subscriptions
from alerts.db.mapping import watch_area_from_row, wishes_from_row
from alerts.db.tables import SubscriptionRow
from alerts.domain.errors import AreaRefused
from alerts.domain.watch_area import AreaKind, WatchArea
from alerts.language import _
from alerts.services.chosen_areas import MOST_CORNERS, listed
from alerts.services.shapes import OwnArea, keep
from alerts.services.subscribing import Desk
from geo.area import Area
from geo.joined import joined

MOST_JOINED = 20


def can_be_joined(watch: WatchArea) -> bool:
    """A council is watched by who decides and an application by its reference: neither is a piece of ground."""
    return watch.area is not None and watch.name.kind not in (AreaKind.AUTHORITY, AreaKind.APPLICATION)


def join_areas(
    session: Session, desk: Desk, kept: SubscriptionRow, others: Sequence[SubscriptionRow]
) -> None:
    """Watch all these areas as one by the wishes of `kept`, which takes over what the others were told and are to be
    told; they are gone. All belong to one person, locked by the caller, and are confirmed. Raises AreaRefused.
    """
    rows = [kept, *others]
    watches = [watch_area_from_row(subscriptions.area_of(session, row)) for row in rows]
    if not others:
        raise AreaRefused(_("Tick at least two areas to join."))
    if len(rows) > MOST_JOINED:
        raise AreaRefused(_("Join at most {most} areas at once.").format(most=MOST_JOINED))
    if any(row.state != "confirmed" for row in rows) or not all(map(can_be_joined, watches)):
        raise AreaRefused(_("Only confirmed areas can be joined, and neither a council nor one application."))
    before = {row.watch_area_id for row in rows}
    whole = keep(session, _together(watches), desk.now)
    kept.watch_area_id = subscriptions.find_or_add_watch_area(session, whole, desk.now).id
    # A change of one area that is noticed but not matched yet is told, too.
    kept.confirmed_at = min(row.confirmed_at for row in rows if row.confirmed_at)
    session.flush()
    for other in others:
        ledger_moves.take_over(session, other.id, kept.id)
        session.delete(other)
    session.flush()
    retention.remove_unwatched_of(session, before)
    ledger.reschedule(
        session, kept.id, desk.timetable.due_at(wishes_from_row(kept), desk.now, kept.paused_until)
    )


def _together(watches: Sequence[WatchArea]) -> OwnArea:
    areas = [watch.area for watch in watches if watch.area]
    # Counted before they are joined, too: what is watched meanwhile waits for it.
    if sum(_corners(area) for area in areas) > MOST_CORNERS:
        raise _too_much()
    whole = joined(areas)
    if _corners(whole) > MOST_CORNERS:
        raise _too_much()
    return OwnArea(
        whole,
        _label(watches),
        tuple(dict.fromkeys(postcode for watch in watches for postcode in watch.own_postcodes)),
        frozenset[str]().union(*(watch.authorities for watch in watches)),
    )


def _corners(area: Area) -> int:
    return int(shapely.get_num_coordinates(area.core))


def _too_much() -> AreaRefused:
    return AreaRefused(_("These are too much for one area. Join fewer of them."))


def _label(watches: Sequence[WatchArea]) -> str:
    names = [_name(watch) for watch in watches]
    return f"the area joined from {listed(names)}"


def _name(watch: WatchArea) -> str:
    if watch.name.kind is AreaKind.CIRCLE and watch.area:
        return f"a circle of {watch.area.margin_m:,.0f} m"
    return watch.postcode or watch.label
