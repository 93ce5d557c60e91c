"""What a new reading of an application changes: what to keep, what to tell, what to hold back."""

from dataclasses import dataclass, replace
from datetime import date

from alerts.domain.application import Application, Status
from alerts.domain.change import Change, ChangeKind, change_since, first_noticed, is_better_known

_TOLD_FIELDS = (
    "description",
    "address",
    "appeal_raw",
    "appeal_start_date",
    "appeal_decision_raw",
    "appeal_decision_date",
)
_DECISION_FIELDS = ("decision", "decision_raw", "decision_date")
_NOT_DECIDED = (Status.UNDETERMINED, Status.WITHDRAWN, Status.RETURNED)


@dataclass(frozen=True)
class Known:
    """An application as it stands stored, and whether the silent first load brought it."""

    application: Application
    is_baseline: bool


@dataclass(frozen=True)
class Recording:
    """What to store for one reading. `keep` is None where the stored reading stays as it is."""

    keep: Application | None
    changes: tuple[Change, ...] = ()


def record(
    known: Known | None,
    reading: Application,
    *,
    is_baseline: bool,
    today: date,
    handed_over: frozenset[str] = frozenset(),
) -> Recording:
    """Decide what one reading does to what is known.

    A first reading after the baseline is `new` or, if old, noted. A reading that is held back never replaces
    a good one and is never told. An application that was held back, or could not be located but by its postcode,
    and now can be is told as new then (once: the ledger knows who has been told); one that the baseline held back
    is only noted.
    """
    if known is None:
        silent = is_baseline or reading.quarantine is not None
        return Recording(reading, () if silent else (first_noticed(reading, today),))
    before = known.application
    if reading.quarantine is not None:
        return Recording(reading if before.quarantine is not None else None)
    if before.quarantine is not None:
        told = released(reading, today, is_baseline=known.is_baseline)
        return Recording(reading, () if is_baseline else (told,))
    after = _keeping_what_is_lost(before, _keeping_site(before, reading))
    change = None if is_baseline else change_since(before, after, handed_over, today)
    late = None if is_baseline else _located_late(known, after, today)
    changes = tuple(found for found in (late, change) if found is not None)
    return Recording(after if after != before else None, changes)


def released(application: Application, today: date, *, is_baseline: bool) -> Change:
    """The change that an application makes by being held back no more. What the baseline brought is no news, but is
    noted, for whoever keeps a copy of what is public.
    """
    return Change(ChangeKind.NOTED) if is_baseline else first_noticed(application, today)


def _keeping_site(before: Application, reading: Application) -> Application:
    """A feed that loses a site's place, or has only its postcode left, has not moved the site."""
    is_lost = before.site is not None and (reading.site is None or is_better_known(before.site, reading.site))
    return replace(reading, site=before.site, extent=before.extent) if is_lost else reading


def _keeping_what_is_lost(before: Application, reading: Application) -> Application:
    """A feed that leaves a column blank for a while has taken nothing back, and what it fills in again is no news.
    A decision is taken back by a register that says the application is undetermined.
    """
    lost = {name: getattr(before, name) for name in _TOLD_FIELDS if not getattr(reading, name)}
    if not reading.is_decided and before.is_decided and reading.status not in _NOT_DECIDED:
        lost |= {name: getattr(before, name) for name in ("status", *_DECISION_FIELDS)}
    return replace(reading, **lost) if lost else reading


def _located_late(known: Known, after: Application, today: date) -> Change | None:
    before = known.application.site
    is_late = after.site is not None and (before is None or is_better_known(after.site, before))
    if known.is_baseline or not is_late:
        return None
    told = first_noticed(after, today)
    return told if told.kind is ChangeKind.NEW else None
