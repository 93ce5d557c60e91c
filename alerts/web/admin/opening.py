"""What an operator opens of a person's: noted in the audit first, and shown for a while to whoever opened it.

A page that is looked at writes nothing; so what names somebody's mail is opened by a button, and the line that this
leaves in the audit is what lets its pages be shown.
"""

from alerts.db import operators
from alerts.domain.operators import RECENT, Action
from alerts.web.admin.routing import Visit


def is_open(visit: Visit, action: Action, subject: str, **detail: str) -> bool:
    """Whether this operator has opened it of late."""
    with visit.context.database.reading() as session:
        lines = operators.lately_about(
            session, visit.operator.email, action.name, subject, visit.now - RECENT
        )
    return any(line.detail == detail for line in lines)
