"""What people are asked about areas that changed: each thing once, told by e-mail once, open until it is answered."""

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from alerts.db.tables import UNTOLD_QUESTION, AreaQuestionRow, SubscriptionRow, WatchAreaRow
from alerts.domain.area_question import AreaEvent, AreaQuestion, question_from_stored

_AT_A_TIME = 500
_REPLACED = "replaced"
"""What stands for an answer where the service itself asks something else, or nothing, instead."""


def ask(session: Session, subscription_id: int, question: AreaQuestion, now: datetime) -> bool:
    """Ask a subscription something, in place of what it was asked before and has not answered; False where it was
    asked just that already, or is gone. What is open still says from then on what is so now; what was withdrawn, or
    replaced by another question, is asked anew.
    """
    row = AreaQuestionRow(
        subscription_id=subscription_id,
        event=question.event,
        vintage=question.key,
        area=str(question.area),
        details=question.details(),
        asked_at=now,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return _ask_anew(session, subscription_id, question, now)
    _replace_others(session, subscription_id, row.id, now)
    return True


def _ask_anew(session: Session, subscription_id: int, question: AreaQuestion, now: datetime) -> bool:
    asked = AreaQuestionRow
    row = session.scalars(
        select(asked).where(
            asked.subscription_id == subscription_id,
            asked.event == question.event,
            asked.vintage == question.key,
            or_(asked.answered_at.is_(None), asked.answer == _REPLACED),
        )
    ).first()
    if row is None:
        return False
    row.details = question.details()
    if row.answered_at is None:
        return False
    row.asked_at, row.told_at, row.email_id = now, None, None
    row.answered_at = row.answer = None
    session.flush()
    _replace_others(session, subscription_id, row.id, now)
    return True


def withdraw(session: Session, area_ids: Collection[int], now: datetime) -> None:
    """Ask nothing more about areas that are found as they are watched, be it that what told of them was wrong."""
    wanted = sorted(area_ids)
    for batch in (wanted[at : at + _AT_A_TIME] for at in range(0, len(wanted), _AT_A_TIME)):
        watching = select(SubscriptionRow.id).where(SubscriptionRow.watch_area_id.in_(batch))
        session.execute(
            update(AreaQuestionRow)
            .where(AreaQuestionRow.subscription_id.in_(watching), AreaQuestionRow.answered_at.is_(None))
            .values(answered_at=now, answer=_REPLACED)
        )


def withdraw_untrue(
    session: Session, event: AreaEvent, is_so: Callable[[AreaQuestion], bool], now: datetime
) -> None:
    """Ask nothing more of whom it was said to that something happened which is not so."""
    rows = session.scalars(
        select(AreaQuestionRow).where(AreaQuestionRow.event == event, AreaQuestionRow.answered_at.is_(None))
    )
    for row in rows.all():
        if not is_so(question_of(row)):
            row.answered_at, row.answer = now, _REPLACED


def _replace_others(session: Session, subscription_id: int, row_id: int, now: datetime) -> None:
    others = (AreaQuestionRow.subscription_id == subscription_id) & (AreaQuestionRow.id != row_id)
    session.execute(
        update(AreaQuestionRow)
        .where(others, AreaQuestionRow.answered_at.is_(None))
        .values(answered_at=now, answer=_REPLACED)
    )


def asked_before(session: Session, subscription_ids: Collection[int]) -> dict[int, list[AreaQuestion]]:
    """All that these subscriptions were ever asked, in order, but for what was withdrawn or replaced."""
    found: dict[int, list[AreaQuestion]] = {}
    wanted = sorted(subscription_ids)
    for batch in (wanted[at : at + _AT_A_TIME] for at in range(0, len(wanted), _AT_A_TIME)):
        rows = session.scalars(
            select(AreaQuestionRow)
            .where(
                AreaQuestionRow.subscription_id.in_(batch),
                AreaQuestionRow.answer.is_distinct_from(_REPLACED),
            )
            .order_by(AreaQuestionRow.id)
        )
        for row in rows:
            found.setdefault(row.subscription_id, []).append(question_of(row))
    return found


def people_to_tell(session: Session, today: date) -> list[int]:
    """Who has a question that no e-mail has put yet, and watches that area still, not paused on this London day."""
    return list(
        session.scalars(
            select(SubscriptionRow.subscriber_id)
            .join(AreaQuestionRow, AreaQuestionRow.subscription_id == SubscriptionRow.id)
            .join(WatchAreaRow, SubscriptionRow.watch_area_id == WatchAreaRow.id)
            .where(text(UNTOLD_QUESTION), *_stands(today))
            .order_by(SubscriptionRow.subscriber_id)
            .distinct()
        )
    )


def untold_of(session: Session, subscriber_id: int, today: date) -> list[AreaQuestionRow]:
    """The same of one person, in order."""
    return list(
        session.scalars(
            select(AreaQuestionRow)
            .join(SubscriptionRow, AreaQuestionRow.subscription_id == SubscriptionRow.id)
            .join(WatchAreaRow, SubscriptionRow.watch_area_id == WatchAreaRow.id)
            .where(SubscriptionRow.subscriber_id == subscriber_id, text(UNTOLD_QUESTION), *_stands(today))
            .order_by(AreaQuestionRow.id)
        )
    )


def open_of(session: Session, subscriber_id: int) -> dict[int, AreaQuestion]:
    """The questions that a person has not answered about areas that they watch still, by subscription."""
    rows = session.scalars(
        select(AreaQuestionRow)
        .join(SubscriptionRow, AreaQuestionRow.subscription_id == SubscriptionRow.id)
        .join(WatchAreaRow, SubscriptionRow.watch_area_id == WatchAreaRow.id)
        .where(
            SubscriptionRow.subscriber_id == subscriber_id,
            SubscriptionRow.state != "ended",
            AreaQuestionRow.answered_at.is_(None),
            AreaQuestionRow.area == WatchAreaRow.name,
        )
        .order_by(AreaQuestionRow.id)
    )
    return {row.subscription_id: question_of(row) for row in rows}


def all_of(session: Session, subscription_ids: Sequence[int]) -> list[AreaQuestionRow]:
    """All that these subscriptions were asked, and answered."""
    query = select(AreaQuestionRow).where(AreaQuestionRow.subscription_id.in_(subscription_ids))
    return list(session.scalars(query.order_by(AreaQuestionRow.id)))


def answer(session: Session, subscription_id: int, said: str, now: datetime) -> bool:
    """Note what a person said to the question that is open; False where none is."""
    rows = session.scalars(
        select(AreaQuestionRow).where(
            AreaQuestionRow.subscription_id == subscription_id, AreaQuestionRow.answered_at.is_(None)
        )
    ).all()
    for row in rows:
        row.answered_at, row.answer = now, said
    return bool(rows)


def is_told_by(session: Session, email_id: str) -> bool:
    """Whether an e-mail tells of a question that is open, to somebody who watches that area still."""
    told = (
        select(AreaQuestionRow.id)
        .join(SubscriptionRow, AreaQuestionRow.subscription_id == SubscriptionRow.id)
        .where(
            AreaQuestionRow.email_id == email_id,
            AreaQuestionRow.answered_at.is_(None),
            SubscriptionRow.state == "confirmed",
        )
    )
    return session.scalars(told.limit(1)).first() is not None


def let_untold(session: Session, now: datetime) -> None:
    """No e-mail puts what waits to be put; the questions stay on people's own pages."""
    session.execute(update(AreaQuestionRow).where(text(UNTOLD_QUESTION)).values(told_at=now))


def question_of(row: AreaQuestionRow) -> AreaQuestion:
    return question_from_stored(row.event, row.area, row.details)


def _stands(today: date) -> tuple[ColumnElement[bool], ...]:
    """The subscription is as it was when it was asked: confirmed, to this area, and not paused."""
    return (
        SubscriptionRow.state == "confirmed",
        or_(SubscriptionRow.paused_until.is_(None), SubscriptionRow.paused_until <= today),
        AreaQuestionRow.area == WatchAreaRow.name,
    )
