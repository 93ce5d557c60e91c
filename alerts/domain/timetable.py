"""When mail is due: London wall-clock hours as UTC instants, exact over the two clock changes."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from alerts.domain.subscription import Frequency

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Timetable:
    """The hour of digests and the day of the weekly one, by a clock on the wall in `zone`."""

    zone: ZoneInfo
    digest_time: time
    weekly_day: int

    def today(self, now: datetime) -> date:
        """The local day at an aware instant."""
        return now.astimezone(self.zone).date()

    def due_at(self, frequency: Frequency, now: datetime) -> datetime:
        """The first moment after `now` (aware) at which mail of this frequency goes out, in UTC."""
        if frequency is Frequency.INSTANT:
            return now
        day = self.today(now)
        while True:
            if frequency is Frequency.DAILY or day.weekday() == self.weekly_day:
                moment = datetime.combine(day, self.digest_time, tzinfo=self.zone).astimezone(UTC)
                if moment > now:
                    return moment
            day += timedelta(days=1)


@dataclass(frozen=True)
class HurriedTimetable(Timetable):
    """A demonstration's timetable: nobody waits for tomorrow, so that a day takes 20 seconds and a week 40."""

    def due_at(self, frequency: Frequency, now: datetime) -> datetime:
        waits = {Frequency.INSTANT: 0, Frequency.DAILY: 20, Frequency.WEEKLY: 40}
        return now + timedelta(seconds=waits[frequency])
