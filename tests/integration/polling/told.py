"""What the database holds after polls, as short as a test wants to say it."""

from sqlalchemy import select

from alerts.db.session import Database
from alerts.db.tables import ApplicationRow, ChangeRow, FeedRow
from alerts.domain.precedence import Precedence
from scheduler.poll import poll_feed
from scheduler.poll_run import PollReport
from scheduler.poller import Poller
from tests.fakes import FakeKind, Served, a_feed


def poll(
    poller: Poller,
    *pages: Served,
    name: str = "camden",
    precedence: Precedence = Precedence.COUNCIL,
    total: int | None = None,
) -> PollReport:
    return poll_feed(poller, a_feed(FakeKind(*pages, total=total), name, precedence))


def baseline(
    poller: Poller,
    *pages: Served,
    name: str = "camden",
    precedence: Precedence = Precedence.COUNCIL,
    total: int | None = None,
) -> None:
    """The silent first load."""
    report = poll(poller, *(pages or ([],)), name=name, precedence=precedence, total=total)
    assert report.error is None


def changes_told(database: Database) -> list[tuple[str, str, str]]:
    """(kind, reference, state) of all changes, oldest first."""
    with database.reading() as session:
        rows = session.execute(
            select(ChangeRow.kind, ApplicationRow.reference, ChangeRow.state)
            .join(ApplicationRow, ChangeRow.application_id == ApplicationRow.id)
            .order_by(ChangeRow.id)
        )
        return [(kind, reference, state) for kind, reference, state in rows]


def references(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(ApplicationRow.reference).order_by(ApplicationRow.id)))


def feed(database: Database, name: str = "camden") -> FeedRow:
    with database.reading() as session:
        return session.get_one(FeedRow, name)


def application(database: Database, reference: str) -> ApplicationRow:
    with database.reading() as session:
        return session.scalars(select(ApplicationRow).where(ApplicationRow.reference == reference)).one()
