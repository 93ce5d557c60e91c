"""Which watch areas nobody watches, nor has asked for in a form that waits to be answered."""

from sqlalchemy import ColumnElement, exists, select

from alerts.db.tables import SignupRow, SubscriptionRow, WatchAreaRow


def is_unwatched() -> ColumnElement[bool]:
    asked_for = select(SignupRow.area).where(SignupRow.area.is_not(None))
    is_watched = exists().where(SubscriptionRow.watch_area_id == WatchAreaRow.id)
    return ~is_watched & WatchAreaRow.name.not_in(asked_for)
