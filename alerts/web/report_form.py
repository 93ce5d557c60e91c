"""The form by which anybody tells us of an application at the wrong place, read into a value."""

from dataclasses import dataclass

from werkzeug.exceptions import BadRequest

from alerts.domain.application import ApplicationKey
from alerts.domain.place_report import MOST_LETTERS, PlaceFault, PlaceReport, one_line
from alerts.language import _
from alerts.web.forms import Fields, FormRefused, single

PREFIX = "report-"
"""Stands before the ids of the form's fields, as another form is on the same page."""


@dataclass(frozen=True)
class TypedReport:
    """The fields as somebody filled them in, to be shown again."""

    fault: str = ""
    words: str = ""


def typed_report(fields: Fields) -> TypedReport:
    return TypedReport(single(fields, "fault"), single(fields, "words"))


def reported_application(fields: Fields) -> ApplicationKey:
    """Which application a report is about: a hidden field, `E09000007:2026/0123/P`."""
    authority, _colon, reference = single(fields, "application").partition(":")
    if not authority or not reference:
        raise BadRequest(_("The form does not say which application it is about."))
    return ApplicationKey(authority, reference)


def read_report(fields: Fields) -> PlaceReport:
    """The report that a form makes; FormRefused with every fault that it has."""
    typed, application = typed_report(fields), reported_application(fields)
    words = one_line(typed.words)
    errors = {}
    if typed.fault not in list(PlaceFault):
        errors["fault"] = _("Choose what is wrong.")
    if len(words) > MOST_LETTERS:
        errors["words"] = _("Use at most {count} letters.").format(count=MOST_LETTERS)
    if errors:
        raise FormRefused(errors, PREFIX)
    return PlaceReport(application, PlaceFault(typed.fault), words)
