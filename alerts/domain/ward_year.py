"""By which year's boundaries a day's applications have their ward."""

from collections.abc import Iterable
from datetime import date, timedelta

_MAY, _THURSDAY = 5, 3


def ward_year(day: date) -> int:
    """The year of the wards in force on a day: new ones begin on the ordinary day of election, the first Thursday in
    May (Representation of the People Act 1983, section 37).
    """
    return day.year if day >= election_day(day.year) else day.year - 1


def election_day(year: int) -> date:
    """The first Thursday in May."""
    first = date(year, _MAY, 1)
    return first + timedelta(days=(_THURSDAY - first.weekday()) % 7)


def vintage_of(day: date, vintages: Iterable[int]) -> int | None:
    """Of the vintages that are known, the newest that was in force on a day, or else the oldest; None of none."""
    known = sorted(vintages)
    in_force = [vintage for vintage in known if vintage <= ward_year(day)]
    return max(in_force, default=known[0] if known else None)
