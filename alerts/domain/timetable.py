"""When mail is due: London wall-clock hours as UTC instants, exact over the two clock changes."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from alerts.domain.subscription import Frequency, Wishes

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

    def due_at(self, wishes: Wishes, now: datetime, from_day: date | None = None) -> datetime:
        """The first moment after `now` (aware), on `from_day` or later, at which such mail goes out, in UTC.

        Instant mail goes out now; what of it waits for a later day goes out at the digest's time of that day.
        """
        today = self.today(now)
        day = max(today, from_day or today)
        if wishes.frequency is Frequency.INSTANT and day == today:
            return now
        weekday = self.weekly_day if wishes.weekday is None else wishes.weekday
        while True:
            if wishes.frequency is not Frequency.WEEKLY or day.weekday() == weekday:
                moment = self._moment(wishes, day)
                if moment > now:
                    return moment
            day += timedelta(days=1)

    def reminder_due_at(self, wishes: Wishes, now: datetime, from_day: date | None = None) -> datetime:
        """The same for a reminder, which is made as the day begins: nobody is woken for it at midnight."""
        due_at = self.due_at(wishes, now, from_day)
        return max(due_at, self._moment(wishes, self.today(now))) if due_at == now else due_at

    def digest_date(self, wishes: Wishes, now: datetime) -> date | None:
        """The local day whose one digest goes out now; None for mail that is in no digest."""
        return None if wishes.frequency is Frequency.INSTANT else self.today(now)

    def _moment(self, wishes: Wishes, day: date) -> datetime:
        """When a day's digest goes out, by the clock on the wall."""
        at = self.digest_time if wishes.hour is None else time(wishes.hour)
        return datetime.combine(day, at, tzinfo=self.zone).astimezone(UTC)


@dataclass(frozen=True)
class HurriedTimetable(Timetable):
    """A demonstration's timetable: nobody waits for tomorrow, so that a day takes 20 seconds and a week 40."""

    def due_at(self, wishes: Wishes, now: datetime, from_day: date | None = None) -> datetime:
        if from_day is not None and from_day > self.today(now):
            return super().due_at(wishes, now, from_day)
        waits = {Frequency.INSTANT: 0, Frequency.DAILY: 20, Frequency.WEEKLY: 40}
        return now + timedelta(seconds=waits[wishes.frequency])

    def reminder_due_at(self, wishes: Wishes, now: datetime, from_day: date | None = None) -> datetime:
        return self.due_at(wishes, now, from_day)

    def digest_date(self, wishes: Wishes, now: datetime) -> date | None:  # noqa: ARG002
        """Its many short days fall on one day of the calendar."""
        return None
