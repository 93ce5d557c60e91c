"""What people do with their areas once a link from our e-mail has proved their address: add one, move one, follow."""

from sqlalchemy.orm import Session

from alerts.db import ledger, subscriptions
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
    """Start watching an area without another e-mail to confirm; one already asked for gets the new wishes.

    `source` is the kind of page on which the person said so.
    """
    area = subscriptions.find_or_add_watch_area(session, watch, desk.now)
    row = subscriptions.living(session, subscriber_id, area.id)
    if row is None:
        row = SubscriptionRow(
            subscriber_id=subscriber_id,
            watch_area_id=area.id,
            consent_wording=CONSENT_WORDING,
            consent_source=source,
            requested_at=desk.now,
        )
        session.add(row)
    if row.state != "confirmed":
        row.state, row.confirmed_at = "confirmed", desk.now
    for name, value in wishes_columns(wishes).items():
        setattr(row, name, value)
    session.flush()
    return row


def move_to(session: Session, desk: Desk, row: SubscriptionRow, watch: WatchArea) -> SubscriptionRow:
    """Watch another area, or the same with another distance, instead of the one watched so far.

    The new one counts as confirmed when the old one was, and what waited to be told is told: a person who
    changes a distance misses nothing.
    """
    area = subscriptions.find_or_add_watch_area(session, watch, desk.now)
    is_watched_already = subscriptions.living(session, row.subscriber_id, area.id) is not None
    moved = watch_at_once(session, desk, row.subscriber_id, watch, wishes_from_row(row))
    if not is_watched_already:
        moved.confirmed_at, moved.paused_until = row.confirmed_at or desk.now, row.paused_until
        ledger.hand_over(session, row.id, moved.id)
    if moved.id != row.id:
        end([row], desk.now)
    return moved
