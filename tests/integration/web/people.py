"""The cast: Alice watches two places, Bob has not confirmed, Charlie has left. And the links in their mail."""

from dataclasses import dataclass, replace
from datetime import datetime

from alerts.db import address_changes, emails, signups, subscriptions
from alerts.db.session import Database
from alerts.domain.links import Claim, Purpose, token_for
from alerts.domain.subscription import Wishes
from alerts.services import mailboxes
from alerts.services.intake import Asked, note
from alerts.services.reception import Reception, take_in
from alerts.services.subscribing import confirm, end, living_of
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
    change: int = 0

    def link(self, purpose: Purpose, about: int = 0, issued_at: datetime = NOW, key: str = KEY) -> str:
        """The path of one of this person's links."""
        subject = self.subscriptions[0] if purpose is Purpose.CONFIRM else self.id
        if purpose is Purpose.ADDRESS:
            subject = self.change
        if purpose is Purpose.NEVER:
            about = 0
        return f"/{purpose}/{token_for(Claim(purpose, subject, self.generation, issued_at, about), key)}"


@dataclass(frozen=True)
class Cast:
    alice: Person
    bob: Person
    charlie: Person


def gather(database: Database, context: SiteContext) -> Cast:
    """Alice also thinks of another address."""
    alice = subscribed(database, context, ALICE, HOME, WARD)
    with database.writing() as session:
        change = address_changes.replace(session, alice.id, "alice@new.example", NOW)
        change.taken_in_at = NOW
        alice = replace(alice, change=change.id)
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
            asked = Asked(email, "/areas", f"192.0.2.{len(email)}", name, Wishes())
            note(session, context.desk(), asked)
    take_in(reception_of(context))
    with database.writing() as session:
        person = subscriptions.subscriber_of(session, email)
        assert person is not None
        rows = living_of(session, person.id)
        if is_confirmed:
            mailboxes.answered(session, context.identity, email)
        for row in rows:
            if is_confirmed:
                confirm(row, NOW)
        return Person(person.id, tuple(row.id for row in rows), person.generation)


def reception_of(context: SiteContext) -> Reception:
    """Whoever answers what is asked on this site."""
    return Reception(
        context.database,
        context.places,
        context.site,
        context.identity,
        context.timetable,
        context.clock,
        context.limits,
    )


def states(database: Database, person: Person) -> list[tuple[str, str]]:
    """(area, state) of all that a person ever asked for, in order."""
    with database.reading() as session:
        return [(area.name, row.state) for row, area in subscriptions.subscriptions_of(session, person.id)]


def emails_queued(database: Database, email: str) -> int:
    """How many e-mails wait for an address."""
    with database.reading() as session:
        person = subscriptions.subscriber_of(session, email)
        return len(emails.of_subscriber(session, person.id)) if person else 0


def requests_noted(database: Database) -> int:
    """How many requests wait for the worker."""
    with database.reading() as session:
        return len(signups.waiting(session, 1_000))
