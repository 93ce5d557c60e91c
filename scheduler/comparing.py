"""What reading a stored record again comes to, beside the application that is known; changes nothing."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import Session

from alerts.db import applications, feeds, keys
from alerts.db.mapping import told_from_row
from alerts.db.tables import ApplicationRow, StoredRecordRow
from alerts.domain.application import Application, Site
from alerts.domain.change import Difference
from alerts.domain.merging import merged
from alerts.domain.recording import Known, record
from alerts.services.recording import as_judged
from alerts.services.workbench import Became, Compared
from scheduler.feeds.reading.record import Reading
from scheduler.page import Problem

_NOT_COMPARED = frozenset({"feed", "feed_key", "notes", "extent"})
_LONGEST_SHOWN = 300


class Again(NamedTuple):
    """A stored record with its reading of today; `placed` is its application, put on the map."""

    row: StoredRecordRow
    reading: Reading
    placed: Application | None


def compared(session: Session, feed: str, again: list[Again], today: date) -> list[Compared]:
    """What each of these comes to, as of now."""
    placed = [each.placed for each in again if each.placed is not None]
    said = keys.said(session, feed, [application.feed_key for application in placed])
    known = applications.known_rows(session, feed, placed)
    ranks = feeds.ranks(session)
    found = []
    for each in again:
        row, application = each.row, each.placed
        if application is None:
            found.append(_problem(each))
            continue
        about = Compared(row.id, row.key, application.reference, Became.OVERTAKEN)
        if is_overtaken(each) and application.feed_key in said:
            found.append(about)
            continue
        judged = as_judged(application, said)
        found.append(_beside(about, known.row_of(judged), judged, ranks, today))
    return found


def is_overtaken(again: Again) -> bool:
    """Whether the record was kept under no name of its own: should its application be known, it is so from later."""
    application = again.placed
    return application is not None and again.row.key not in (again.reading.record, application.feed_key)


def _problem(again: Again) -> Compared:
    outcome = again.reading.outcome
    words = f"{outcome.reason}: {outcome.detail}" if isinstance(outcome, Problem) else ""
    return Compared(again.row.id, again.row.key, again.reading.record, Became.PROBLEM, words)


def _beside(
    about: Compared, row: ApplicationRow | None, application: Application, ranks: feeds.Ranks, today: date
) -> Compared:
    def became(what: Became, *differences: Difference) -> Compared:
        return Compared(
            about.number, about.key, about.reference, what, application.quarantine or "", differences
        )

    if application.quarantine is not None:
        return became(Became.HELD_BACK)
    if row is None:
        return became(Became.NEW, *_differences(None, application))
    before = told_from_row(row)
    heard = merged(before, application, ranks.of)
    known = Known(before.application, row.is_baseline)
    kept = record(
        known, heard.told.application, is_baseline=False, today=today, handed_over=heard.handed_over
    ).keep
    differences = tuple(_differences(before.application, kept)) if kept is not None else ()
    if before.application.quarantine is not None:
        return became(Became.NEW, *differences)
    return became(Became.CHANGED if differences else Became.UNCHANGED, *differences)


def _differences(before: Application | None, after: Application) -> Iterator[Difference]:
    for field in fields(Application):
        if field.name in _NOT_COMPARED:
            continue
        was, now = _shown(getattr(before, field.name, None)), _shown(getattr(after, field.name))
        if was != now:
            yield Difference(field.name, was, now)


def _shown(value: object) -> str | None:
    """A value in a line."""
    if value is None or value == "":
        return None
    if isinstance(value, Site):
        centre = value.geometry.centroid
        return f"{value.precision} at {centre.x:.0f}, {centre.y:.0f}"
    return str(value)[:_LONGEST_SHOWN]
