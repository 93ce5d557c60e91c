"""When the files of open data are due: once a night, at an hour of the clock on the wall; pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

LATE_AFTER = timedelta(hours=2)
"""Files are late that are not there so long after their hour."""


@dataclass(frozen=True)
class Nightly:
    """Made at `at` by the clock in `zone`. A demonstration makes them anew after `every`, as nobody waits a night."""

    at: time
    zone: ZoneInfo
    every: timedelta | None = None

    def last_due_at(self, now: datetime) -> datetime:
        """The latest moment, not after `now` (aware), at which files were due, in UTC."""
        today = now.astimezone(self.zone).date()
        moments = (
            datetime.combine(today - timedelta(days=ago), self.at, tzinfo=self.zone).astimezone(UTC)
            for ago in (0, 1)
        )
        return next(moment for moment in moments if moment <= now)

    def are_due(self, made_at: datetime | None, now: datetime) -> bool:
        if made_at is None or made_at < self.last_due_at(now):
            return True
        return self.every is not None and now - made_at >= self.every

    def are_late(self, made_at: datetime | None, now: datetime) -> bool:
        due_at = self.last_due_at(now)
        return now - due_at >= LATE_AFTER and (made_at is None or made_at < due_at)
