"""A service that mails people, to be copied and put back amid its work."""

from alerts.db.session import Database
from alerts.services.alerting import match_changes
from alerts.services.composing import compose_due
from alerts.services.post import Post
from alerts.services.putting_back import Standing, decide, standing_of
from alerts.services.sending import send_due
from tests.factories import (
    IDENTITY,
    NOW,
    SITE,
    TIMETABLE,
    a_change,
    all_of,
    an_application,
    stored,
    subscribe,
)
from tests.fakes import HandClock, RecordingSender


class Service:
    """The service on one database, and the mail that it sent."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.sender = RecordingSender()

    def work(self) -> list[str]:
        """Match, compose and send all that may go; whom it went to."""
        before = len(self.sender.recipients)
        match_changes(self.database, TIMETABLE, HandClock())
        compose_due(self.database, SITE, IDENTITY, TIMETABLE, HandClock())
        self.send()
        return self.sender.recipients[before:]

    def send(self) -> None:
        send_due(Post(self.database, self.sender, SITE, IDENTITY, HandClock(), rate_per_second=1e9))

    def notice(self, number: int) -> None:
        with self.database.writing() as session:
            a_change(session, stored(session, an_application(number)))

    def decide(self, action: str) -> Standing:
        with self.database.writing() as session:
            return decide(session, action, NOW)

    def standing(self) -> Standing:
        with self.database.reading() as session:
            return standing_of(session)


def amid_its_work(database: Database) -> Service:
    """Alice has been told of one application, and an e-mail about another is about to go."""
    with database.writing() as session:
        subscribe(session, "alice@example.com", all_of())
    made = Service(database)
    made.notice(1)
    assert made.work() == ["alice@example.com"]
    made.notice(2)
    match_changes(database, TIMETABLE, HandClock())
    compose_due(database, SITE, IDENTITY, TIMETABLE, HandClock())
    return made
