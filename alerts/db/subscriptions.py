"""Subscribers, their subscriptions and watch areas, and what they have muted."""

import itertools
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from alerts.db import ledger, locks
from alerts.db.locks import Lock
from alerts.db.mapping import watch_area_columns
from alerts.db.session import is_writing
from alerts.db.tables import MuteRow, SubscriberRow, SubscriptionRow, WatchAreaRow
from alerts.domain.address import limit_key
from alerts.domain.change import ChangeKind
from alerts.domain.subscription import Frequency, Wishes
from alerts.domain.watch_area import AreaKind, AreaName, WatchArea


def subscriber_of(session: Session, email: str) -> SubscriberRow | None:
    return session.scalars(select(SubscriberRow).where(SubscriberRow.email == email)).first()


def subscriber(session: Session, subscriber_id: int) -> SubscriberRow | None:
    """A person. Within a write nobody else changes what is theirs, and no change is noticed or matched, until it
    ends: what a person asks for holds for whole changes, before it or after it.
    """
    if not is_writing(session):
        return session.get(SubscriberRow, subscriber_id)
    locks.share(session, Lock.RECORDING)
    locks.share_matching(session)
    return locked_subscriber(session, subscriber_id)


def locked_subscriber(session: Session, subscriber_id: int) -> SubscriberRow | None:
    """A person, of whom nobody else writes until this transaction ends."""
    return session.get(
        SubscriberRow, subscriber_id, with_for_update={"key_share": True}, populate_existing=True
    )


def lock_people(session: Session, subscriber_ids: Sequence[int]) -> dict[int, SubscriberRow]:
    """Those of these people of whom nobody else writes just now; nor does anybody until the transaction ends."""
    people = select(SubscriberRow).where(SubscriberRow.id.in_(subscriber_ids)).order_by(SubscriberRow.id)
    locked = people.with_for_update(key_share=True, skip_locked=True)
    return {row.id: row for row in session.scalars(locked, execution_options={"populate_existing": True})}


def people(session: Session, subscriber_ids: Sequence[int]) -> dict[int, SubscriberRow]:
    """The same, only looked at."""
    rows = session.scalars(select(SubscriberRow).where(SubscriberRow.id.in_(subscriber_ids)))
    return {row.id: row for row in rows}


def authorities_watched(session: Session, subscriber_ids: Sequence[int]) -> dict[int, frozenset[str]]:
    """The authorities that these people's confirmed areas touch."""
    found: dict[int, set[str]] = {}
    for subscriber_id, codes in session.execute(
        select(SubscriptionRow.subscriber_id, WatchAreaRow.authorities)
        .join(WatchAreaRow, SubscriptionRow.watch_area_id == WatchAreaRow.id)
        .where(SubscriptionRow.subscriber_id.in_(subscriber_ids), SubscriptionRow.state == "confirmed")
    ):
        found.setdefault(subscriber_id, set()).update(codes)
    return {subscriber_id: frozenset(codes) for subscriber_id, codes in found.items()}


def lock_mailbox(session: Session, email: str) -> None:
    """Wait for everybody who writes of this mailbox's people, however it was spelt, or adds one, and keep them waiting
    until the transaction ends. Call it before anything else is locked or read.
    """
    locks.take(session, Lock.MAILBOX, limit_key(email))
    theirs = select(SubscriberRow.id).where(SubscriberRow.limit_key == limit_key(email))
    session.execute(theirs.order_by(SubscriberRow.id).with_for_update(key_share=True)).all()


def find_or_add_subscriber(session: Session, email: str, now: datetime) -> SubscriberRow:
    """The person with this address. Until the transaction ends, nobody else asks for anything with a spelling of it."""
    locks.take(session, Lock.MAILBOX, limit_key(email))
    found = subscriber_of(session, email)
    if found is not None:
        return locked_subscriber(session, found.id) or found
    added = SubscriberRow(
        email=email, limit_key=limit_key(email), generation=secrets.randbelow(2**16), created_at=now
    )
    session.add(added)
    session.flush()
    return added


def watch_area_row(session: Session, name: AreaName) -> WatchAreaRow | None:
    """The area of this name; of a ward redrawn under its old code, the one asked for last."""
    named = select(WatchAreaRow).where(WatchAreaRow.name == str(name))
    return session.scalars(named.order_by(WatchAreaRow.id.desc())).first()


def find_or_add_watch_area(session: Session, watch: WatchArea, now: datetime) -> WatchAreaRow:
    """The stored area of the same name and the same boundary's year. A ward that was drawn anew within a year is
    stored beside what it was: `2026.2`.
    """
    columns = watch_area_columns(watch)
    row = _find_or_add(session, columns, now)
    for edition in itertools.count(2):
        if watch.name.kind is not AreaKind.WARD or row.core == columns["core"]:
            break
        row = _find_or_add(session, columns | {"vintage": f"{watch.vintage}.{edition}"}, now)
    return row


def _find_or_add(session: Session, columns: dict[str, Any], now: datetime) -> WatchAreaRow:
    same = select(WatchAreaRow).where(
        WatchAreaRow.name == columns["name"], WatchAreaRow.vintage == columns["vintage"]
    )
    found = session.scalars(same).first()
    if found is not None:
        return found
    try:
        with session.begin_nested():
            added = WatchAreaRow(**columns, created_at=now)
            session.add(added)
        return added
    except IntegrityError:  # as above
        return session.scalars(same).one()


def rename_followed(session: Session, authority: str, before: str, after: str) -> None:
    """Who follows an application goes on following it under its new reference."""
    name = f"{AreaKind.APPLICATION}:{authority}"
    row = session.scalars(select(WatchAreaRow).where(WatchAreaRow.name == f"{name}:{before}")).first()
    taken = session.scalars(select(WatchAreaRow.id).where(WatchAreaRow.name == f"{name}:{after}")).first()
    if row is not None and taken is None:
        row.name, row.application_reference = f"{name}:{after}", after
        row.label = row.label.replace(before, after)
        row.pack_no = None  # whoever holds it packed learns of it by its next number


def living(session: Session, subscriber_id: int, watch_area_id: int) -> SubscriptionRow | None:
    """The one subscription of a person to an area that has not ended."""
    return session.scalars(
        select(SubscriptionRow).where(
            SubscriptionRow.subscriber_id == subscriber_id,
            SubscriptionRow.watch_area_id == watch_area_id,
            SubscriptionRow.state != "ended",
        )
    ).first()


def living_of_name(session: Session, subscriber_id: int, name: AreaName) -> SubscriptionRow | None:
    """A person's subscription to an area of this name, whichever year's boundary it has, that has not ended."""
    return living_named(session, subscriber_id, str(name))


def living_named(session: Session, subscriber_id: int, name: str) -> SubscriptionRow | None:
    """As above, of a name as it is stored."""
    return session.scalars(
        select(SubscriptionRow)
        .join(WatchAreaRow, SubscriptionRow.watch_area_id == WatchAreaRow.id)
        .where(
            SubscriptionRow.subscriber_id == subscriber_id,
            WatchAreaRow.name == name,
            SubscriptionRow.state != "ended",
        )
    ).first()


def subscription(session: Session, subscription_id: int) -> SubscriptionRow | None:
    """A subscription; within a write under the lock of its person, as it stands once that is held."""
    row = session.get(SubscriptionRow, subscription_id)
    if row is None or not is_writing(session):
        return row
    subscriber(session, row.subscriber_id)
    return session.get(
        SubscriptionRow, subscription_id, with_for_update={"key_share": True}, populate_existing=True
    )


def own(session: Session, subscriber_id: int, subscription_id: int) -> SubscriptionRow | None:
    """As above, of this person and nobody else: another's row is not even waited for."""
    row = session.get(SubscriptionRow, subscription_id)
    is_own = row is not None and row.subscriber_id == subscriber_id
    return subscription(session, subscription_id) if is_own else None


def area_of(session: Session, row: SubscriptionRow) -> WatchAreaRow:
    """The watch area of a subscription."""
    return session.get_one(WatchAreaRow, row.watch_area_id)


def subscriptions_of(
    session: Session, subscriber_id: int, *, states: Iterable[str] = ("pending", "confirmed", "ended")
) -> list[tuple[SubscriptionRow, WatchAreaRow]]:
    found = session.execute(
        select(SubscriptionRow, WatchAreaRow)
        .join(WatchAreaRow, SubscriptionRow.watch_area_id == WatchAreaRow.id)
        .where(SubscriptionRow.subscriber_id == subscriber_id, SubscriptionRow.state.in_(list(states)))
        .order_by(SubscriptionRow.id)
    )
    return [(row, area) for row, area in found]


def pending_in_mailbox(session: Session, email: str) -> int:
    """How many subscriptions of this mailbox, however its address was spelt, wait to be confirmed."""
    return (
        session.scalar(
            select(func.count())
            .select_from(SubscriptionRow)
            .join(SubscriberRow, SubscriptionRow.subscriber_id == SubscriberRow.id)
            .where(SubscriberRow.limit_key == limit_key(email), SubscriptionRow.state == "pending")
        )
        or 0
    )


def confirmed_cores(session: Session) -> list[bytes]:
    """The core of the area of every confirmed subscription whose area has one."""
    found = session.scalars(
        select(WatchAreaRow.core)
        .join(SubscriptionRow, SubscriptionRow.watch_area_id == WatchAreaRow.id)
        .where(SubscriptionRow.state == "confirmed", WatchAreaRow.core.is_not(None))
        .order_by(SubscriptionRow.id)
    )
    return [core for core in found if core is not None]


def reminder_days(session: Session) -> set[int]:
    """The numbers of days before a last day to comment at which a reminder is to be made for somebody."""
    asks = cast(SubscriptionRow.changes, String).contains(ChangeKind.DEADLINE_NEAR)
    asked = (
        SubscriptionRow.remind_days,
        SubscriptionRow.frequency,
        SubscriptionRow.digest_hour,
    )
    found = session.execute(select(*asked).where(SubscriptionRow.state == "confirmed", asks).distinct())
    return {
        Wishes(frequency=Frequency(frequency), remind_days=days, hour=hour).reminder_days
        for days, frequency, hour in found
    }


def counts_by_state(session: Session) -> dict[str, int]:
    found = session.execute(select(SubscriptionRow.state, func.count()).group_by(SubscriptionRow.state))
    return dict(found.all())


def subscriber_count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(SubscriberRow)) or 0


def is_muted(session: Session, subscriber_id: int, application_id: int) -> bool:
    return session.get(MuteRow, (subscriber_id, application_id)) is not None


def mutes_among(session: Session, application_ids: Iterable[int]) -> set[tuple[int, int]]:
    """(subscriber, application) pairs muted among these applications."""
    found = session.execute(
        select(MuteRow.subscriber_id, MuteRow.application_id).where(
            MuteRow.application_id.in_(list(application_ids))
        )
    )
    return {(person, application) for person, application in found}


def mutes_of(session: Session, subscriber_id: int) -> list[MuteRow]:
    return list(session.scalars(select(MuteRow).where(MuteRow.subscriber_id == subscriber_id)))


def mute(session: Session, subscriber_id: int, application_id: int, now: datetime) -> None:
    """A person is told of an application no more, nor of what waits already."""
    ledger.set_aside_muted(session, subscriber_id, application_id)
    session.merge(MuteRow(subscriber_id=subscriber_id, application_id=application_id, muted_at=now))


def unmute(session: Session, subscriber_id: int, application_id: int) -> None:
    """A person is told again of what happens from now on."""
    if is_muted(session, subscriber_id, application_id):
        ledger.set_aside_muted(session, subscriber_id, application_id)
    session.execute(
        delete(MuteRow).where(
            MuteRow.subscriber_id == subscriber_id, MuteRow.application_id == application_id
        )
    )
