"""What a ward or a council in numbers counts, and how: received, open, decided and withdrawn applications; pure.

Each number is of days that the council gives. What is decided or withdrawn without any day is in none of them, and a
withdrawn application is never counted as decided.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from statistics import median
from typing import NamedTuple

from alerts.domain.application import Decision
from alerts.domain.comment_deadline import USUAL_CONSULTATION_DAYS

MONTH_DAYS, YEAR_DAYS, SOON_DAYS = 30, 365, 7


class Outcome(StrEnum):
    """How an application was decided, as far as numbers tell."""

    GRANTED = "granted"
    REFUSED = "refused"
    OTHER = "other"


_OUTCOMES: dict[str | None, Outcome] = {
    Decision.GRANTED: Outcome.GRANTED,
    Decision.REFUSED: Outcome.REFUSED,
}


class Fact(NamedTuple):
    """What `how_many` applications have in common, as far as it is counted. A day is None where there is none, or where
    another fact tells of it: a council is counted by one fact for each of its numbers, a ward by one an application.

    `received` is the day that the council received it, or on which it became valid where no other is known; `ends`
    the last day to comment that a feed gave; `decided` is None for what is withdrawn, `withdrawn` the day of that, or
    the day of the decision where the council gives no other.
    """

    received: date | None = None
    valid: date | None = None
    ends: date | None = None
    is_open: bool = False
    decided: date | None = None
    decision: str | None = None
    withdrawn: date | None = None
    how_many: int = 1

    @property
    def last_day(self) -> date | None:
        """The last day to comment, as `alerts.domain.comment_deadline` says."""
        if not self.is_open or (self.ends is None and self.valid is None):
            return None
        return self.ends or (self.valid and self.valid + timedelta(USUAL_CONSULTATION_DAYS))

    @property
    def outcome(self) -> Outcome:
        """In part granted, not required, no objection and what we cannot read are other."""
        return _OUTCOMES.get(self.decision, Outcome.OTHER)

    @property
    def days_taken(self) -> int | None:
        """From valid to decided; None where a day is missing, or they stand the wrong way round."""
        if self.valid is None or self.decided is None or self.decided < self.valid:
            return None
        return (self.decided - self.valid).days


@dataclass(frozen=True)
class AreaNumbers:
    """An area in numbers on one day. `median_days` is of the `timed` decisions of which both days are known; `is_cut`
    says that there is more than was looked at.
    """

    received_month: int
    received_year: int
    open: int
    closing: int
    granted: int
    refused: int
    otherwise: int
    withdrawn: int
    median_days: int | None
    timed: int
    is_cut: bool = False

    @property
    def decided(self) -> int:
        return self.granted + self.refused + self.otherwise


def first_day(days: int, today: date) -> date:
    """The first of the last so many days, today being one of them."""
    return today - timedelta(days - 1)


def area_numbers(facts: Iterable[Fact], today: date, *, is_cut: bool = False) -> AreaNumbers:
    """Count what is known of an area on a London day."""
    month, year = first_day(MONTH_DAYS, today), first_day(YEAR_DAYS, today)
    known = list(facts)
    received = [each for each in known if each.received and year <= each.received <= today]
    last_days = [(day, each.how_many) for each in known if (day := each.last_day) and day >= today]
    decided = [each for each in known if each.decided and year <= each.decided <= today]
    outcomes: Counter[Outcome] = Counter()
    taken: list[int] = []
    for each in decided:
        outcomes[each.outcome] += each.how_many
        if (days := each.days_taken) is not None:
            taken += [days] * each.how_many
    return AreaNumbers(
        received_month=_sum(each for each in received if each.received and each.received >= month),
        received_year=_sum(received),
        open=sum(count for _day, count in last_days),
        closing=sum(count for day, count in last_days if (day - today).days <= SOON_DAYS),
        granted=outcomes[Outcome.GRANTED],
        refused=outcomes[Outcome.REFUSED],
        otherwise=outcomes[Outcome.OTHER],
        withdrawn=_sum(each for each in known if each.withdrawn and year <= each.withdrawn <= today),
        median_days=int(median(taken) + 0.5) if taken else None,
        timed=len(taken),
        is_cut=is_cut,
    )


def _sum(facts: Iterable[Fact]) -> int:
    return sum(each.how_many for each in facts)
