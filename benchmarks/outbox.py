"""An outbox full of digests of ten applications, for the benchmarks and the tests that need a large one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from alerts.db.session import Database
from alerts.db.tables import AlertRow, ChangeRow, EmailRow, SubscriberRow, SubscriptionRow
from alerts.mail.compose import Email, compose_alert
from alerts.services.identity import MailIdentity
from alerts.services.letters import letter_to_store
from tests.factories import IDENTITY, NOW, SITE, a_change, all_of, an_application, stored, subscribe
from tests.unit.mail.alerts import an_alert, an_item

_CHUNK = 1_000
DESCRIPTION = (
    "Erection of a single storey rear extension and a loft conversion with two dormers to the rear roof slope, "
    "the replacement of all windows, and works to the garden wall on the boundary with the neighbouring house"
)


@lru_cache(1)
def digest() -> Email:
    """A digest of ten applications in full, of about 24 kB once it is on its way."""
    items = [an_item(number, description=f"{DESCRIPTION}, number {number}") for number in range(1, 11)]
    return compose_alert(an_alert(*items), SITE)


@dataclass(frozen=True)
class _Ground:
    """What is there for all: the place that everybody watches, how, what happened there, and the last of the people."""

    area: int
    wishes: dict[str, Any]
    changes: tuple[int, ...]
    last: int


def fill(database: Database, count: int, *, has_letters: bool = True) -> None:
    """Queue so many digests, each to somebody of their own who still wants it."""
    ground = _ground(database)
    for people in _in_chunks(ground.last + 1, count):
        with database.writing() as session:
            _add_people(session, people, ground)
            session.execute(
                insert(EmailRow), [queued_row(number, IDENTITY, has_letter=has_letters) for number in people]
            )
            alerts = [_alert(number, ground.changes[0], email_id(number)) for number in people]
            session.execute(insert(AlertRow), alerts)


def owe(database: Database, count: int) -> None:
    """Let so many people have ten alerts due that are not put into words yet."""
    ground = _ground(database)
    for people in _in_chunks(ground.last + 1, count):
        with database.writing() as session:
            _add_people(session, people, ground)
            alerts = [_alert(number, change, None) for number in people for change in ground.changes]
            session.execute(insert(AlertRow), alerts)


def _ground(database: Database) -> _Ground:
    with database.writing() as session:
        first = session.scalars(select(SubscriptionRow).order_by(SubscriptionRow.id)).first()
        if first is None:
            first = subscribe(session, "first@example.com", all_of())
            for number in range(1, 11):
                application = an_application(number, description=f"{DESCRIPTION}, number {number}")
                a_change(session, stored(session, application))
        wishes = {
            column.name: getattr(first, column.key)
            for column in SubscriptionRow.__table__.columns
            if column.name not in ("id", "subscriber_id", "watch_area_id")
        }
        changes = tuple(session.scalars(select(ChangeRow.id).order_by(ChangeRow.id)))
        last = session.scalar(select(func.max(SubscriberRow.id))) or 0
        return _Ground(first.watch_area_id, wishes, changes, last)


def _in_chunks(first: int, count: int) -> Iterator[range]:
    for start in range(first, first + count, _CHUNK):
        yield range(start, min(start + _CHUNK, first + count))


def _add_people(session: Session, people: range, ground: _Ground) -> None:
    session.execute(
        insert(SubscriberRow),
        [
            {
                "id": number,
                "email": f"p{number}@example{number % 50}.com",
                "created_at": NOW,
                "generation": 0,
                "limit_key": f"p{number}",
            }
            for number in people
        ],
    )
    watched = {**ground.wishes, "watch_area_id": ground.area}
    session.execute(
        insert(SubscriptionRow), [{**watched, "id": number, "subscriber_id": number} for number in people]
    )


def _alert(subscription: int, change: int, email: str | None) -> dict[str, Any]:
    return {
        "subscription_id": subscription,
        "change_id": change,
        "reason": "in Camden",
        "due_at": NOW,
        "created_at": NOW,
        "email_id": email,
    }


def email_id(number: int) -> str:
    return f"{number:032x}"


def queued_row(
    number: int, identity: MailIdentity, *, has_letter: bool, next_try_at: datetime = NOW
) -> dict[str, Any]:
    """One digest as it stands in the outbox."""
    words = digest()
    row: dict[str, Any] = {
        "id": email_id(number),
        "lane": "alert",
        "subscriber_id": number,
        "message_id": identity.message_id(email_id(number)),
        "composed_at": NOW,
        "subject": words.subject,
        "text": words.text,
        "html": words.html,
        "pictures": [],
        "list_id": "alerts",
        "state": "queued",
        "attempts": 0,
        "lease_no": 0,
        "next_try_at": next_try_at,
    }
    return row | {"letter": letter_to_store(identity, EmailRow(**row)) if has_letter else None}
