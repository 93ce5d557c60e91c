"""What people do with their areas once a link from our e-mail has proved their address: add one, move one, follow."""

from sqlalchemy.orm import Session

from alerts.db import ledger_moves, subscriptions
from alerts.db.mapping import wishes_columns, wishes_from_row
from alerts.db.tables import SubscriptionRow
from alerts.domain.subscription import Wishes
from alerts.domain.watch_area import WatchArea
from alerts.services.subscribing import CONSENT_WORDING, Desk, end


def watch_at_once(
    session: Session,
    desk: Desk,
    subscriber_id: int,
    watch: WatchArea,
    wishes: Wishes,
    source: str = "/manage",
) -> SubscriptionRow:
    """Start watching an area without another e-mail to confirm; one that waits to be confirmed gets these wishes, one
    that is watched already, be it by another year's boundary, keeps its own.

    `source` is the kind of page on which the person said so.
    """
    row = subscriptions.living_of_name(session, subscriber_id, watch.name)
    if row is not None and row.state == "confirmed":
        return row
    if row is None:
        area = subscriptions.find_or_add_watch_area(session, watch, desk.now)
        row = SubscriptionRow(
            subscriber_id=subscriber_id,
            watch_area_id=area.id,
            consent_wording=CONSENT_WORDING,
            consent_source=source,
            requested_at=desk.now,
        )
        session.add(row)
    row.state, row.confirmed_at = "confirmed", desk.now
    for name, value in wishes_columns(wishes).items():
        setattr(row, name, value)
    session.flush()
    return row


def move_to(session: Session, desk: Desk, row: SubscriptionRow, watch: WatchArea) -> SubscriptionRow:
    """Watch another area, or the same with another distance, instead of the one watched so far.

    The new one counts as confirmed when the old one was, and what waited to be told is told, each change once: a
    person who changes a distance misses nothing. One that is watched already keeps its wishes.
    """
    watched = subscriptions.living_of_name(session, row.subscriber_id, watch.name)
    if watched is not None and watched.state == "confirmed":
        return _joined(session, desk, row, watched)
    moved = watch_at_once(session, desk, row.subscriber_id, watch, wishes_from_row(row))
    if moved.id != row.id:
        moved.confirmed_at, moved.paused_until = row.confirmed_at or desk.now, row.paused_until
        ledger_moves.hand_over(session, row.id, moved.id)
        end([row], desk.now)
    return moved


def _joined(session: Session, desk: Desk, row: SubscriptionRow, watched: SubscriptionRow) -> SubscriptionRow:
    """The area that is watched already, by its own wishes, with what waited for the one that it takes the place of."""
    if watched.id != row.id:
        ledger_moves.join(session, row.id, watched.id)
        end([row], desk.now)
    return watched
