"""The last day to comment, and how long that leaves.

Where a feed gives no last day, valid date + 21 days is the usual length of consultation (article 15 of the
Development Management Procedure Order 2015) and is always marked as an estimate.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from alerts.domain.application import Application

USUAL_CONSULTATION_DAYS = 21


@dataclass(frozen=True)
class CommentDeadline:
    """A London day, the last on which a comment counts; `is_estimate` where no feed said so."""

    day: date
    is_estimate: bool

    def days_left(self, today: date) -> int:
        """Whole days from `today`; 0 on the day itself, negative once it has passed."""
        return (self.day - today).days


def reminder_holds(application: Application, deadline: date | None, today: date) -> bool:
    """Whether a reminder of this last day to comment is still true: nobody has decided, withdrawn, held back or
    moved anything since it was made, and the day has not passed.
    """
    known = comment_deadline(application)
    is_same = known is not None and known.day == deadline and known.day >= today
    return is_same and application.quarantine is None


def comment_deadline(application: Application) -> CommentDeadline | None:
    """The deadline of an application, or None where nothing is known or it is no longer open."""
    return last_day_to_comment(application) if application.is_open else None


def last_day_to_comment(application: Application) -> CommentDeadline | None:
    """The same whether or not the application is still open; None where nothing is known."""
    if application.consultation_end_date:
        return CommentDeadline(application.consultation_end_date, is_estimate=False)
    if application.valid_date:
        return CommentDeadline(application.valid_date + timedelta(USUAL_CONSULTATION_DAYS), is_estimate=True)
    return None
