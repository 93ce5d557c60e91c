"""Forms and queries read into values: each field once, unknown fields ignored, what was typed kept for its page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from alerts.domain.address import read_address
from alerts.domain.application_types import LABELS
from alerts.domain.change import ChangeKind
from alerts.domain.errors import AreaRefused, EmailRefused
from alerts.domain.subscription import (
    CHOICES_OF_CHANGE,
    DIGEST_HOURS,
    REMIND_DAYS,
    Frequency,
    Wishes,
    words_from_text,
)
from alerts.domain.timetable import WEEKDAYS
from alerts.domain.watch_area import AreaName, parse_area_name
from alerts.language import _
from geo.constraints import ConstraintKind

Fields = MultiDict[str, str]

_DAY = re.compile(r"([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{4})")
_LONGEST_PAUSE_DAYS = 366

_NUMBER = re.compile(r"[0-9]{1,9}")
"""Any such number fits the 32 bits that a database may keep it in."""


@dataclass(frozen=True)
class Typed:
    """The fields of a subscription as somebody typed them, to be shown again."""

    email: str = ""
    frequency: str = Frequency.DAILY
    changes: frozenset[str] = frozenset(CHOICES_OF_CHANGE)
    types: frozenset[str] = frozenset()
    include: str = ""
    exclude: str = ""
    major: str = ""
    constraints: frozenset[str] = frozenset()
    remind_days: str = "3"
    hour: str = ""
    weekday: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Some application is left out, so that this part of the form stands open."""
        return bool(self.types or self.include or self.exclude or self.major or self.constraints)

    @property
    def is_timed(self) -> bool:
        """An hour, a day or other days before a reminder were chosen, so that this part of the form stands open."""
        return bool(self.hour or self.weekday or self.remind_days != "3")


@dataclass(frozen=True)
class SubscriptionRequest:
    """A subscription that can be asked for: an address, an area's name and wishes."""

    email: str
    area: AreaName
    wishes: Wishes


class FormRefused(Exception):
    """What is wrong with a form, by field, in words for the person. `prefix` stands before the ids of its fields."""

    def __init__(self, errors: Mapping[str, str], prefix: str = "") -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = dict(errors)
        self.prefix = prefix


def single(fields: Fields, name: str, default: str = "") -> str:
    """The one value of a field; BadRequest where it is given twice, as it cannot be known which was meant."""
    values = fields.getlist(name)
    if len(values) > 1:
        raise BadRequest(_("The field “{name}” is given more than once.").format(name=name))
    return values[0] if values else default


def row_number(given: str) -> int | None:
    """The number of a row of ours, or None where what is given can be none."""
    return int(given) if _NUMBER.fullmatch(given) else None


def typed_subscription(fields: Fields) -> Typed:
    """What a subscription form holds, whether or not it makes sense. Fields that are absent have their defaults;
    a form that asked for kinds of change and got none ticked has none.
    """
    ticked = frozenset(fields.getlist("changes"))
    asked = bool(ticked) or single(fields, "asked") == "changes"
    return Typed(
        email=single(fields, "email"),
        frequency=single(fields, "frequency", Frequency.DAILY),
        changes=ticked if asked else frozenset(CHOICES_OF_CHANGE),
        types=frozenset(fields.getlist("types")),
        include=single(fields, "include"),
        exclude=single(fields, "exclude"),
        major=single(fields, "major"),
        constraints=frozenset(fields.getlist("constraints")),
        remind_days=single(fields, "remind_days").strip() or "3",
        hour=single(fields, "hour").strip(),
        weekday=single(fields, "weekday").strip().lower(),
    )


def typed_wishes(wishes: Wishes) -> Typed:
    """Stored wishes as a form shows them."""
    return Typed(
        frequency=wishes.frequency,
        changes=frozenset(wishes.changes),
        types=wishes.types,
        include=", ".join(wishes.include),
        exclude=", ".join(wishes.exclude),
        major="1" if wishes.only_major else "",
        constraints=wishes.constraints,
        remind_days=str(wishes.remind_days),
        hour="" if wishes.hour is None else str(wishes.hour),
        weekday="" if wishes.weekday is None else WEEKDAYS[wishes.weekday],
    )


def read_subscription(fields: Fields) -> SubscriptionRequest:
    """The request that a form makes; FormRefused with every fault that it has."""
    typed = typed_subscription(fields)
    errors = wish_errors(typed)
    email, area = "", None
    try:
        email = read_address(typed.email)
    except EmailRefused as error:
        errors = {"email": str(error), **errors}
    try:
        area = parse_area_name(single(fields, "area"))
    except AreaRefused as error:
        errors = {"area": str(error), **errors}
    if errors or area is None:
        raise FormRefused(errors)
    return SubscriptionRequest(email, area, wishes_of(typed))


def read_wishes(fields: Fields) -> Wishes:
    """New wishes from a form; FormRefused as `read_subscription`."""
    typed = typed_subscription(fields)
    if errors := wish_errors(typed):
        raise FormRefused(errors)
    return wishes_of(typed)


def wish_errors(typed: Typed) -> dict[str, str]:
    """What is wrong with the wishes typed, by field."""
    errors = {}
    if typed.frequency not in list(Frequency):
        errors["frequency"] = _("Choose how often we write: at once, once a day or once a week.")
    if not typed.changes or not typed.changes <= set(CHOICES_OF_CHANGE):
        errors["changes"] = _("Choose at least one of the kinds of news listed.")
    if not typed.types <= set(LABELS):
        errors["types"] = _("Choose types of application from the list.")
    if typed.major not in ("", "1"):
        errors["major"] = _("Tick the box for major development, or leave it.")
    if not typed.constraints <= set(ConstraintKind):
        errors["constraints"] = _("Choose kinds of protected area from the list.")
    return errors | _time_errors(typed)


def _time_errors(typed: Typed) -> dict[str, str]:
    errors = {}
    if row_number(typed.remind_days) not in REMIND_DAYS:
        words = _("The reminder comes {first} to {last} days before comments close.")
        errors["remind_days"] = words.format(first=REMIND_DAYS[0], last=REMIND_DAYS[-1])
    if typed.hour and row_number(typed.hour) not in DIGEST_HOURS:
        errors["hour"] = _("Choose an hour from the list.")
    if typed.weekday and typed.weekday not in WEEKDAYS:
        errors["weekday"] = _("Choose a day of the week from the list.")
    return errors


def wishes_of(typed: Typed) -> Wishes:
    """The wishes typed, which must be without errors."""
    return Wishes(
        frequency=Frequency(typed.frequency),
        changes=frozenset(ChangeKind(kind) for kind in typed.changes),
        types=typed.types,
        include=words_from_text(typed.include),
        exclude=words_from_text(typed.exclude),
        remind_days=int(typed.remind_days),
        hour=row_number(typed.hour),
        weekday=WEEKDAYS.index(typed.weekday) if typed.weekday else None,
        only_major=bool(typed.major),
        constraints=typed.constraints,
    )


def read_day(given: str, today: date) -> date:
    """The day until which somebody pauses, as a date field or a hand writes it (`2026-12-24`, `24/12/2026`).

    FormRefused for one that is not ahead, or further than a year.
    """
    try:
        day = written_day(given)
    except ValueError as error:
        raise FormRefused({"until": _("Enter a day, for example 24/12/2026.")}) from error
    if not today < day <= today + timedelta(days=_LONGEST_PAUSE_DAYS):
        raise FormRefused({"until": _("Choose a day after today, within a year.")})
    return day


def written_day(given: str) -> date:
    """A day as a date field or a hand writes it (`2026-12-24`, `24/12/2026`); ValueError for anything else."""
    text = given.strip()
    written = _DAY.fullmatch(text)
    return date(*map(int, reversed(written.groups()))) if written else date.fromisoformat(text)
