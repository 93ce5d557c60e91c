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
from alerts.db.tables.observing import BeatRow, CountedRow, SummaryRow
from alerts.db.tables.operators import (
    AuditRow,
    OperatorRecoveryRow,
    OperatorRequestRow,
    OperatorRow,
    OperatorSessionRow,
)
from alerts.db.tables.people import (
    AddressChangeRow,
    CounterRow,
    DeliveryFailureRow,
    MuteRow,
    SignupRow,
    SubscriberRow,
    SubscriptionRow,
    SuppressionRow,
)
from alerts.db.tables.places import (
    UNTOLD_QUESTION,
    AreaQuestionRow,
    BoundaryRow,
    ConstraintAreaRow,
    VintageRow,
    WatchAreaRow,
)
from alerts.db.tables.post import (
    NOT_OVER,
    TRIED_AND_SET_ASIDE,
    UNTOLD,
    AlertRow,
    BounceRow,
    DigestRow,
    EmailRow,
    PictureRow,
    PostStateRow,
)
from alerts.db.tables.records import StoredRecordRow, ValueMappingRow
from alerts.db.tables.register import (
    NO_LAST_DAY,
    ApplicationRow,
    ChangeRow,
    FormerReferenceRow,
    LogFollowerRow,
)
from alerts.db.tables.reports import PlaceReportRow
from alerts.db.tables.upkeep import UpkeepRow

TABLES = Table.metadata

__all__ = [
    "NOT_OVER",
    "NO_LAST_DAY",
    "TABLES",
    "TRIED_AND_SET_ASIDE",
    "UNTOLD",
    "UNTOLD_QUESTION",
    "AddressChangeRow",
    "AlarmRow",
    "AlertRow",
    "ApplicationRow",
    "AreaQuestionRow",
    "AuditRow",
    "BeatRow",
    "BounceRow",
    "BoundaryRow",
    "ChangeRow",
    "ConstraintAreaRow",
    "CountedRow",
    "CounterRow",
    "DeliveryFailureRow",
    "DigestRow",
    "EmailRow",
    "FeedDayRow",
    "FeedKeyRow",
    "FeedRow",
    "FormerReferenceRow",
    "HoldRow",
    "HostRow",
    "LogFollowerRow",
    "MuteRow",
    "OperatorRecoveryRow",
    "OperatorRequestRow",
    "OperatorRow",
    "OperatorSessionRow",
    "PictureRow",
    "PlaceReportRow",
    "PollRow",
    "PostStateRow",
    "SignupRow",
    "StoredRecordRow",
    "SubscriberRow",
    "SubscriptionRow",
    "SummaryRow",
    "SuppressionRow",
    "UnmappedValueRow",
    "UpkeepRow",
    "ValueMappingRow",
    "VintageRow",
    "WatchAreaRow",
]
