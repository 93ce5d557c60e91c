"""What happened to an application between two readings, compared as its reader would compare them.

A feed's own "updated" stamp is never looked at: only what a reader could see and would care about.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from alerts.domain.application import Application, Site, SitePrecision
from alerts.domain.spelling import is_same_text, is_spelling_corrected

NEWS_DAYS = 60
"""An application first noticed is news only if it was received or made valid within this many days."""

SITE_MOVED_M = 10.0
"""Sites whose nearest outlines or centres lie further apart than this are different places."""


class ChangeKind(StrEnum):
    """What happened. `noted` is kept in the history and told to nobody."""

    NEW = "new"
    READVERTISED = "readvertised"
    AMENDED = "amended"
    APPEALED = "appealed"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"
    DEADLINE_NEAR = "deadline_near"
    NOTED = "noted"


class Difference(NamedTuple):
    """One field before and after, in words fit for a page."""

    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Change:
    """One thing to tell, or to note, of one application. A reminder (`deadline_near`) names the last day to comment
    and how many days before it it is given.
    """

    kind: ChangeKind
    differences: tuple[Difference, ...] = ()
    deadline: date | None = None
    days_before: int | None = None


_TEXT_FIELDS = ("description", "address")
_CONSULTATION_FIELDS = ("consultation_start_date", "consultation_end_date")
_AMENDING_FIELDS = frozenset((*_TEXT_FIELDS, *_CONSULTATION_FIELDS))
_NOTED_FIELDS = (
    "reference",
    "appeal_raw",
    "appeal_start_date",
    "appeal_decision_raw",
    "appeal_decision_date",
    "status_raw",
    "status",
    "decision_raw",
    "decision",
    "application_type_raw",
    "postcode",
    "received_date",
    "valid_date",
    "decision_date",
    "withdrawn_date",
    "url",
)


def kinds_said(change: Change) -> frozenset[ChangeKind]:
    """The kinds that somebody may have asked for: a decision that comes with amended plans is both, and so is an
    amendment that is advertised again.
    """
    fields = {difference.field for difference in change.differences}
    comes_with_more = (ChangeKind.APPEALED, ChangeKind.DECIDED, ChangeKind.WITHDRAWN)
    is_amended = change.kind in comes_with_more and fields & _AMENDING_FIELDS
    if change.kind is ChangeKind.READVERTISED or is_amended:
        return frozenset({change.kind, ChangeKind.AMENDED})
    return frozenset({change.kind})


def first_noticed(application: Application, today: date) -> Change:
    """The change that an application makes by turning up after the baseline: news, or only noted as old."""
    return Change(ChangeKind.NEW if _is_news(application, today) else ChangeKind.NOTED)


def change_since(
    before: Application,
    after: Application,
    handed_over: frozenset[str] = frozenset(),
    today: date | None = None,
) -> Change | None:
    """What a reader would want to hear of, comparing two readings of the same application.

    Returns one change or None where nothing that is shown differs. Withdrawal comes before a decision, a decision
    before an appeal, an appeal before a new time to comment, that before an amendment; `differences` name all that
    differs, whichever kind it makes. Fields that are `handed_over` come from another feed than before: that its
    words differ is no amendment. `today` (a London day) tells whether the time to comment was over and an appeal is
    news; without it neither is taken to be.
    """
    differing = _material_differences(before, after)
    material = tuple(each for each in differing if each.field not in handed_over)
    put_differently = tuple(each for each in differing if each.field in handed_over)
    noted = (*put_differently, *_noted_differences(before, after))
    everything = (*material, *noted)
    if after.is_withdrawn and not before.is_withdrawn:
        return Change(ChangeKind.WITHDRAWN, everything)
    if _is_decision_new(before, after, is_handed_over="decision" in handed_over):
        return Change(ChangeKind.DECIDED, everything)
    if _is_appeal_new(before, after, today) and "appeal_raw" not in handed_over:
        return Change(ChangeKind.APPEALED, everything)
    if material:
        is_again = not handed_over & _AMENDING_FIELDS and _is_readvertised(before, after, today)
        return Change(ChangeKind.READVERTISED if is_again else ChangeKind.AMENDED, everything)
    if noted:
        return Change(ChangeKind.NOTED, noted)
    return None


def is_same_site(one: Site | None, other: Site | None) -> bool:
    """Within `SITE_MOVED_M` metres, by outline and by centre. A site lost, found late, or known better than by
    its postcode has not moved.
    """
    if one is None or other is None or is_better_known(one, other) or is_better_known(other, one):
        return True
    apart = one.geometry.distance(other.geometry)
    centres = one.geometry.centroid.distance(other.geometry.centroid)
    return bool(max(apart, centres if one.precision is other.precision else apart) <= SITE_MOVED_M)


def is_better_known(site: Site, than: Site) -> bool:
    """One is the place itself, the other only the middle of its postcode."""
    return site.precision is not SitePrecision.POSTCODE and than.precision is SitePrecision.POSTCODE


def _is_news(application: Application, today: date) -> bool:
    known = [day for day in (application.received_date, application.valid_date) if day]
    return not known or max(known) >= today - timedelta(days=NEWS_DAYS)


def _is_decision_new(before: Application, after: Application, *, is_handed_over: bool) -> bool:
    if not after.is_decided or after.is_withdrawn:
        return False
    if not before.is_decided:
        return True
    if after.decision is not None and before.decision is not None:
        return after.decision is not before.decision
    if is_handed_over:
        return False
    return after.decision_raw is not None and not is_same_text(before.decision_raw, after.decision_raw)


def _is_appeal_new(before: Application, after: Application, today: date | None) -> bool:
    """An appeal lodged or decided that was not known. One with an old date is history that the register filled in,
    and so is one that the register's status told of all along.
    """
    is_lodged = after.is_appealed and not before.is_appealed and after.appeal_raw != before.status_raw
    is_decided = after.is_appeal_decided and not before.is_appeal_decided
    is_over = after.is_appeal_decided
    day = after.appeal_decision_date if is_over else after.appeal_start_date
    is_old = day is not None and (today is None or day < today - timedelta(days=NEWS_DAYS))
    return (is_decided if is_over else is_lodged) and not is_old


def _is_readvertised(before: Application, after: Application, today: date | None) -> bool:
    """The application can be commented on anew: its consultation begins again, or goes on after it had ended."""
    end, new_end, new_start = (
        before.consultation_end_date,
        after.consultation_end_date,
        after.consultation_start_date,
    )
    if end is None or not after.is_open:
        return False
    begins_again = new_start is not None and new_start > end
    goes_on = today is not None and new_end is not None and end < today <= new_end
    return begins_again or goes_on


def _material_differences(before: Application, after: Application) -> tuple[Difference, ...]:
    found = [
        Difference(name, getattr(before, name), getattr(after, name))
        for name in _TEXT_FIELDS
        if getattr(after, name) and not _reads_alike(getattr(before, name), getattr(after, name))
    ]
    found += [
        Difference(name, _shown(getattr(before, name)), _shown(getattr(after, name)))
        for name in _CONSULTATION_FIELDS
        if getattr(after, name) and getattr(before, name) != getattr(after, name)
    ]
    if not is_same_site(before.site, after.site):
        found.append(Difference("site", _place(before.site), _place(after.site)))
    return tuple(found)


def _noted_differences(before: Application, after: Application) -> tuple[Difference, ...]:
    found = [
        Difference(name, _shown(getattr(before, name)), _shown(getattr(after, name)))
        for name in _NOTED_FIELDS
        if getattr(before, name) != getattr(after, name)
    ]
    found += [
        Difference(name, getattr(before, name), getattr(after, name))
        for name in _TEXT_FIELDS
        if not is_same_text(getattr(before, name), getattr(after, name))
        and is_spelling_corrected(getattr(before, name), getattr(after, name))
    ]
    if (before.site is None) != (after.site is None):
        found.append(Difference("site", _place(before.site), _place(after.site)))
    return tuple(found)


def _reads_alike(one: str | None, other: str | None) -> bool:
    return is_same_text(one, other) or is_spelling_corrected(one, other)


def _shown(value: object) -> str | None:
    return None if value is None else str(value)


def _place(site: Site | None) -> str | None:
    """The centre of a site as whole metres east and north on the National Grid."""
    if site is None:
        return None
    centre = site.geometry.centroid
    return f"{centre.x:.0f} E, {centre.y:.0f} N"
