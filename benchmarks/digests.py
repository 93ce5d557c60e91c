"""People to whom digests of ten applications are due, each round a place of their own, for benchmarks of composing."""

from typing import Any

from sqlalchemy import delete, func, insert, select, update

from alerts.db.mapping import watch_area_columns
from alerts.db.session import Database
from alerts.db.tables import (
    AlertRow,
    DigestRow,
    EmailRow,
    SubscriberRow,
    SubscriptionRow,
    WatchAreaRow,
)
from alerts.domain.subscription import Frequency, Wishes
from tests.factories import NOW, a_change, a_circle, all_of, an_application, at, stored, subscribe

EACH = 10
_CHUNK = 500
_DESCRIPTION = (
    "Erection of a single storey rear extension and a loft conversion with two dormers to the rear roof slope, "
    "the replacement of all windows, and works to the garden wall on the boundary with house number {number}"
)


def fill(database: Database, people: int) -> None:
    """So many people with ten alerts due now, of a tenth as many applications: each is told to a hundred of them."""
    with database.writing() as session:
        first = subscribe(session, "first@example.com", all_of(), wishes=Wishes(frequency=Frequency.DAILY))
        changes = [
            a_change(session, stored(session, an_application(number, description=_DESCRIPTION.format(number=number),
                                                             site=at(number % 300)))).id
            for number in range(max(EACH, people // 10))
        ]  # fmt: skip
        wishes = {
            column.name: getattr(first, column.key)
            for column in SubscriptionRow.__table__.columns
            if column.name not in ("id", "subscriber_id", "watch_area_id")
        }
    for start in range(2, people + 2, _CHUNK):
        _add(database, range(start, min(start + _CHUNK, people + 2)), changes, wishes)


def _add(database: Database, people: range, changes: list[int], wishes: dict[str, Any]) -> None:
    with database.writing() as session:
        session.execute(insert(SubscriberRow), [_person(number) for number in people])
        session.execute(
            insert(WatchAreaRow),
            [
                {"id": number, "created_at": NOW, **watch_area_columns(a_circle(300, number))}
                for number in people
            ],
        )
        session.execute(
            insert(SubscriptionRow),
            [{**wishes, "id": number, "subscriber_id": number, "watch_area_id": number} for number in people],
        )
        session.execute(
            insert(AlertRow),
            [
                {"subscription_id": number, "change_id": changes[(number * 7 + each) % len(changes)],
                 "reason": f"{(number * 13 + each) % 290} m east of your point", "due_at": NOW, "created_at": NOW}
                for number in people
                for each in range(EACH)
            ],
        )  # fmt: skip


def _person(number: int) -> dict[str, Any]:
    email = f"p{number}@example{number % 50}.com"
    return {"id": number, "email": email, "limit_key": email, "created_at": NOW, "generation": 0}


def take_back(database: Database) -> None:
    """As if nothing had been composed."""
    with database.writing() as session:
        session.execute(delete(DigestRow))
        session.execute(update(AlertRow).values(email_id=None))
        session.execute(delete(EmailRow))


def composed(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(EmailRow)) or 0
