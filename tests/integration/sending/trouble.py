"""What a mail server in trouble answers, and what is kept of it."""

from collections.abc import Iterator

from sqlalchemy import select

from alerts.db import post_state
from alerts.db.session import Database
from alerts.db.tables import AlarmRow, EmailRow
from alerts.domain.post_health import PostHealth
from alerts.mail.outcome import NotSent, Sent
from tests.fakes import RecordingSender

ALICE, BOB, CHARLIE = "alice@example.com", "bob@example.com", "charlie@example.com"
OK = Sent("250 ok")
REFUSED = NotSent(False, None, "could not connect: [Errno 111] Connection refused", True, True)
WRONG_PASSWORD = NotSent(False, 535, "5.7.8 authentication failed", True, True)
THROTTLED = NotSent(False, 454, "4.7.0 throttled", False, True)
HANGS_UP = NotSent(False, 421, "4.3.2 bye", True, True, uses_up_a_try=True)
GREYLISTED = NotSent(False, 451, "4.7.1 <somebody@example.com> try again later", False, False)
NO_SUCH_BOX = NotSent(True, 550, "5.7.1 not from you", False, False)


class _Everybody(dict[str, list[object]]):
    """Whoever the letter is to, the answer is the same until it is changed."""

    def __init__(self, answer: object) -> None:
        super().__init__()
        self.answer = answer

    def get(self, *_: object) -> list[object]:
        return [self.answer]


def answer_all(sender: RecordingSender, answer: object) -> None:
    sender.answers = _Everybody(answer)  # type: ignore[assignment]


def health(database: Database) -> PostHealth:
    with database.reading() as session:
        return post_state.health(session)


def email_row(database: Database, email_id: str) -> EmailRow:
    with database.reading() as session:
        return session.get_one(EmailRow, email_id)


def alarms(database: Database) -> list[AlarmRow]:
    with database.reading() as session:
        return list(session.scalars(select(AlarmRow).order_by(AlarmRow.id)))


def states(database: Database) -> Iterator[tuple[str, int]]:
    with database.reading() as session:
        return ((row.state, row.attempts) for row in session.scalars(select(EmailRow)).all())
