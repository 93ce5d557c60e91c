"""One application of an e-mail in plain words: what and where in a sentence, what it is listed as, why it was sent."""

from collections.abc import Sequence
from datetime import date

from alerts.domain.alert import AlertItem, Reason
from alerts.domain.application import Application
from alerts.domain.change import ChangeKind
from alerts.domain.comment_deadline import comment_deadline
from alerts.domain.retelling import said
from alerts.domain.wording import HEADLINE_LETTERS, KIND_WORDS, beginning, day_words, deadline_words, headline
from alerts.language import _, ngettext
from alerts.language.dates import day_of_month

_ADDRESS_IN = "its address is "


def kind_label(item: AlertItem) -> str:
    """`New`, `Decided`; a reminder of a day that we only estimate says so."""
    deadline = comment_deadline(item.application)
    if item.main_kind is ChangeKind.DEADLINE_NEAR and deadline is not None and deadline.is_estimate:
        return _("Comments may close soon")
    return _(KIND_WORDS[item.main_kind])


def sentence(application: Application, reasons: Sequence[Reason], letters: int = HEADLINE_LETTERS) -> str:
    """What is proposed and where: `Two-storey rear extension, 60 m north-east of NW5 1TL.`"""
    what, place = bare_headline(application, letters), said(place_words(application, reasons))
    words = f"{what}, {place}" if place else what
    return words if words.endswith("…") else f"{words}."


def bare_headline(application: Application, letters: int = HEADLINE_LETTERS) -> str:
    """The headline without the full stop that some registers end a description with."""
    return beginning(" ".join(headline(application.description).split()).rstrip(" .,;:"), letters)


def place_words(application: Application, reasons: Sequence[Reason]) -> str:
    """Where an application lies, by the nearest thing watched, otherwise by its address; as it is kept, to be said by
    `said`.
    """
    known = [_where(reason.where) for reason in reasons if reason.area is not None]
    measured = [words for words in known if words[:1].isdigit()]
    if measured:
        return min(measured, key=_metres)
    address = f"at {application.address}" if application.address else ""
    return next((words for words in known if words.startswith(("in ", "at "))), address)


def why_words(reasons: Sequence[Reason], place: str) -> str:
    """Why it was sent, every reason once: `it lies in your area: within 400 m of NW5 1TL`. How it lies to an area is
    added where that says more than the area and than `place`, which the reader knows already.
    """
    areas: dict[str, str] = {}
    for reason in reasons:
        if reason.area is not None:
            more = "" if reason.where in (place, reason.area) else f" ({said(reason.where)})"
            areas.setdefault(reason.area, f"{said(reason.area)}{more}")
    lies = ngettext("it lies in your area: {areas}", "it lies in your areas: {areas}", len(areas))
    lies = lies.format(areas="; ".join(areas.values()))
    is_followed = any(reason.area is None for reason in reasons)
    if not is_followed:
        return lies
    return _("you follow it, and {lies}").format(lies=lies) if areas else _("you follow it")


def appeal_words(application: Application) -> str | None:
    """How an appeal stands, or None where nobody appealed."""
    if not application.is_appealed:
        return None
    if application.is_appeal_decided:
        outcome, day = application.appeal_decision_raw or _("Decided"), application.appeal_decision_date
    else:
        outcome, day = application.appeal_raw or _("Lodged"), application.appeal_start_date
    return f"{outcome}, {day_words(day, with_year=True)}" if day else outcome


def size_words(application: Application) -> str | None:
    """Said of major development alone: what is small or unknown says nothing."""
    return _("Major development") if application.is_major else None


def brief_deadline(application: Application, today: date) -> str | None:
    """The last day to comment in few words, an estimate still marked as one."""
    deadline = comment_deadline(application)
    if deadline is None or not deadline.is_estimate or deadline.day < today:
        return deadline_words(application, today)
    words = _("Comment by about {day} (our estimate: see the council's page)")
    return words.format(day=day_words(deadline.day))


def short_day(day: date, today: date) -> str:
    """`11 December`, with the year where it is another."""
    return day_of_month(day, with_year=day.year != today.year)


def _where(words: str) -> str:
    """A reason as a place: `its address is in NW5 1TL, its place 500 m away` is in NW5 1TL."""
    if not words.startswith(_ADDRESS_IN):
        return words
    return words.removeprefix(_ADDRESS_IN).partition(", its place")[0]


def _metres(words: str) -> int:
    digits = words.partition(" ")[0].replace(",", "")
    return int(digits) if digits.isdigit() else 0
