"""The cast: Alice watches two places, Bob has not confirmed, Charlie has left. And the links in their mail."""

from dataclasses import dataclass
from datetime import datetime

from alerts.db import emails, subscriptions
from alerts.db.session import Database
from alerts.domain.links import Claim, Purpose, token_for
from alerts.domain.subscription import Wishes
from alerts.domain.watch_area import parse_area_name
from alerts.services.areas import watch_area
from alerts.services.subscribing import confirm, end, living_of, request_subscription
from alerts.web.context import SiteContext
from tests.integration.web.neighbourhood import KEY, NOW

ALICE, BOB, CHARLIE = "alice@example.org", "bob@example.org", "charlie@example.org"
HOME, WARD = "postcode:NW51TL:400", "ward:E05013658"


@dataclass(frozen=True)
class Person:
    """A subscriber's number and those of their subscriptions."""

    id: int
    subscriptions: tuple[int, ...]
    generation: int

    def link(self, purpose: Purpose, about: int = 0, issued_at: datetime = NOW, key: str = KEY) -> str:
        """The path of one of this person's links."""
        subject = self.subscriptions[0] if purpose is Purpose.CONFIRM else self.id
        return f"/{purpose}/{token_for(Claim(purpose, subject, self.generation, issued_at, about), key)}"


@dataclass(frozen=True)
class Cast:
    alice: Person
    bob: Person
    charlie: Person


def gather(database: Database, context: SiteContext) -> Cast:
    alice = subscribed(database, context, ALICE, HOME, WARD)
    bob = subscribed(database, context, BOB, HOME, is_confirmed=False)
    charlie = subscribed(database, context, CHARLIE, HOME)
    with database.writing() as session:
        end(living_of(session, charlie.id), NOW)
    return Cast(alice, bob, charlie)


def subscribed(
    database: Database, context: SiteContext, email: str, *areas: str, is_confirmed: bool = True
) -> Person:
    """Let somebody ask for these areas, and confirm them."""
    with database.writing() as session:
        for name in areas:
            watch = watch_area(session, context.places, parse_area_name(name))
            request_subscription(session, context.desk(), email, watch, Wishes())
        person = subscriptions.subscriber_of(session, email)
        assert person is not None
        rows = living_of(session, person.id)
        for row in rows:
            if is_confirmed:
                confirm(row, NOW)
        return Person(person.id, tuple(row.id for row in rows), person.generation)


def states(database: Database, person: Person) -> list[tuple[str, str]]:
    """(area, state) of all that a person ever asked for, in order."""
    with database.reading() as session:
        return [(area.name, row.state) for row, area in subscriptions.subscriptions_of(session, person.id)]


def emails_queued(database: Database, email: str) -> int:
    """How many e-mails wait for an address."""
    with database.reading() as session:
        person = subscriptions.subscriber_of(session, email)
        return len(emails.of_subscriber(session, person.id)) if person else 0
