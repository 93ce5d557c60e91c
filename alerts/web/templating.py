"""What templates can use: our own words and addresses, GOV.UK Frontend's macros, the form token."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from flask import Flask, request
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader

from alerts.domain.application_types import APPLICATION_TYPES
from alerts.domain.constraint_wording import kinds_words
from alerts.domain.paths import application_path, area_path
from alerts.domain.place_report import FAULT_CHOICES
from alerts.domain.retelling import said
from alerts.domain.subscription import CHOICES_OF_CHANGE, DIGEST_HOURS
from alerts.domain.timetable import WEEKDAYS, Timetable
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
from alerts.language import _, html_code
from alerts.language.dates import weekday_name
from alerts.language.templates import teach
from alerts.web.addresses import to
from alerts.web.context import SiteContext
from alerts.web.forms import FormRefused
from alerts.web.guards import is_unindexed
from alerts.web.insight.words import ENDINGS, TOPICS
from alerts.web.languages import Version, other_version, versions
from alerts.web.map_words import draw_words, map_files, map_words
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
        described=lambda application: application.description or _(NO_DESCRIPTION),
        first_large=first_large,
        headline=headline,
        said=said,
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
        "html_code": html_code,
        "alternates": _alternates,
        "other_version": lambda is_error: other_version(request, is_error=bool(is_error)),
        "error_list": _error_list,
        "error_of": _error_of,
        "draw_words": draw_words,
        "map_files": map_files,
        "map_words": map_words,
        "tiles": context.tiles,
        "frequency_items": lambda: [
            {"value": value, "text": first_large(_(words))} for value, words in FREQUENCY_WORDS.items()
        ],
        "change_items": lambda: [
            {"value": str(kind), "text": _(KIND_CHOICES[kind])} for kind in CHOICES_OF_CHANGE
        ],
        "constraint_items": lambda: [
            {"value": str(kind), "text": first_large(kinds_words([kind]))} for kind in ConstraintKind
        ],
        "hour_items": partial(_hour_items, context.timetable),
        "weekday_items": partial(_weekday_items, context.timetable),
        "fault_items": lambda: [
            {"value": str(fault), "text": _(words)} for fault, words in FAULT_CHOICES.items()
        ],
        "ending_items": lambda: [{"value": str(each), "text": _(words)} for each, words in ENDINGS.items()],
        "topic_items": lambda: [{"value": str(each), "text": _(words)} for each, words in TOPICS.items()],
        "ward_items": lambda wards: [{"value": code, "text": each.name} for code, each in wards.items()],
        "type_items": lambda: [{"value": each.code, "text": _(each.label)} for each in APPLICATION_TYPES],
    }


def _hour_items(timetable: Timetable) -> list[dict[str, str]]:
    usual = _("The usual hour, {hour}").format(hour=f"{timetable.digest_time:%H:%M}")
    return [
        {"value": "", "text": usual},
        *({"value": str(hour), "text": f"{hour:02}:00"} for hour in DIGEST_HOURS),
    ]


def _weekday_items(timetable: Timetable) -> list[dict[str, str]]:
    usual = _("The usual day, {day}").format(day=weekday_name(timetable.weekly_day))
    days = ({"value": day, "text": weekday_name(number)} for number, day in enumerate(WEEKDAYS))
    return [{"value": "", "text": usual}, *days]


def _day(day: date | None) -> str:
    return day_words(day, with_year=True) if day else ""


def _moment(at: datetime | None, context: SiteContext) -> str:
    """An instant as a clock on the wall shows it: `14:05 on Monday 23 November 2026`."""
    if at is None:
        return _("never")
    local = at.astimezone(context.timetable.zone)
    return _("{time} on {day}").format(time=f"{local:%H:%M}", day=day_words(local.date(), with_year=True))


def _alternates() -> tuple[Version, ...]:
    """A page in each language, for search engines; none for a page that they are asked to leave out."""
    return () if request.url_rule is None or is_unindexed(request) else versions(request)


def _error_list(refused: FormRefused | None) -> list[dict[str, str]]:
    """The errors of a form as the error summary takes them, each a link to its field."""
    if refused is None:
        return []
    return [{"text": words, "href": f"#{refused.prefix}{field}"} for field, words in refused.errors.items()]


def _error_of(refused: FormRefused | None, field: str) -> dict[str, str] | None:
    """What is wrong with one field, as the field's macro takes it."""
    if refused is None or field not in refused.errors:
        return None
    return {"text": refused.errors[field], "visuallyHiddenText": _("Error")}
