"""One page of the whole register as a program asks for it: exact by every filter, and never long in the making."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from alerts.db import applications, references
from alerts.db import register_pages as stretches
from alerts.db.mapping import application_from_row
from alerts.db.register_pages import Asked, Stretch, position_of
from alerts.db.tables import ApplicationRow
from alerts.domain.application import Application, ApplicationKey
from alerts.domain.errors import NotFound
from alerts.domain.register_query import Position
from alerts.language import _
from alerts.services.in_place import in_place
from alerts.services.listing import told_by

MOST_STRETCHES = 4
"""So often one page goes on where the exact shape of an area left out what its box had let in."""


@dataclass(frozen=True)
class Registered:
    """An application with the feeds that told of it, its own first, and the moments at which we first read it and at
    which it last changed here.
    """

    application: Application
    feeds: tuple[str, ...]
    first_noticed_at: datetime
    changed_at: datetime


@dataclass(frozen=True)
class RegisterPage:
    """Some applications in order, and from where to go on: None at the end alone. A page may be short, or empty, long
    before the end, where much had to be looked at for little.
    """

    items: tuple[Registered, ...]
    end: Position | None


def register_page(session: Session, asked: Asked, after: Position | None, limit: int) -> RegisterPage:
    """The next `limit` applications at the most, after a position or from the beginning.

    Raises SearchTooSlow where words are too common for the database to find in time.
    """
    stretches.plan_for_pages(session)
    known = stretches.few(session, asked)
    found: list[ApplicationRow] = []
    for _turn in range(MOST_STRETCHES):
        # One more than is shown tells whether there is a next page, rather than one that turns out to be empty.
        wanted = limit + 1 - len(found)
        stretch = (
            stretches.walked(session, asked, after, wanted)
            if known is None
            else stretches.among(session, asked, known, after, wanted)
        )
        found += _inside(asked, stretch)
        after = stretch.end
        if len(stretch.rows) < wanted or len(found) > limit:
            break
    if len(found) > limit:
        found, after = found[:limit], position_of(found[limit - 1], asked.query.order)
    return RegisterPage(tuple(map(registered, found)), after)


def _inside(asked: Asked, stretch: Stretch) -> Sequence[ApplicationRow]:
    rows: Sequence[ApplicationRow] = stretch.rows
    for watch in asked.areas:
        rows = list(in_place(watch, rows))
    return rows


def registered(row: ApplicationRow) -> Registered:
    return Registered(application_from_row(row), told_by(row), row.first_noticed_at, row.changed_at)


@dataclass(frozen=True)
class OneRegistered:
    """One application with the references that it had before, the latest first."""

    registered: Registered
    former_references: tuple[str, ...]


def one_registered(session: Session, key: ApplicationKey) -> OneRegistered:
    """One application by its reference, whatever its case and spacing. Raises NotFound."""
    row = applications.by_key(session, key)
    if row is None or row.quarantine is not None:
        raise NotFound(_("We know no application of this reference with this council."))
    return OneRegistered(registered(row), tuple(references.of_application(session, row.id)))
