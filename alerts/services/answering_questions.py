"""What a person says to the question about an area that changed: keep it as it was, or watch what there is now."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from alerts.db import area_questions, retention, subscriptions
from alerts.db.mapping import wishes_from_row
from alerts.db.tables import SubscriptionRow
from alerts.domain.errors import AreaRefused, NotFound
from alerts.domain.watch_area import WatchArea
from alerts.language import _
from alerts.services.areas import Places, watch_area
from alerts.services.own_areas import move_to, watch_at_once
from alerts.services.subscribing import Desk


def keep_ground(session: Session, row: SubscriptionRow, now: datetime) -> None:
    """Leave the area as it was when the person asked for it; saying so twice changes nothing."""
    area_questions.answer(session, row.id, "kept", now)


def follow_successors(
    session: Session, desk: Desk, places: Places, row: SubscriptionRow, chosen: Sequence[str]
) -> None:
    """Watch what there is now instead of an area of old, by the same wishes: those of its successors that are
    `chosen` by their codes, or the same place as it lies today. What waited to be told is told. Raises AreaRefused
    where none of several is chosen, NotFound where nothing is asked, or where a successor is gone again.
    """
    question = area_questions.open_of(session, row.subscriber_id).get(row.id)
    if question is None:
        raise NotFound(_("That question was answered already."))
    offered = [name for name in question.offered if name == question.area or name.rest in chosen]
    if not offered:
        raise AreaRefused(_("Tick at least one to watch instead, or keep the old ground."))
    first, *others = [watch_area(session, places, name) for name in offered]
    wishes, confirmed_at, paused_until = wishes_from_row(row), row.confirmed_at, row.paused_until
    area_questions.answer(session, row.id, "followed", desk.now)
    if first.name == question.area:
        _watch_as_it_is_now(session, desk, row, first)
        return
    move_to(session, desk, row, first)
    for other in others:
        watched = subscriptions.living_of_name(session, row.subscriber_id, other.name)
        if watched is None or watched.state != "confirmed":
            added = watch_at_once(session, desk, row.subscriber_id, other, wishes)
            # A change that is noticed and not matched yet is told for every part of the ground of old.
            added.confirmed_at, added.paused_until = confirmed_at or desk.now, paused_until


def _watch_as_it_is_now(session: Session, desk: Desk, row: SubscriptionRow, watch: WatchArea) -> None:
    before = row.watch_area_id
    row.watch_area_id = subscriptions.find_or_add_watch_area(session, watch, desk.now).id
    session.flush()
    if row.watch_area_id != before:
        retention.remove_unwatched_of(session, [before])
