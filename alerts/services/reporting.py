"""Takes reports of wrong places from people without an account, and tells the operator: one letter a day at most."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from alerts.db import alarms, applications, counters, place_reports
from alerts.db.tables import ApplicationRow, PlaceReportRow
from alerts.domain.application import ApplicationKey
from alerts.domain.errors import NotFound
from alerts.domain.parts import Part
from alerts.domain.place_report import FAULT_WORDS, USUAL, PlaceFault, PlaceReport, ReportLimits
from alerts.domain.signup_limits import DAY, counted_as, network_of
from alerts.domain.wording import beginning, council_name
from alerts.language import _

NETWORK, APPLICATION = "reporter", "reported"
"""The kinds of counter."""

_ALARM = "wrong-place"
_MOST_IN_A_LETTER = 20
_LETTERS_OF_EACH = 120


class Report(NamedTuple):
    """A report as the operator reads it."""

    number: int
    authority: str
    reference: str
    fault: str
    words: str
    reported_at: datetime
    is_closed: bool

    @property
    def key(self) -> ApplicationKey:
        return ApplicationKey(self.authority, self.reference)


def report_place(
    session: Session,
    report: PlaceReport,
    ip: str | None,
    key: str,
    now: datetime,
    limits: ReportLimits = USUAL,
) -> bool:
    """Put a report down; False where its network has had its share of the day. One of an application that many have
    reported today is let go: the operator knows. Raises NotFound.
    """
    row = applications.by_key(session, report.application)
    if row is None or row.quarantine is not None:
        raise NotFound(_("We know no application of this reference with this council."))
    network = counted_as(NETWORK, network_of(ip), key)
    if not _has_room(session, network, limits.network_a_day, now):
        return False
    if _has_room(session, counted_as(APPLICATION, str(row.id), key), limits.application_a_day, now):
        place_reports.add(
            session,
            PlaceReportRow(application_id=row.id, fault=report.fault, words=report.words, reported_at=now),
        )
    return True


def _has_room(session: Session, counter: str, most: int, now: datetime) -> bool:
    """Whether one more may be counted, and is."""
    counters.hold(session, counter)
    if counters.since(session, counter, now - DAY) >= most:
        return False
    counters.add(session, counter, now)
    return True


def reports(session: Session, *, open_only: bool = True) -> list[Report]:
    return [
        _report(row, application) for row, application in place_reports.listed(session, open_only=open_only)
    ]


def review(session: Session, now: datetime) -> None:
    """Raise one alarm about the reports that came since the last letter, a day after that at the earliest."""
    for alarm in alarms.open_of(session, Part.REPORTS):
        if alarm.told_at is not None and now - alarm.told_at >= DAY:
            alarms.clear(session, Part.REPORTS, (_ALARM,), now)
    if alarms.open_of(session, Part.REPORTS):
        return
    waiting = place_reports.untold(session)
    if waiting:
        words = _letter_words([_report(row, application) for row, application in waiting])
        alarms.raise_once(session, Part.REPORTS, _ALARM, words, now)
        for row, _application in waiting:
            row.told_at = now


def _letter_words(found: Sequence[Report]) -> str:
    """A line a report, and where to see them all."""
    count = len(found)
    lines = [
        "Somebody says that an application is shown at the wrong place."
        if count == 1
        else f"{count:,} reports say that applications are shown at the wrong place."
    ]
    lines += map(_line, found[:_MOST_IN_A_LETTER])
    if count > _MOST_IN_A_LETTER:
        lines.append(f"And {count - _MOST_IN_A_LETTER:,} more.")
    lines.append(
        "All of them: planning-alerts reports list. When you have seen to one: reports close NUMBER."
    )
    return "\n".join(lines)


def _line(report: Report) -> str:
    said = f", “{beginning(report.words, _LETTERS_OF_EACH)}”" if report.words else ""
    return f"{report.number}: {council_name(report.authority)} {report.reference}, {report.fault}{said}"


def _report(row: PlaceReportRow, application: ApplicationRow) -> Report:
    return Report(
        row.id,
        application.authority,
        application.reference,
        FAULT_WORDS[PlaceFault(row.fault)],
        row.words,
        row.reported_at,
        row.closed_at is not None,
    )
