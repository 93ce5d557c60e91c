"""Calendar months as values that can be counted through."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple, Self

_WRITTEN = re.compile(r"(\d{4})-(\d{2})", re.ASCII)


class Month(NamedTuple):
    """A calendar month; written `2026-03`."""

    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, day.month)

    @classmethod
    def numbered(cls, number: int) -> Self:
        """The month that `number` says."""
        return cls(number // 12, number % 12 + 1)

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """`2026-03`; None for anything else."""
        found = _WRITTEN.fullmatch(text)
        if found is None or not 1 <= int(found[2]) <= 12 or int(found[1]) == 0:
            return None
        return cls(int(found[1]), int(found[2]))

    @property
    def number(self) -> int:
        """Months since the year 0: neighbours differ by 1."""
        return self.year * 12 + self.month - 1

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return self.later(1).first_day - timedelta(1) if self < (9999, 12) else date.max

    def later(self, months: int) -> Self:
        """So many months later, or earlier for less than 0."""
        return self.numbered(self.number + months)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"


class Period(NamedTuple):
    """From the first month to the last, both counted."""

    first: Month
    last: Month

    @property
    def months(self) -> tuple[Month, ...]:
        return tuple(self._each())

    def _each(self) -> Iterator[Month]:
        return (Month.numbered(number) for number in range(self.first.number, self.last.number + 1))
