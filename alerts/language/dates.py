"""Days as the language spoken writes them, within a sentence: `Friday 11 December`, `dydd Gwener 11 Rhagfyr`."""

from datetime import date

from babel.dates import format_date, get_day_names

from alerts.language import Language, spoken

_LOCALES = {Language.ENGLISH: "en_GB", Language.WELSH: "cy"}


def day_and_month(day: date, *, with_year: bool = False) -> str:
    """A day with its weekday, and with its year where asked."""
    pattern = "EEEE d MMMM y" if with_year else "EEEE d MMMM"
    return _within(format_date(day, pattern, locale=_LOCALES[spoken()]))


def day_of_month(day: date, *, with_year: bool = False) -> str:
    """A day in short: `11 December`."""
    return format_date(day, "d MMMM y" if with_year else "d MMMM", locale=_LOCALES[spoken()])


def weekday_name(number: int) -> str:
    """A day of the week by its number, Monday being 0."""
    return _within(get_day_names("wide", locale=_LOCALES[spoken()])[number])


def _within(words: str) -> str:
    """As it stands within a sentence: Welsh writes the names of days small there, and the catalogue of dates large."""
    return words if spoken() is Language.ENGLISH else words[:1].lower() + words[1:]
