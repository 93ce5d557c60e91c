"""The tables, each rule that must always hold being a constraint."""

from alerts.db.columns import Table
from alerts.db.tables.feeds import (
    AlarmRow,
    FeedDayRow,
    FeedKeyRow,
    FeedRow,
    HoldRow,
    HostRow,
    PollRow,
    UnmappedValueRow,
)
from alerts.db.tables.people import MuteRow, SubscriberRow, SubscriptionRow
from alerts.db.tables.places import BoundaryRow, ConstraintAreaRow, WatchAreaRow
from alerts.db.tables.post import NOT_OVER, AlertRow, EmailRow
from alerts.db.tables.register import ApplicationRow, ChangeRow, FormerReferenceRow

TABLES = Table.metadata

__all__ = [
    "NOT_OVER",
    "TABLES",
    "AlarmRow",
    "AlertRow",
    "ApplicationRow",
    "BoundaryRow",
    "ChangeRow",
    "ConstraintAreaRow",
    "EmailRow",
    "FeedDayRow",
    "FeedKeyRow",
    "FeedRow",
    "FormerReferenceRow",
    "HoldRow",
    "HostRow",
    "MuteRow",
    "PollRow",
    "SubscriberRow",
    "SubscriptionRow",
    "UnmappedValueRow",
    "WatchAreaRow",
]
