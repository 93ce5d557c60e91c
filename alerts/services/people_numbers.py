"""Subscriptions in numbers, in which nobody is recognised: what fewer than five people share is not told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy.orm import Session

from alerts.db import counted, people_numbers, subscriptions
from alerts.db.counts import Counted, Key
from alerts.domain.authorities import authority_by_code
from alerts.domain.new_vintage import FEWEST

WEEKS = 5


class Week(NamedTuple):
    """What was asked, confirmed, ended, and let go by limits in seven days up to `last`."""

    last: date
    asked: int
    confirmed: int
    ended: int
    let_go: int


@dataclass(frozen=True)
class PeopleNumbers:
    """Numbers by name, the largest first; None stands for one below five."""

    people: int | None
    states: Mapping[str, int | None]
    kinds: Mapping[str, int | None]
    frequencies: Mapping[str, int | None]
    languages: Mapping[str, int | None]
    councils: Mapping[str, int]
    weeks: tuple[Week, ...]


def people_in_numbers(session: Session, today: date) -> PeopleNumbers:
    councils = people_numbers.people_by_authority(session)
    return PeopleNumbers(
        people=_enough(subscriptions.subscriber_count(session)),
        states=_masked(subscriptions.counts_by_state(session)),
        kinds=_masked(people_numbers.people_by_kind(session)),
        frequencies=_masked(people_numbers.people_by_frequency(session)),
        languages=_masked(people_numbers.people_by_language(session)),
        councils={_named(code): count for code, count in _ordered(councils) if count >= FEWEST},
        weeks=tuple(_weeks(session, today)),
    )


def _ordered(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda each: (-each[1], each[0]))


def _masked(counts: Mapping[str, int]) -> dict[str, int | None]:
    """In the order of the names: that of the numbers would tell of those left out."""
    return {name: _enough(count) for name, count in sorted(counts.items())}


def _enough(count: int) -> int | None:
    return count if count >= FEWEST else None


def _named(code: str) -> str:
    found = authority_by_code(code)
    return found.name if found else code


def _weeks(session: Session, today: date) -> list[Week]:
    """The last weeks of seven days, the latest of them ending today, oldest first."""
    names = (Counted.ASKED, Counted.CONFIRMED, Counted.ENDED, Counted.LET_GO)
    days = counted.by_day(session, names, today - timedelta(days=7 * WEEKS - 1))
    ends = [today - timedelta(days=7 * back) for back in reversed(range(WEEKS))]
    return [_week(last, [days.get(last - timedelta(days=back), {}) for back in range(7)]) for last in ends]


def _week(last: date, days: list[dict[Key, int]]) -> Week:
    def of(name: Counted) -> int:
        return sum(number for day in days for key, number in day.items() if key.name == name)

    return Week(last, of(Counted.ASKED), of(Counted.CONFIRMED), of(Counted.ENDED), of(Counted.LET_GO))
