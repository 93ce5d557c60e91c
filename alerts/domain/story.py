"""What became of an application since we know it, and which of that is news: what feeds are ordered and named by."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from alerts.domain.application import Application
from alerts.domain.change import Change

BASELINE = "baseline"
_LONDON = ZoneInfo("Europe/London")


class HistoryEntry(NamedTuple):
    """One change that we noticed, and when."""

    change: Change
    noticed_at: datetime


@dataclass(frozen=True)
class Story:
    """`news` are the changes worth telling, the latest first. `times_changed` counts all that its history shows, and
    `changed_at` is when the last of that was noticed. `published_at` is when the application came into the world.
    """

    application_id: int
    published_at: datetime
    changed_at: datetime
    times_changed: int
    news: tuple[HistoryEntry, ...]

    @property
    def updated_at(self) -> datetime:
        """When its latest news was noticed."""
        return self.news[0].noticed_at if self.news else self.published_at

    @property
    def mark(self) -> str:
        """What tells its latest news from those before: `amended-20261123T100000Z`, or `baseline` without any."""
        if not self.news:
            return BASELINE
        latest = self.news[0]
        return f"{latest.change.kind}-{latest.noticed_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def published_at(application: Application, first_noticed_at: datetime, *, is_baseline: bool) -> datetime:
    """When we first noticed an application, or for one that was there before us the first moment of the day on which
    its register received it or made it valid, in UTC; never later than we noticed it.
    """
    known = [day for day in (application.received_date, application.valid_date) if day]
    if not is_baseline or not known:
        return first_noticed_at
    return min(_begin_of(min(known)), first_noticed_at)


def _begin_of(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=_LONDON).astimezone(UTC)
