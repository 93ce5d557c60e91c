"""Why a subscription was, or was not, told of an application: each rule with its outcome."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from alerts.db import applications, changes, ledger, subscriptions
from alerts.db.mapping import (
    application_from_row,
    change_from_row,
    subscription_from_row,
    watch_area_from_row,
)
from alerts.db.tables import ApplicationRow, ChangeRow, SubscriptionRow, WatchAreaRow
from alerts.domain.application import ApplicationKey
from alerts.domain.change import ChangeKind
from alerts.domain.errors import NotFound
from alerts.domain.matching import Noticed, Rule, all_rules
from alerts.domain.watch_area import reach


@dataclass(frozen=True)
class Explained:
    """One change of the application: whether it was told, and every rule."""

    kind: str
    noticed_at: datetime
    outcome: str
    rules: tuple[Rule, ...]


def explain(session: Session, subscription_id: int, key: ApplicationKey) -> tuple[Explained, ...]:
    """All changes of an application as one subscription saw them. Raises NotFound."""
    row = subscriptions.subscription(session, subscription_id)
    application = applications.by_key(session, key)
    if row is None:
        raise NotFound(f"There is no subscription {subscription_id}.")
    if application is None:
        raise NotFound(f"There is no application {key.reference} of {key.authority}.")
    area = session.get_one(WatchAreaRow, row.watch_area_id)
    noticed = changes.of_application(session, application.id, tuple(ChangeKind))
    if not noticed:
        return (_baseline(area, application),)
    return tuple(_explained(session, row, area, application, change) for change in noticed)


def _explained(
    session: Session, row: SubscriptionRow, area: WatchAreaRow, application: ApplicationRow, change: ChangeRow
) -> Explained:
    noticed = Noticed(change_from_row(change), application_from_row(application), change.noticed_at)
    is_muted = subscriptions.is_muted(session, row.subscriber_id, application.id)
    rules = (
        _place(area, application),
        Rule("neither held nor taken back", change.state not in ("held", "discarded"), change.state),
        *all_rules(subscription_from_row(row), noticed, is_muted=is_muted),
    )
    return Explained(change.kind, change.noticed_at, _outcome(session, row, change), rules)


def _baseline(area: WatchAreaRow, application: ApplicationRow) -> Explained:
    known = Rule("a change was noticed", False, "known from the silent first load, unchanged since")
    kind = "baseline" if application.is_baseline else "none"
    return Explained(kind, application.first_noticed_at, "not told", (_place(area, application), known))


def _place(area: WatchAreaRow, application: ApplicationRow) -> Rule:
    place = reach(watch_area_from_row(area), application_from_row(application))
    margin = f", up to {area.margin_m:.0f} m counts" if area.core else ""
    distance = (
        f"{place.distance_m:.1f} m from the area's edge{margin}: " if place.distance_m is not None else ""
    )
    return Rule("inside the watch area", place.is_inside, f"{distance}{place.reason}")


def _outcome(session: Session, row: SubscriptionRow, change: ChangeRow) -> str:
    alert = ledger.of_subscription_and_change(session, row.id, change.id)
    if alert is None:
        return "not matched yet" if change.state == "unmatched" else "not told"
    if alert.email_id is None:
        return f"to be told at {alert.due_at:%Y-%m-%d %H:%M} UTC"
    return f"told in e-mail {alert.email_id}"
