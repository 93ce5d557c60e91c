"""The ledger of alerts: which change was told, or is to be told, to which subscription."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    and_,
    delete,
    exists,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Session

from alerts.db.bulk import add_rows, stored_as
from alerts.db.tables import (
    TRIED_AND_SET_ASIDE,
    AlertRow,
    ApplicationRow,
    ChangeRow,
    DigestRow,
    MuteRow,
    SubscriptionRow,
    WatchAreaRow,
)

_CHUNK = 500

SUPPRESSED, RESTORED, MUTED = "suppressed", "restored", "muted"
"""Why alerts are set aside for good: their person is written to no more; an operator discarded what waited in a copy
that was put back; the person has muted the application.
"""


@dataclass(frozen=True)
class WaitingAlert:
    """An alert with the rows that it is put into words from."""

    alert: AlertRow
    change: ChangeRow
    application: ApplicationRow
    subscription: SubscriptionRow
    watch_area: WatchAreaRow


class NewAlert(NamedTuple):
    """A change that a subscription is to be told of, how far off it is, why and when."""

    subscription_id: int
    change_id: int
    distance_m: float | None
    reason: str
    due_at: datetime
    created_at: datetime


def add_all(session: Session, alerts: Iterable[NewAlert]) -> None:
    """Add alerts, millions if need be. IntegrityError, and none of them, where one stands in the ledger already."""
    stored: dict[datetime, Any] = {}

    def at(moment: datetime) -> Any:
        if moment not in stored:
            stored[moment] = stored_as(session, AlertRow, "due_at", moment)
        return stored[moment]

    rows = ((*alert[:4], at(alert.due_at), at(alert.created_at), 0) for alert in alerts)
    add_rows(session, AlertRow, (*NewAlert._fields, "tries"), rows)


def already_told_as_new(session: Session, application_ids: Iterable[int]) -> set[tuple[int, int]]:
    """(subscription, application) pairs whose ledger has an alert of kind `new` already."""
    told = select(AlertRow.subscription_id, ChangeRow.application_id).join(
        ChangeRow, AlertRow.change_id == ChangeRow.id
    )
    return {
        (subscription, application)
        for chunk in _chunks(list(application_ids))
        for subscription, application in session.execute(
            told.where(ChangeRow.kind == "new", ChangeRow.application_id.in_(chunk))
        )
    }


def _waits() -> ColumnElement[bool]:
    return and_(AlertRow.email_id.is_(None), AlertRow.set_aside.is_(None))


def is_muted() -> ColumnElement[bool]:
    return exists().where(
        MuteRow.subscriber_id == SubscriptionRow.subscriber_id,
        MuteRow.application_id == ChangeRow.application_id,
    )


def attach(session: Session, told: Sequence[tuple[str, Sequence[WaitingAlert]]]) -> None:
    """These alerts are told by the e-mail that stands before them."""
    moved = [{"id": each.alert.id, "email_id": email_id} for email_id, alerts in told for each in alerts]
    if moved:
        session.execute(update(AlertRow), moved)


def set_aside(session: Session, alerts: Sequence[WaitingAlert], why: str) -> None:
    """These alerts are told no more, for the reason that is kept with them."""
    for chunk in _chunks([waiting.alert.id for waiting in alerts]):
        session.execute(update(AlertRow).where(AlertRow.id.in_(chunk)).values(set_aside=why))


def set_aside_muted(session: Session, subscriber_id: int, application_id: int) -> None:
    """What a person was still to be told of an application is told no more, also not once they hear of it again."""
    theirs = select(SubscriptionRow.id).where(SubscriptionRow.subscriber_id == subscriber_id)
    of_it = select(ChangeRow.id).where(ChangeRow.application_id == application_id)
    session.execute(
        update(AlertRow)
        .where(
            AlertRow.subscription_id.in_(theirs),
            AlertRow.change_id.in_(of_it),
            or_(_waits(), and_(AlertRow.email_id.is_(None), _could_not_be_said())),
        )
        .values(set_aside=MUTED, tries=0)
        .execution_options(synchronize_session=False)
    )


def untell(session: Session, email_id: str) -> None:
    """What an e-mail would have told is to be told yet, and its digests of the day are to be had."""
    session.execute(delete(DigestRow).where(DigestRow.email_id == email_id))
    session.execute(update(AlertRow).where(AlertRow.email_id == email_id).values(email_id=None))


def reschedule(session: Session, subscription_id: int, due_at: datetime) -> None:
    """Alerts that still wait follow the subscription's new wishes, or its pause."""
    session.execute(
        update(AlertRow)
        .where(AlertRow.subscription_id == subscription_id, AlertRow.email_id.is_(None))
        .values(due_at=due_at)
    )


def postpone(session: Session, alerts: Sequence[WaitingAlert], due_at: datetime) -> None:
    """What is due now waits until then."""
    for chunk in _chunks([waiting.alert.id for waiting in alerts]):
        session.execute(update(AlertRow).where(AlertRow.id.in_(chunk)).values(due_at=due_at))


def drop(session: Session, alerts: Sequence[WaitingAlert]) -> None:
    """Take alerts out that have nothing true to tell any more."""
    for chunk in _chunks([waiting.alert.id for waiting in alerts]):
        session.execute(delete(AlertRow).where(AlertRow.id.in_(chunk)))


def count_try(
    session: Session, alerts: Sequence[WaitingAlert], next_tries: Sequence[datetime], why: str
) -> None:
    """These could not be put into words once more: after the first, second … try they wait until the moment named for
    it, after the last they are set aside.
    """
    for waiting in alerts:
        waiting.alert.tries += 1
        if waiting.alert.tries > len(next_tries):
            waiting.alert.set_aside = why
        else:
            waiting.alert.due_at = next_tries[waiting.alert.tries - 1]
    session.flush()


def set_aside_count(session: Session) -> int:
    """Alerts that wait for an operator, as they could not be put into words."""
    return session.scalar(select(func.count()).where(_could_not_be_said())) or 0


def set_aside_by_reason(session: Session) -> dict[str, int]:
    """The same by why they could not be."""
    counted = (
        select(AlertRow.set_aside, func.count()).where(_could_not_be_said()).group_by(AlertRow.set_aside)
    )
    return {str(why): int(count) for why, count in session.execute(counted.order_by(AlertRow.set_aside))}


def has_failed_alerts(session: Session) -> bool:
    """Whether anything that somebody is still to be told is set aside, or waits, after a try that failed."""
    failed = (
        select(AlertRow.id)
        .join(SubscriptionRow, AlertRow.subscription_id == SubscriptionRow.id)
        .where(SubscriptionRow.state == "confirmed")
        .where(AlertRow.email_id.is_(None), AlertRow.tries > 0, ~_is_over())
    )
    return session.scalars(failed.limit(1)).first() is not None


def try_again(session: Session) -> int:
    """Let all that was set aside be tried again as if for the first time; returns how many."""
    result = session.execute(update(AlertRow).where(_could_not_be_said()).values(set_aside=None, tries=0))
    return cast("CursorResult[Any]", result).rowcount


def _could_not_be_said() -> ColumnElement[bool]:
    """Set aside after tries, and not for good; in the words of the index of these few."""
    return and_(text(TRIED_AND_SET_ASIDE), ~_is_over())


def _is_over() -> ColumnElement[bool]:
    """Set aside for good, however often it was tried before."""
    return func.coalesce(AlertRow.set_aside, "").in_((SUPPRESSED, RESTORED, MUTED))


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + _CHUNK] for start in range(0, len(ids), _CHUNK))


def take_back(session: Session, change_id: int) -> bool:
    """Take a change's alerts out of the ledger; False, and nothing done, where an e-mail tells of it already."""
    alerts = session.scalars(select(AlertRow).where(AlertRow.change_id == change_id).with_for_update()).all()
    if any(alert.email_id is not None for alert in alerts):
        return False
    for alert in alerts:
        session.delete(alert)
    return True


def of_subscription_and_change(session: Session, subscription_id: int, change_id: int) -> AlertRow | None:
    return session.scalars(
        select(AlertRow).where(AlertRow.subscription_id == subscription_id, AlertRow.change_id == change_id)
    ).first()


def of_subscriptions(session: Session, subscription_ids: Iterable[int]) -> list[AlertRow]:
    found = [
        row
        for chunk in _chunks(list(subscription_ids))
        for row in session.scalars(select(AlertRow).where(AlertRow.subscription_id.in_(chunk)))
    ]
    return sorted(found, key=lambda row: row.id)


def has_living_reader(session: Session, email_id: str) -> bool:
    """Whether any of an e-mail's alerts belongs to a subscription that still stands."""
    return (
        session.scalars(
            select(AlertRow.id)
            .join(SubscriptionRow, AlertRow.subscription_id == SubscriptionRow.id)
            .where(AlertRow.email_id == email_id, SubscriptionRow.state == "confirmed")
            .limit(1)
        ).first()
        is not None
    )
