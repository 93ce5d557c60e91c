"""What templates can use: our own words and addresses, GOV.UK Frontend's macros, the form token."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask import Flask
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader

from alerts.domain.application_types import APPLICATION_TYPES
from alerts.domain.constraint_wording import kinds_words
from alerts.domain.paths import application_path, area_path
from alerts.domain.subscription import CHOICES_OF_CHANGE, DIGEST_HOURS
from alerts.domain.timetable import WEEKDAYS
from alerts.domain.wording import (
    FREQUENCY_WORDS,
    KIND_CHOICES,
    NO_DESCRIPTION,
    about_area,
    council_name,
    day_words,
    first_large,
    headline,
)
from alerts.language.templates import teach
from alerts.web.addresses import to
from alerts.web.context import SiteContext
from alerts.web.forms import FormRefused
from alerts.web.trust import form_token
from geo.constraints import ConstraintKind

GOVUK = "govuk_frontend_jinja"


def prepare_templates(app: Flask, context: SiteContext, assets: Mapping[str, str]) -> None:
    """Give the templates their loader, filters and globals."""
    own = app.jinja_loader
    macros = PrefixLoader({GOVUK: PackageLoader(GOVUK)})
    app.jinja_loader = ChoiceLoader([own, macros] if own else [macros])
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    teach(app.jinja_env)
    app.jinja_env.filters.update(
        day=_day,
        moment=lambda at: _moment(at, context),
        about=about_area,
        council=council_name,
        described=lambda application: application.description or NO_DESCRIPTION,
        first_large=first_large,
        headline=headline,
    )
    app.jinja_env.globals.update(_globals(context, assets))


def _globals(context: SiteContext, assets: Mapping[str, str]) -> dict[str, Any]:
    return {
        "site": context.site,
        "is_demonstration": context.is_demonstration,
        "has_outbox": context.outbox_dir is not None,
        "asset": lambda name: f"/static/{assets[name]}",
        "csrf_token": lambda: form_token(context.secret_key, context.clock()),
        "to": to,
        "area_path": lambda name: to(area_path(name)),
        "application_path": lambda key: to(application_path(key)),
        "error_list": _error_list,
        "frequency_items": [
            {"value": value, "text": first_large(words)} for value, words in FREQUENCY_WORDS.items()
        ],
        "change_items": [{"value": str(kind), "text": KIND_CHOICES[kind]} for kind in CHOICES_OF_CHANGE],
        "constraint_items": [
            {"value": str(kind), "text": first_large(kinds_words([kind]))} for kind in ConstraintKind
        ],
        "hour_items": [
            {"value": "", "text": f"The usual hour, {context.timetable.digest_time:%H:%M}"},
            *({"value": str(hour), "text": f"{hour:02}:00"} for hour in DIGEST_HOURS),
        ],
        "weekday_items": [
            {"value": "", "text": f"The usual day, {WEEKDAYS[context.timetable.weekly_day].capitalize()}"},
            *({"value": day, "text": day.capitalize()} for day in WEEKDAYS),
        ],
        "type_items": [{"value": each.code, "text": each.label} for each in APPLICATION_TYPES],
    }


def _day(day: date | None) -> str:
    return day_words(day, with_year=True) if day else ""


def _moment(at: datetime | None, context: SiteContext) -> str:
    """An instant as a clock on the wall shows it: `14:05 on Monday 23 November 2026`."""
    if at is None:
        return "never"
    local = at.astimezone(context.timetable.zone)
    return f"{local:%H:%M} on {day_words(local.date(), with_year=True)}"


def _error_list(refused: FormRefused | None) -> list[dict[str, str]]:
    """The errors of a form as the error summary takes them, each a link to its field."""
    if refused is None:
        return []
    return [{"text": words, "href": f"#{refused.prefix}{field}"} for field, words in refused.errors.items()]
