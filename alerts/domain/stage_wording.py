"""The stages of an application in words for a page: what it is called, where it stands, and when; pure."""

from datetime import date
from typing import NamedTuple

from alerts.domain.application import Application
from alerts.domain.comment_deadline import last_day_to_comment
from alerts.domain.stages import Progress, Stage, StageName, stages
from alerts.domain.wording import day_words, days_left_words, decision_words
from alerts.language import _, later

_TITLES = {
    StageName.RECEIVED: later("Received"),
    StageName.VALID: later("Valid"),
    StageName.CONSULTATION: later("Comments"),
    StageName.DECISION: later("Decision"),
    StageName.WITHDRAWN: later("Withdrawn"),
    StageName.RETURNED: later("Returned to the applicant"),
    StageName.APPEAL: later("Appeal"),
}
_PROGRESS = {
    Progress.DONE: later("Done"),
    Progress.NOW: later("Now"),
    Progress.EXPECTED: later("Expected"),
}


class StageLine(NamedTuple):
    """A stage as its line in a list: `title`, `progress_words` beside it, and under them what there is to say."""

    title: str
    progress: Progress
    progress_words: str
    says: tuple[str, ...]


def stage_lines(application: Application, today: date) -> tuple[StageLine, ...]:
    """The stages of an application, each with its words."""
    return tuple(
        StageLine(
            _(_TITLES[stage.name]),
            stage.progress,
            _(_PROGRESS[stage.progress]),
            tuple(filter(None, _says(stage, application, today))),
        )
        for stage in stages(application, today)
    )


def _says(stage: Stage, application: Application, today: date) -> tuple[str | None, ...]:
    if stage.name is StageName.CONSULTATION:
        return _consultation_words(stage, application, today)
    if stage.name is StageName.DECISION:
        return _decision_says(stage, application)
    if stage.name is StageName.APPEAL:
        return _appeal_words(stage, application)
    if stage.name is StageName.VALID and stage.until is None and stage.progress is Progress.NOW:
        return (_("The council checks whether it has all that it needs."),)
    return (_on(stage.until),)


def _consultation_words(stage: Stage, application: Application, today: date) -> tuple[str | None, ...]:
    words = []
    if stage.since is not None:
        words.append(_("From {day}").format(day=_day(stage.since)))
    if stage.until is None:
        is_said = stage.progress is not Progress.EXPECTED
        return (*words, None if is_said else _("The feed gives no last day to comment."))
    if stage.is_estimate:
        words.append(
            _("Until about {day}: our estimate, see the council’s page").format(day=_day(stage.until))
        )
    else:
        words.append(_("Until {day}").format(day=_day(stage.until)))
    last = last_day_to_comment(application)
    if stage.progress is Progress.NOW and last is not None and not last.is_estimate:
        words.append(days_left_words(last.days_left(today)))
    return tuple(words)


def _decision_says(stage: Stage, application: Application) -> tuple[str | None, ...]:
    if stage.progress is Progress.DONE:
        return decision_words(application), _on(stage.until)
    waits = _("The council is to decide.") if stage.progress is Progress.NOW else None
    if stage.until is None:
        return (waits,)
    due = _("Usually by {day}: our estimate").format(day=_day(stage.until))
    return waits, due


def _appeal_words(stage: Stage, application: Application) -> tuple[str | None, ...]:
    began = _("Began on {day}").format(day=_day(stage.since)) if stage.since else None
    decided = _("Decided on {day}").format(day=_day(stage.until)) if stage.until else None
    return application.appeal_raw, began, application.appeal_decision_raw, decided


def _on(day: date | None) -> str:
    return _day(day) if day else _("The feed gives no date.")


def _day(day: date) -> str:
    return day_words(day, with_year=True)
