"""Everything that is held about one person: shown to them, and erased at their word."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from alerts.db import (
    address_changes,
    area_questions,
    emails,
    failures,
    ledger,
    operators,
    pictures,
    retention,
    signups,
    subscriptions,
)
from alerts.db.counts import Counted, count
from alerts.db.tables import AlertRow, AreaQuestionRow, EmailRow, SignupRow, SubscriberRow, SubscriptionRow
from alerts.domain.person_subject import FORGOTTEN, subjects_of
from alerts.domain.suppression import Reason
from alerts.services import mailboxes
from alerts.services.suppression import allow, why_suppressed


def held_about(session: Session, person: SubscriberRow, keys: tuple[str, ...]) -> dict[str, Any]:
    """All that the database holds about a person, as one JSON document; `keys` are the site's."""
    rows = subscriptions.subscriptions_of(session, person.id)
    alerts = ledger.of_subscriptions(session, [row.id for row, _ in rows])
    return {
        "email": person.email,
        "language": person.language,
        "known_since": _instant(person.created_at),
        "subscriptions": [_subscription(row, area.label, area.name) for row, area in rows],
        "muted_applications": [mute.application_id for mute in subscriptions.mutes_of(session, person.id)],
        "questions": [_question(row) for row in area_questions.all_of(session, [row.id for row, _ in rows])],
        "alerts": [_alert(alert) for alert in alerts],
        "emails": [_email(email, person.email) for email in emails.of_subscriber(session, person.id)],
        "refused_mail": [
            {"on_date": day.on_date.isoformat(), "status": day.status}
            for day in failures.of_subscriber(session, person.id)
        ],
        "waiting_requests": [_request(row) for row in signups.of_address(session, person.email)],
        "new_address": _new_address(session, person),
        "not_written_to_because": why_suppressed(session, keys, person.email),
    }


def erase(session: Session, person: SubscriberRow, keys: tuple[str, ...]) -> None:
    """Forget a person: address, areas, wishes, what they asked for, alerts and e-mails, sent or waiting. Of the
    address a hash stays only where they told us never to write to it again; what operators did for them stays as done
    for nobody.
    """
    operators.forget_about(session, subjects_of(person.email, keys), FORGOTTEN)
    if why_suppressed(session, keys, person.email) is not Reason.NEVER:
        allow(session, keys, person.email)
    signups.remove_of_address(session, person.email)
    mailboxes.forget(session, keys, person.email)
    pictures.remove_of(session, person.id)
    retention.remove_person(session, person.id)
    count(session, Counted.ERASED)


def _new_address(session: Session, person: SubscriberRow) -> dict[str, Any] | None:
    change = address_changes.of_subscriber(session, person.id)
    return {"email": change.email, "requested_at": _instant(change.requested_at)} if change else None


def _subscription(row: SubscriptionRow, label: str, name: str) -> dict[str, Any]:
    return {
        "id": row.id,
        "area": name,
        "label": label,
        "state": row.state,
        "frequency": row.frequency,
        "changes": row.changes,
        "types": row.types,
        "include": row.include,
        "exclude": row.exclude,
        "remind_days": row.remind_days,
        "digest_hour": row.digest_hour,
        "digest_weekday": row.digest_weekday,
        "only_major": row.only_major,
        "constraint_kinds": row.constraint_kinds,
        "paused_until": row.paused_until.isoformat() if row.paused_until else None,
        "consent_wording": row.consent_wording,
        "consent_source": row.consent_source,
        "consent_ip": row.consent_ip,
        "requested_at": _instant(row.requested_at),
        "confirmed_at": _instant(row.confirmed_at),
        "ended_at": _instant(row.ended_at),
    }


def _question(row: AreaQuestionRow) -> dict[str, Any]:
    return {
        "subscription": row.subscription_id,
        "event": row.event,
        "area": row.area,
        "details": row.details,
        "asked_at": _instant(row.asked_at),
        "told_at": _instant(row.told_at),
        "email": row.email_id,
        "answered_at": _instant(row.answered_at),
        "answer": row.answer,
    }


def _alert(alert: AlertRow) -> dict[str, Any]:
    return {
        "subscription": alert.subscription_id,
        "change": alert.change_id,
        "why": alert.reason,
        "distance_m": alert.distance_m,
        "due_at": _instant(alert.due_at),
        "email": alert.email_id,
    }


def _email(email: EmailRow, address: str) -> dict[str, Any]:
    return {
        "message_id": email.message_id,
        "subject": email.subject,
        "text": email.text,
        "state": email.state,
        "composed_at": _instant(email.composed_at),
        "sent_at": _instant(email.sent_at),
        "sent_to": email.recipient or address,
        "bounced_at": _instant(email.bounced_at),
        "bounce_status": email.bounce_status,
    }


def _request(row: SignupRow) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "area": row.area,
        "wishes": row.wishes,
        "source": row.source,
        "ip": row.ip,
        "asked_at": _instant(row.asked_at),
        "language": row.language,
    }


def _instant(value: datetime | None) -> str | None:
    return value.isoformat() if value else None
