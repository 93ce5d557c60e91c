"""The tables, each rule that must always hold being a constraint."""

from alerts.db.columns import Table
from alerts.db.tables.feeds import FeedKeyRow, FeedRow, PollRow
from alerts.db.tables.people import MuteRow, SubscriberRow, SubscriptionRow
from alerts.db.tables.places import BoundaryRow, WatchAreaRow
from alerts.db.tables.post import NOT_OVER, AlertRow, EmailRow
from alerts.db.tables.register import ApplicationRow, ChangeRow

TABLES = Table.metadata

__all__ = [
    "NOT_OVER",
    "TABLES",
    "AlertRow",
    "ApplicationRow",
    "BoundaryRow",
    "ChangeRow",
    "EmailRow",
    "FeedKeyRow",
    "FeedRow",
    "MuteRow",
    "PollRow",
    "SubscriberRow",
    "SubscriptionRow",
    "WatchAreaRow",
]
