"""Days as the language spoken writes them, within a sentence: `Friday 11 December`, `dydd Gwener 11 Rhagfyr`."""

from datetime import date
from functools import lru_cache

from babel.dates import format_date, get_day_names

from alerts.language import Language, spoken

_LOCALES = {Language.ENGLISH: "en_GB", Language.WELSH: "cy"}


def day_and_month(day: date, *, with_year: bool = False) -> str:
    """A day with its weekday, and with its year where asked."""
    pattern = "EEEE d MMMM y" if with_year else "EEEE d MMMM"
    return _within(_written(day, pattern, _LOCALES[spoken()]))


def day_of_month(day: date, *, with_year: bool = False) -> str:
    """A day in short: `11 December`."""
    return _written(day, "d MMMM y" if with_year else "d MMMM", _LOCALES[spoken()])


def month_and_year(day: date) -> str:
    """A month: `November 2026`."""
    return format_date(day, "MMMM y", locale=_LOCALES[spoken()])


def month_short(day: date) -> str:
    """The name of a month where there is little room: `Nov`."""
    return _cut_month(day.month, "MMM", _LOCALES[spoken()]).rstrip(".")


def month_letter(day: date) -> str:
    """Its first letter, where there is less."""
    return _cut_month(day.month, "MMMMM", _LOCALES[spoken()])


@lru_cache(maxsize=64)
def _cut_month(month: int, pattern: str, locale: str) -> str:
    return format_date(date(2000, month, 1), pattern, locale=locale)


@lru_cache(10_000)
def _written(day: date, pattern: str, locale: str) -> str:
    """A feed says some hundred days, most of them again and again."""
    return format_date(day, pattern, locale=locale)


def weekday_name(number: int) -> str:
    """A day of the week by its number, Monday being 0."""
    return _within(get_day_names("wide", locale=_LOCALES[spoken()])[number])


def _within(words: str) -> str:
    """As it stands within a sentence: Welsh writes the names of days small there, and the catalogue of dates large."""
    return words if spoken() is Language.ENGLISH else words[:1].lower() + words[1:]
