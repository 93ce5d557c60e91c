"""The way of an application from received to decided: which stages there are, when, and at which it stands; pure.

What no feed said is an estimate: consultation lasts 21 days from the valid date, a decision is due 8 weeks from it,
13 for major development (articles 15 and 34 of the Development Management Procedure Order 2015).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from alerts.domain.application import Application, Status
from alerts.domain.comment_deadline import last_day_to_comment

_DECIDED_WITHIN = timedelta(weeks=8)
_MAJOR_DECIDED_WITHIN = timedelta(weeks=13)
_WITH_USUAL_TIME = frozenset({"hh", "full", "outline", "reserved-matters", "lbc", "advertising", "s73"})
"""The types whose decision is due within those weeks; others have times of their own, or none."""


class StageName(StrEnum):
    """What happens to an application, in its order; of the three endings it has one."""

    RECEIVED = "received"
    VALID = "valid"
    CONSULTATION = "consultation"
    DECISION = "decision"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"
    APPEAL = "appeal"


class Progress(StrEnum):
    """Whether a stage lies behind an application, is where it stands, or is ahead."""

    DONE = "done"
    NOW = "now"
    EXPECTED = "expected"


@dataclass(frozen=True)
class Stage:
    """One stage. `until` is its last day, `since` its first; of what happens on one day there is only `until`.
    None where no feed tells; `is_estimate` where `until` is ours.
    """

    name: StageName
    progress: Progress
    since: date | None = None
    until: date | None = None
    is_estimate: bool = False


def stages(application: Application, today: date) -> tuple[Stage, ...]:
    """The stages of an application on a London day, the first first. An open one stands at one of them; of one that
    is over there are only those that it went through.
    """
    received = Stage(StageName.RECEIVED, Progress.DONE, until=application.received_date)
    if application.is_open:
        return (received, *_ahead(application, today))
    return (received, *_behind(application), *_ending(application), *_appeal(application))


def _ahead(application: Application, today: date) -> tuple[Stage, ...]:
    """What an open application still has to go through: it waits to be valid, for comments, or for the decision."""
    consultation = _consultation(application, today)
    is_waiting, is_heard = (consultation.progress is each for each in (Progress.EXPECTED, Progress.DONE))
    due = _decision_due(application)
    return (
        Stage(StageName.VALID, Progress.NOW if is_waiting else Progress.DONE, until=application.valid_date),
        consultation,
        Stage(
            StageName.DECISION,
            Progress.NOW if is_heard else Progress.EXPECTED,
            until=due,
            is_estimate=due is not None,
        ),
    )


def _consultation(application: Application, today: date) -> Stage:
    start, last = application.consultation_start_date, last_day_to_comment(application)
    if last is None:
        return Stage(StageName.CONSULTATION, Progress.EXPECTED, since=start)
    begins = start or application.valid_date
    if begins is not None and begins > today:
        progress = Progress.EXPECTED
    else:
        progress = Progress.NOW if last.day >= today else Progress.DONE
    return Stage(StageName.CONSULTATION, progress, start, last.day, is_estimate=last.is_estimate)


def _decision_due(application: Application) -> date | None:
    """By when councils have to decide; None where there is no such time."""
    if application.valid_date is None or application.application_type not in _WITH_USUAL_TIME:
        return None
    return application.valid_date + (_MAJOR_DECIDED_WITHIN if application.is_major else _DECIDED_WITHIN)


def _behind(application: Application) -> tuple[Stage, ...]:
    """What a feed tells that came before the end: an estimate helps nobody any more."""
    valid, start = application.valid_date, application.consultation_start_date
    end = application.consultation_end_date
    found = []
    if valid:
        found.append(Stage(StageName.VALID, Progress.DONE, until=valid))
    if start or end:
        found.append(Stage(StageName.CONSULTATION, Progress.DONE, start, end))
    return tuple(found)


def _ending(application: Application) -> tuple[Stage, ...]:
    """Nothing where somebody appealed because the council did not decide."""
    if application.is_withdrawn:
        return (Stage(StageName.WITHDRAWN, Progress.DONE, until=application.withdrawn_date),)
    if application.is_decided or application.status is Status.DETERMINED:
        return (Stage(StageName.DECISION, Progress.DONE, until=application.decision_date),)
    if application.status is Status.RETURNED:
        return (Stage(StageName.RETURNED, Progress.DONE),)
    return ()


def _appeal(application: Application) -> tuple[Stage, ...]:
    if not application.is_appealed:
        return ()
    progress = Progress.DONE if application.is_appeal_decided else Progress.NOW
    since, until = application.appeal_start_date, application.appeal_decision_date
    return (Stage(StageName.APPEAL, progress, since, until),)
