"""Which days a poll of PlanningAlerts files asks for, one request a day, and the cursor that remembers them."""

import re
from datetime import date, timedelta

from pydantic import BaseModel, ConfigDict

from scheduler.feeds.planningalerts_xml_settings import MOST_DAYS

_BRACED = re.compile(r"\{([^{}]*)\}")
_NEEDED = frozenset({"year", "month", "day"})
_A_DAY = timedelta(days=1)


class Cursor(BaseModel):
    """The last day that was read when it was over, and the day to go on with where a poll is under way."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    complete: date | None = None
    following: date | None = None

    def text(self) -> str:
        return self.model_dump_json(exclude_none=True)

    def after(self, day: date, today: date) -> "Cursor":
        """The cursor once `day` is read. Today is not over: it is read again, and never complete."""
        if day >= today:
            return Cursor(complete=self.complete)
        return Cursor(complete=max(day, self.complete or day), following=day + _A_DAY)


def cursor_from(text: str) -> Cursor:
    """The cursor in a text of ours; a first load where there is none or it cannot be read."""
    try:
        return Cursor.model_validate_json(text) if text else Cursor()
    except ValueError:
        return Cursor()


def first_day(cursor: Cursor, days: int, history_days: int, today: date) -> date:
    """The day that a poll begins with: where the last was cut off, or the first not read or to be read again."""
    reach = max(min(history_days, MOST_DAYS), days - 1)
    earliest, latest = today - timedelta(days=reach), today - timedelta(days=days - 1)
    if cursor.following is not None and cursor.following <= today:
        return max(cursor.following, earliest)
    if cursor.complete is None:
        return earliest
    # A cursor of a clock that ran ahead says nothing of the days until then.
    unread = min(cursor.complete, today) + _A_DAY
    return max(min(unread, latest), earliest)


def is_by_day(url: str) -> bool:
    """Whether an address has places for the day."""
    return _BRACED.search(url) is not None


def fault_in(url: str) -> str | None:
    """What is wrong with the places of an address by day, in words that say what to do."""
    found = [place.removesuffix(":02") for place in _BRACED.findall(url)]
    if _NEEDED.issubset(found) and _NEEDED.issuperset(found):
        return None
    return "an address by day has {year}, {month} and {day} in it, or {month:02} and {day:02}, and no other braces"


def url_of(url: str, day: date) -> str:
    """The address of one day; `{month:02}` and `{day:02}` are written with two digits."""
    numbers = {"year": day.year, "month": day.month, "day": day.day}

    def written(place: re.Match[str]) -> str:
        name, _, digits = place[1].partition(":")
        return f"{numbers[name]:{digits}}" if name in numbers and digits in ("", "02") else place[0]

    return _BRACED.sub(written, url)
