"""In which order the applications of one e-mail are told: the first to be lost comes first."""

from collections.abc import Iterable
from datetime import date

from alerts.domain.alert import AlertItem
from alerts.domain.application import Application
from alerts.domain.change import ChangeKind
from alerts.domain.comment_deadline import CommentDeadline, comment_deadline

_LATER = date.max


def by_urgency(items: Iterable[AlertItem], today: date) -> list[AlertItem]:
    """Those whose comments close soonest, then new ones, then others, decided and withdrawn ones last.

    Applications alike in all this stand by authority and reference, so that the order is always the same.
    """
    return sorted(items, key=lambda item: _rank(item, today))


def nearest_deadline(items: Iterable[AlertItem], today: date) -> CommentDeadline | None:
    """The next last day to comment, of any; one that a feed gave before any estimate of ours."""
    ahead = [found for item in items if (found := deadline_ahead(item.application, today)) is not None]
    return min(ahead, key=lambda found: (found.is_estimate, found.day), default=None)


def deadline_ahead(application: Application, today: date) -> CommentDeadline | None:
    """An application's last day to comment, unless it has passed."""
    deadline = comment_deadline(application)
    return deadline if deadline is not None and deadline.day >= today else None


def _rank(item: AlertItem, today: date) -> tuple[int, date, bool, str, str]:
    application, deadline = item.application, deadline_ahead(item.application, today)
    if deadline is not None:
        return 0, deadline.day, deadline.is_estimate, *application.key
    if not application.is_open:
        return 3, _LATER, False, *application.key
    return 1 if item.main_kind is ChangeKind.NEW else 2, _LATER, False, *application.key
