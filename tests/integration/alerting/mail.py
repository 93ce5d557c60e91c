"""Alerts put into e-mails, as short as a test wants to say it."""

from collections.abc import Callable

from sqlalchemy import select

from alerts.db.session import Database
from alerts.db.tables import ApplicationRow, ChangeRow, EmailRow
from alerts.domain.change import ChangeKind
from alerts.domain.subscription import Frequency, Wishes
from alerts.services.alerting import MatchReport
from alerts.services.composing import compose_due
from tests.factories import IDENTITY, NOW, SITE, TIMETABLE, a_change, an_application, stored
from tests.fakes import HandClock

Match = Callable[[], MatchReport]
ALICE = "alice@example.com"
DAILY, INSTANT = Wishes(frequency=Frequency.DAILY), Wishes(frequency=Frequency.INSTANT)


def compose(database: Database, clock: HandClock) -> int:
    return compose_due(database, SITE, IDENTITY, TIMETABLE, clock)


def emails(database: Database) -> list[EmailRow]:
    with database.reading() as session:
        return list(session.scalars(select(EmailRow).order_by(EmailRow.composed_at, EmailRow.id)))


def happen(database: Database, number: int, kind: ChangeKind = ChangeKind.NEW, **changed: object) -> None:
    with database.writing() as session:
        noticed_at = changed.pop("noticed_at", NOW)
        a_change(session, stored(session, an_application(number, **changed)), kind, noticed_at)


def poison(database: Database, reference: str, differences: list[list[str]] | None = None) -> None:
    """What no program has words for, in the changes of an application; or other differences in its place."""
    with database.writing() as session:
        told = select(ChangeRow).join(ApplicationRow, ChangeRow.application_id == ApplicationRow.id)
        for row in session.scalars(told.where(ApplicationRow.reference == reference)):
            row.differences = [["valid_date", "no day", "no day"]] if differences is None else differences


def said(email: EmailRow) -> str:
    """The text part, its lines joined."""
    return " ".join(email.text.split())


def references_in(email: EmailRow) -> list[str]:
    lines = email.text.splitlines()
    return [line.removeprefix("Reference: ") for line in lines if line.startswith("Reference: ")]
