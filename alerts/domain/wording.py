"""Plain words for dates, statuses, changes and places, the same on pages and in e-mails."""

from collections.abc import Iterable
from datetime import date

from alerts.domain.application import Application, Decision, Status
from alerts.domain.application_types import LABELS
from alerts.domain.authorities import authority_by_code
from alerts.domain.change import Change, ChangeKind, Difference
from alerts.domain.comment_deadline import CommentDeadline, comment_deadline
from alerts.domain.moved import moved_words
from alerts.domain.watch_area import AreaKind, WatchArea
from alerts.language.dates import day_and_month

KIND_WORDS = {
    ChangeKind.NEW: "New",
    ChangeKind.READVERTISED: "Advertised again",
    ChangeKind.AMENDED: "Amended",
    ChangeKind.APPEALED: "Appealed",
    ChangeKind.DECIDED: "Decided",
    ChangeKind.WITHDRAWN: "Withdrawn",
    ChangeKind.DEADLINE_NEAR: "Comments close soon",
    ChangeKind.NOTED: "Record updated",
}
KIND_CHOICES = {
    ChangeKind.NEW: "New applications",
    ChangeKind.READVERTISED: "Advertised again: there is a new time to comment",
    ChangeKind.AMENDED: "Amended: the description, the site or the consultation dates change",
    ChangeKind.APPEALED: "Appealed: an appeal is lodged or decided",
    ChangeKind.DECIDED: "Decided",
    ChangeKind.WITHDRAWN: "Withdrawn",
    ChangeKind.DEADLINE_NEAR: "A reminder before comments close",
}
FREQUENCY_WORDS = {"instant": "at once", "daily": "once a day", "weekly": "once a week"}
NO_DESCRIPTION = "No description given"
HEADLINE_LETTERS = 110
_DECISION_WORDS = {
    Decision.GRANTED: "Granted",
    Decision.REFUSED: "Refused",
    Decision.SPLIT: "Partly granted, partly refused",
    Decision.NOT_REQUIRED: "Approval not required",
    Decision.NO_OBJECTION: "No objection",
    Decision.OBJECTION: "Objection",
    Decision.OTHER: "Decided",
}
_STATUS_WORDS = {
    Status.UNDETERMINED: "Waiting for a decision",
    Status.DETERMINED: "Decided",
    Status.WITHDRAWN: "Withdrawn",
    Status.RETURNED: "Returned to the applicant",
}
_FIELD_WORDS = {
    "description": "Description",
    "address": "Address",
    "site": "Place on the map",
    "consultation_start_date": "First day to comment",
    "consultation_end_date": "Last day to comment",
    "reference": "Reference",
    "status": "Status",
    "status_raw": "Status",
    "decision": "Outcome",
    "decision_raw": "Decision",
    "application_type_raw": "Type",
    "postcode": "Postcode",
    "received_date": "Received",
    "valid_date": "Valid from",
    "decision_date": "Decision date",
    "withdrawn_date": "Withdrawn on",
    "appeal_raw": "Appeal",
    "appeal_start_date": "Appeal began",
    "appeal_decision_raw": "Appeal decision",
    "appeal_decision_date": "Appeal decided on",
    "url": "The council's page",
}
_DATE_FIELDS = {name for name in _FIELD_WORDS if name.endswith("_date")}
_DOUBLED = {"status": "status_raw", "decision": "decision_raw"}


def day_words(day: date, *, with_year: bool = False) -> str:
    """`Friday 11 December`, with the year where it could be mistaken."""
    return day_and_month(day, with_year=with_year)


def days_left_words(days: int) -> str:
    """How long is left to comment, counted in days."""
    if days < 0:
        return "closed"
    return {0: "today is the last day", 1: "1 day left"}.get(days, f"{days} days left")


def status_words(application: Application) -> str:
    """Where an application stands, raw words where we know no better."""
    if application.is_withdrawn:
        return _STATUS_WORDS[Status.WITHDRAWN]
    if application.is_decided:
        return decision_words(application)
    if application.status is not None:
        return _STATUS_WORDS[application.status]
    return application.status_raw or "Not said"


def decision_words(application: Application) -> str:
    if application.decision is not None and application.decision is not Decision.OTHER:
        return _DECISION_WORDS[application.decision]
    return f"Decided ({application.decision_raw})" if application.decision_raw else "Decided"


def deadline_words(application: Application, today: date) -> str | None:
    """What to say of the last day to comment, or None where the application is no longer open."""
    deadline = comment_deadline(application)
    if deadline is None:
        return "See the council's page for the last day to comment" if application.is_open else None
    return _estimate_words(deadline, today) if deadline.is_estimate else _given_words(deadline, today)


def comments_had_closed(application: Application, noticed_on: date) -> bool:
    """True where the feed's last day to comment had passed before we noticed the application."""
    end = application.consultation_end_date
    return end is not None and end < noticed_on


def first_large(text: str) -> str:
    """The text with its first letter large and the rest as it is: `postcode NW5 1TL` keeps its NW5."""
    return text[:1].upper() + text[1:]


def beginning(text: str, letters: int) -> str:
    """The text, cut at a word where it has more letters than these."""
    return text if len(text) <= letters else text[:letters].rsplit(" ", 1)[0] + " …"


def headline(description: str) -> str:
    """An application in one line: the beginning of its description."""
    return beginning(description, HEADLINE_LETTERS) or NO_DESCRIPTION


def type_words(application: Application) -> str:
    """The type in plain words, as the register has it where we cannot map it."""
    return LABELS.get(application.application_type or "") or application.application_type_raw or "Not given"


def council_name(code: str) -> str:
    """An authority as pages call it; its code where we know no name."""
    known = authority_by_code(code)
    return known.name if known else code


def about_area(watch: WatchArea) -> str:
    """What alerts for a watch area are about, to follow `alerts`: `within 400 m of NW5 1TL`, `in Camden`."""
    return about_label(watch.name.kind, watch.label)


def about_label(kind: AreaKind, label: str) -> str:
    """The same of an area of which only the kind and the label are at hand."""
    if kind is AreaKind.APPLICATION:
        return f"about {label}"
    return label if kind in (AreaKind.POSTCODE, AreaKind.CIRCLE) else f"in {label}"


def kind_summary(kinds: list[ChangeKind]) -> str:
    """`2 new, 1 decided`: how many of each kind, in the order of the kinds."""
    names = {ChangeKind.DEADLINE_NEAR: "closing soon", ChangeKind.READVERTISED: "advertised again"}
    counted = ((kind, kinds.count(kind)) for kind in ChangeKind)
    return ", ".join(f"{count} {names.get(kind, str(kind))}" for kind, count in counted if count)


def field_words(fields: Iterable[str]) -> str:
    """What these fields are called on a page, as a list in a sentence: `last day to comment, site`."""
    named = dict.fromkeys(_FIELD_WORDS[field] for field in fields if field in _FIELD_WORDS)
    return ", ".join(name[:1].lower() + name[1:] for name in named)


def change_words(change: Change) -> tuple[tuple[str, str, str], ...]:
    """(field, before, after) of each difference worth showing, in words."""
    shown = {difference.field for difference in change.differences}
    return tuple(
        (_FIELD_WORDS[difference.field], _value(difference.before), _value(difference.after))
        for difference in map(_shown_difference, change.differences)
        if difference.field in _FIELD_WORDS and _DOUBLED.get(difference.field) not in shown
    )


def _value(value: str | None) -> str:
    if value is None or value == "":
        return "nothing"
    return value


def _shown_difference(difference: Difference) -> Difference:
    """Dates and places of a difference as people read them."""
    if difference.field == "site":
        return Difference("site", *moved_words(difference.before, difference.after))
    if difference.field not in _DATE_FIELDS:
        return difference
    before, after = (
        day_words(date.fromisoformat(value), with_year=True) if value else None
        for value in (difference.before, difference.after)
    )
    return Difference(difference.field, before, after)


def _given_words(deadline: CommentDeadline, today: date) -> str:
    left = deadline.days_left(today)
    day = day_words(deadline.day, with_year=deadline.day.year != today.year)
    return f"Comments closed on {day}" if left < 0 else f"Comment by {day}, {days_left_words(left)}"


def _estimate_words(deadline: CommentDeadline, today: date) -> str:
    day = day_words(deadline.day, with_year=deadline.day.year != today.year)
    tense = "was" if deadline.days_left(today) < 0 else "is"
    return (
        f"See the council's page for the last day to comment. Our estimate {tense} {day}: "
        "21 days after the application became valid"
    )
