"""A dry run: the e-mails that would go out if nothing else happened, counted, and nothing marked."""

from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from typing import Any

from alerts.db import ahead, feed_numbers, restored, suppressions
from alerts.db.ahead import Moment, Told
from alerts.db.session import Database
from alerts.domain.timetable import Timetable


@dataclass(frozen=True)
class Foreseen:
    """What is due from `now` until `until`. `unmatched` changes may add to it, and so may whatever feeds bring and the
    reminders of days to come; `is_held` where all of it waits for an operator's word, after a copy was put back.
    `counts_suppressed` where some addresses are written to no more, whose people are counted and get nothing.
    """

    now: datetime
    until: datetime
    moments: tuple[Moment, ...]
    frequencies: dict[str, int]
    largest: tuple[int, ...]
    applications: tuple[Told, ...]
    unmatched: int
    is_held: bool
    counts_suppressed: bool

    @property
    def emails(self) -> int:
        """One a person at each moment, over all their areas."""
        return sum(each.people for each in self.moments)

    @property
    def alerts(self) -> int:
        return sum(each.alerts for each in self.moments)

    def as_json(self) -> dict[str, Any]:
        return {
            "until": self.until.isoformat(),
            "emails": self.emails,
            "alerts": self.alerts,
            "moments": [{**each._asdict(), "at": each.at.isoformat()} for each in self.moments],
            **{name: value for name, value in asdict(self).items() if name in _COUNTED},
            "applications": [each._asdict() for each in self.applications],
        }


_COUNTED = ("frequencies", "largest", "unmatched", "is_held", "counts_suppressed")


def tomorrows_end(timetable: Timetable, now: datetime) -> datetime:
    """Until when a dry run looks, if nothing else is said."""
    return datetime.combine(timetable.today(now) + timedelta(days=1), time.max, timetable.zone)


def foresee(database: Database, now: datetime, until: datetime) -> Foreseen:
    """Count what is due until then, at one moment of the database."""
    with database.snapshot() as session:
        return Foreseen(
            now=now,
            until=until,
            moments=tuple(ahead.moments(session, now, until)),
            frequencies=ahead.frequencies(session, until),
            largest=tuple(ahead.largest(session, until)),
            applications=tuple(ahead.most_told(session, until)),
            unmatched=feed_numbers.waiting_changes(session),
            is_held=restored.since(session) is not None,
            counts_suppressed=suppressions.is_any(session),
        )
