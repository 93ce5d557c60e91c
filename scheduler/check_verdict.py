"""What a dry run comes to, in one line: good, or what to do next; pure."""

from collections.abc import Iterator
from datetime import date

from scheduler.check_words import unmapped
from scheduler.checked import CheckedFeed

_FEW = 0.05
_OLD_DAYS = 60


def verdict(found: CheckedFeed, today: date) -> str:
    """One line for whoever sets the feed up."""
    counts = f"{found.applications:,} of {found.fetched:,} records read, {found.located:,} on the map"
    if not found.applications:
        return f"Not readable yet: none of {found.fetched:,} records could be read. Next: {_mend_problems(found)}."
    steps = list(_steps(found, today))
    if not steps:
        return f"Good: {counts}."
    return f"{'Nearly' if _is_poor(found) else 'Good'}: {counts}. Next: {'; '.join(steps)}."


def _is_poor(found: CheckedFeed) -> bool:
    unread = found.fetched - found.applications
    is_lost = 2 * found.located < found.applications
    return unread > _FEW * found.fetched or is_lost or bool(_unfit_columns(found))


def _steps(found: CheckedFeed, today: date) -> Iterator[str]:
    if found.fetched - found.applications > _FEW * found.fetched:
        yield _mend_problems(found)
    if unfit := _unfit_columns(found):
        yield f"say in the settings in which form these are written: {', '.join(unfit)}"
    if not found.located:
        yield "map a column to longitude and latitude, to easting and northing, or to postcode"
    if found.within and found.within["outside"] > found.within["inside"]:
        yield "check `authority`, as most records lie outside it"
    if found.newest_date and (today - found.newest_date).days > _OLD_DAYS:
        yield f"ask the council whether the feed still moves, as its newest record is of {_day(found.newest_date)}"
    if count := len({word.value for word in unmapped(found.words)}):
        words, verb = ("1 word", "means") if count == 1 else (f"{count:,} words", "mean")
        yield f"say what {words} of the register {verb}, if it matters"


def _unfit_columns(found: CheckedFeed) -> list[str]:
    return [column.name for column in found.fields if column.is_mostly_unfit]


def _mend_problems(found: CheckedFeed) -> str:
    reason, worst = max(found.problems.items(), key=lambda item: item[1].count)
    return f"mend {reason} ({worst.count:,}, such as {worst.example})"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
