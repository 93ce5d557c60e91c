"""Plain words for dates, statuses, changes and places, the same on pages and in e-mails."""

from collections.abc import Iterable
from datetime import date

from alerts.domain.application import Application, Decision, Status
from alerts.domain.application_types import LABELS
from alerts.domain.authorities import authority_by_code
from alerts.domain.change import Change, ChangeKind, Difference
from alerts.domain.comment_deadline import CommentDeadline, comment_deadline
from alerts.domain.moved import moved_words
from alerts.domain.retelling import said
from alerts.domain.watch_area import AreaKind, WatchArea
from alerts.language import _, later, ngettext
from alerts.language.dates import day_and_month

KIND_WORDS = {
    ChangeKind.NEW: later("New"),
    ChangeKind.READVERTISED: later("Advertised again"),
    ChangeKind.AMENDED: later("Amended"),
    ChangeKind.APPEALED: later("Appealed"),
    ChangeKind.DECIDED: later("Decided"),
    ChangeKind.WITHDRAWN: later("Withdrawn"),
    ChangeKind.DEADLINE_NEAR: later("Comments close soon"),
    ChangeKind.NOTED: later("Record updated"),
}
KIND_CHOICES = {
    ChangeKind.NEW: later("New applications"),
    ChangeKind.READVERTISED: later("Advertised again: there is a new time to comment"),
    ChangeKind.AMENDED: later("Amended: the description, the site or the consultation dates change"),
    ChangeKind.APPEALED: later("Appealed: an appeal is lodged or decided"),
    ChangeKind.DECIDED: later("Decided"),
    ChangeKind.WITHDRAWN: later("Withdrawn"),
    ChangeKind.DEADLINE_NEAR: later("A reminder before comments close"),
}
_COUNTED = {
    ChangeKind.NEW: later("{count} new"),
    ChangeKind.READVERTISED: later("{count} advertised again"),
    ChangeKind.AMENDED: later("{count} amended"),
    ChangeKind.APPEALED: later("{count} appealed"),
    ChangeKind.DECIDED: later("{count} decided"),
    ChangeKind.WITHDRAWN: later("{count} withdrawn"),
    ChangeKind.DEADLINE_NEAR: later("{count} closing soon"),
    ChangeKind.NOTED: later("{count} noted"),
}
FREQUENCY_WORDS = {"instant": later("at once"), "daily": later("once a day"), "weekly": later("once a week")}
NO_DESCRIPTION = later("No description given")
HEADLINE_LETTERS = 110
_DECISION_WORDS = {
    Decision.GRANTED: later("Granted"),
    Decision.REFUSED: later("Refused"),
    Decision.SPLIT: later("Partly granted, partly refused"),
    Decision.NOT_REQUIRED: later("Approval not required"),
    Decision.NO_OBJECTION: later("No objection"),
    Decision.OBJECTION: later("Objection"),
    Decision.OTHER: later("Decided"),
}
_STATUS_WORDS = {
    Status.UNDETERMINED: later("Waiting for a decision"),
    Status.DETERMINED: later("Decided"),
    Status.WITHDRAWN: later("Withdrawn"),
    Status.RETURNED: later("Returned to the applicant"),
}
_FIELD_WORDS = {
    "description": later("Description"),
    "address": later("Address"),
    "site": later("Place on the map"),
    "consultation_start_date": later("First day to comment"),
    "consultation_end_date": later("Last day to comment"),
    "reference": later("Reference"),
    "status": later("Status"),
    "status_raw": later("Status"),
    "decision": later("Outcome"),
    "decision_raw": later("Decision"),
    "application_type_raw": later("Type"),
    "postcode": later("Postcode"),
    "received_date": later("Received"),
    "valid_date": later("Valid from"),
    "decision_date": later("Decision date"),
    "withdrawn_date": later("Withdrawn on"),
    "appeal_raw": later("Appeal"),
    "appeal_start_date": later("Appeal began"),
    "appeal_decision_raw": later("Appeal decision"),
    "appeal_decision_date": later("Appeal decided on"),
    "url": later("The council's page"),
}
_DATE_FIELDS = {name for name in _FIELD_WORDS if name.endswith("_date")}
_DOUBLED = {"status": "status_raw", "decision": "decision_raw"}


def day_words(day: date, *, with_year: bool = False) -> str:
    """`Friday 11 December`, with the year where it could be mistaken."""
    return day_and_month(day, with_year=with_year)


def days_left_words(days: int) -> str:
    """How long is left to comment, counted in days."""
    if days < 0:
        return _("closed")
    if days == 0:
        return _("today is the last day")
    return ngettext("{days} day left", "{days} days left", days).format(days=days)


def status_words(application: Application) -> str:
    """Where an application stands, raw words where we know no better."""
    if application.is_withdrawn:
        return _(_STATUS_WORDS[Status.WITHDRAWN])
    if application.is_decided:
        return decision_words(application)
    if application.status is not None:
        return _(_STATUS_WORDS[application.status])
    return application.status_raw or _("Not said")


def decision_words(application: Application) -> str:
    if application.decision is not None and application.decision is not Decision.OTHER:
        return _(_DECISION_WORDS[application.decision])
    if application.decision_raw:
        return _("Decided ({decision})").format(decision=application.decision_raw)
    return _("Decided")


def deadline_words(application: Application, today: date) -> str | None:
    """What to say of the last day to comment, or None where the application is no longer open."""
    deadline = comment_deadline(application)
    if deadline is None:
        return _("See the council's page for the last day to comment") if application.is_open else None
    return _estimate_words(deadline, today) if deadline.is_estimate else _given_words(deadline, today)


def last_day_words(application: Application) -> str:
    """The last day to comment on an open application in words that stay true: `Friday 11 December 2026`."""
    deadline = comment_deadline(application)
    if deadline is None:
        return _("See the council's page for the last day to comment")
    day = day_words(deadline.day, with_year=True)
    return _("{day} (our estimate, see the council's page)").format(day=day) if deadline.is_estimate else day


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
    return beginning(description, HEADLINE_LETTERS) or _(NO_DESCRIPTION)


def type_words(application: Application) -> str:
    """The type in plain words, as the register has it where we cannot map it."""
    label = LABELS.get(application.application_type or "")
    return _(label) if label else application.application_type_raw or _("Not given")


def council_name(code: str) -> str:
    """An authority as pages call it; its code where we know no name."""
    known = authority_by_code(code)
    return _(known.name) if known else code


def about_area(watch: WatchArea) -> str:
    """What alerts for a watch area are about, to follow `alerts`: `within 400 m of NW5 1TL`, `in Camden`."""
    return said(about_label(watch.name.kind, watch.label))


def about_label(kind: AreaKind, label: str) -> str:
    """The same of an area of which only the kind and the label are at hand, as it is kept: to be said by `said`."""
    if kind is AreaKind.APPLICATION:
        return f"about {label}"
    return label if kind in (AreaKind.POSTCODE, AreaKind.CIRCLE) else f"in {label}"


def kind_summary(kinds: list[ChangeKind]) -> str:
    """`2 new, 1 decided`: how many of each kind, in the order of the kinds."""
    counted = ((kind, kinds.count(kind)) for kind in ChangeKind)
    return ", ".join(_(_COUNTED[kind]).format(count=count) for kind, count in counted if count)


def field_words(fields: Iterable[str]) -> str:
    """What these fields are called on a page, as a list in a sentence: `last day to comment, site`."""
    named = dict.fromkeys(_(_FIELD_WORDS[field]) for field in fields if field in _FIELD_WORDS)
    return ", ".join(name[:1].lower() + name[1:] for name in named)


def change_words(change: Change) -> tuple[tuple[str, str, str], ...]:
    """(field, before, after) of each difference worth showing, in words."""
    shown = {difference.field for difference in change.differences}
    return tuple(
        (_(_FIELD_WORDS[difference.field]), _value(difference.before), _value(difference.after))
        for difference in map(_shown_difference, change.differences)
        if difference.field in _FIELD_WORDS and _DOUBLED.get(difference.field) not in shown
    )


def _value(value: str | None) -> str:
    if value is None or value == "":
        return _("nothing")
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
    if left < 0:
        return _("Comments closed on {day}").format(day=day)
    return _("Comment by {day}, {left}").format(day=day, left=days_left_words(left))


def _estimate_words(deadline: CommentDeadline, today: date) -> str:
    day = day_words(deadline.day, with_year=deadline.day.year != today.year)
    if deadline.days_left(today) < 0:
        words = _(
            "See the council's page for the last day to comment. Our estimate was {day}: "
            "21 days after the application became valid"
        )
    else:
        words = _(
            "See the council's page for the last day to comment. Our estimate is {day}: "
            "21 days after the application became valid"
        )
    return words.format(day=day)
