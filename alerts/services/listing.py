"""What a page shows: the applications of an area, one application with its history."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from alerts.db import applications, references
from alerts.db.mapping import application_from_row, change_from_row, told_from_row
from alerts.db.tables import ApplicationRow
from alerts.domain.application import Application, ApplicationKey
from alerts.domain.change import ChangeKind
from alerts.domain.errors import NotFound
from alerts.domain.merging import fields_by_source
from alerts.domain.story import HistoryEntry, Story, published_at
from alerts.domain.urgency import deadline_ahead
from alerts.domain.watch_area import Reach, WatchArea, reach
from alerts.language import _

NEWEST = 50


@dataclass(frozen=True)
class Listed:
    """An application in an area, with how it stands to it, when we first noticed it, and the feeds that told of it, its
    own first.
    """

    id: int
    application: Application
    reach: Reach
    first_noticed_at: datetime
    is_baseline: bool
    feeds: tuple[str, ...]


@dataclass(frozen=True)
class ApplicationPage:
    """One application as its page shows it. `sources` holds, by feed, the fields that another feed than the
    application's own gave; `former_references` the references it had before, the latest first.
    """

    id: int
    application: Application
    first_noticed_at: datetime
    is_baseline: bool
    history: tuple[HistoryEntry, ...]
    sources: dict[str, tuple[str, ...]]
    former_references: tuple[str, ...]

    @property
    def changed_at(self) -> datetime:
        """When we last noticed anything new of it."""
        return max([self.first_noticed_at, *(entry.noticed_at for entry in self.history)])

    @property
    def story(self) -> Story:
        """The same as lists and feeds tell it."""
        return Story(
            application_id=self.id,
            published_at=published_at(self.application, self.first_noticed_at, is_baseline=self.is_baseline),
            changed_at=self.changed_at,
            times_changed=len(self.history),
            news=tuple(entry for entry in self.history if entry.change.kind is not ChangeKind.NOTED),
        )


def applications_in(session: Session, watch: WatchArea, limit: int = NEWEST) -> list[Listed]:
    """The newest applications of an area by received, valid or decision date, whether or not they changed."""
    found = []
    for each in _inside(session, watch):
        found.append(each)
        if len(found) >= limit:
            break
    return found


def open_in(session: Session, watch: WatchArea, today: date) -> list[Listed]:
    """All applications of an area that one can comment on today, what closes first at the head."""
    found = []
    for row in applications.open_candidates(session, watch, today):
        each = listed(row, watch)
        deadline = deadline_ahead(each.application, today)
        if deadline is not None and each.reach.is_inside:
            found.append((deadline, each.application.key, each))
    found.sort(key=lambda each: (each[0].day, each[0].is_estimate, each[1]))
    return [each for _, _, each in found]


def listed(row: ApplicationRow, watch: WatchArea) -> Listed:
    """An application as a list of an area has it, inside or not."""
    application = application_from_row(row)
    return Listed(
        row.id,
        application,
        reach(watch, application),
        row.first_noticed_at,
        is_baseline=row.is_baseline,
        feeds=told_by(row),
    )


def told_by(row: ApplicationRow) -> tuple[str, ...]:
    """The feeds that told of an application, its own first."""
    return (row.feed, *sorted({*row.sources.values()} - {row.feed}))


def application_page(session: Session, key: ApplicationKey) -> ApplicationPage:
    """Raises NotFound for an application that we do not know, or hold back."""
    row = applications.by_key(session, key)
    if row is None or row.quarantine is not None:
        raise NotFound(_("We know no application of this reference with this council."))
    return ApplicationPage(
        id=row.id,
        application=application_from_row(row),
        first_noticed_at=row.first_noticed_at,
        is_baseline=row.is_baseline,
        history=tuple(
            HistoryEntry(change_from_row(change), change.noticed_at)
            for change in applications.history(session, row.id)
            if change.state != "held"
        ),
        sources=fields_by_source(told_from_row(row)),
        former_references=tuple(references.of_application(session, row.id)),
    )


def current_key(session: Session, key: ApplicationKey) -> ApplicationKey | None:
    """What an application is called now that once was called so; None where it is what `key` says, but for case and
    spacing, or where we know none.
    """
    row = applications.by_key(session, key)
    if row is None or (row.authority, row.reference_normalised) == key.normalised:
        return None
    return ApplicationKey(row.authority, row.reference)


def _inside(session: Session, watch: WatchArea) -> Iterator[Listed]:
    for row in applications.candidates(session, watch):
        each = listed(row, watch)
        if each.reach.is_inside:
            yield each
