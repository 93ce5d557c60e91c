"""Why a subscription was, or was not, told of an application: each rule with its outcome."""

from collections.abc import Iterator
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
from alerts.db.tables import AlertRow, ApplicationRow, ChangeRow, EmailRow, SubscriptionRow, WatchAreaRow
from alerts.domain.application import ApplicationKey
from alerts.domain.change import ChangeKind
from alerts.domain.comment_deadline import reminder_holds
from alerts.domain.errors import NotFound
from alerts.domain.matching import Noticed, Rule, all_rules
from alerts.domain.timetable import Timetable
from alerts.domain.watch_area import reach
from alerts.domain.wording import day_words
from alerts.services.constraints import constraints_of


@dataclass(frozen=True)
class Explained:
    """One change of the application: whether it was told, and every rule."""

    kind: str
    noticed_at: datetime
    outcome: str
    rules: tuple[Rule, ...]


def explain(
    session: Session, subscription_id: int, key: ApplicationKey, timetable: Timetable, now: datetime
) -> tuple[Explained, ...]:
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
    explainer = _Explainer(session, row, area, application, timetable, now)
    return tuple(map(explainer.explained, noticed))


_FOR_GOOD = {
    ledger.MUTED: "the application was muted while the alert waited",
    ledger.SUPPRESSED: "this address is not written to any more",
    ledger.RESTORED: "an operator discarded what waited in a copy that was put back",
}


@dataclass(frozen=True)
class _Explainer:
    """One subscription and one application, at one moment."""

    session: Session
    row: SubscriptionRow
    area: WatchAreaRow
    application: ApplicationRow
    timetable: Timetable
    now: datetime

    def explained(self, change: ChangeRow) -> Explained:
        session, today = self.session, self.timetable.today(self.now)
        known = application_from_row(self.application)
        kinds = frozenset(str(mention.kind) for mention in constraints_of(session, known, today))
        noticed = Noticed(change_from_row(change), known, change.noticed_at, kinds)
        is_muted = subscriptions.is_muted(session, self.row.subscriber_id, self.application.id)
        alert = ledger.of_subscription_and_change(session, self.row.id, change.id)
        rules = (
            _place(self.area, self.application),
            Rule("neither held nor taken back", change.state not in ("held", "discarded"), change.state),
            *all_rules(subscription_from_row(self.row), noticed, is_muted=is_muted),
            *self._reminder_rules(noticed, alert),
            *self._pause_rules(alert),
        )
        return Explained(change.kind, change.noticed_at, self._outcome(change, alert), rules)

    def _reminder_rules(self, noticed: Noticed, alert: AlertRow | None) -> Iterator[Rule]:
        """A reminder not told yet must still be true when it is."""
        change = noticed.change
        if change.deadline is None or (alert is not None and alert.email_id is not None):
            return
        today = self.timetable.today(self.now)
        yield Rule(
            "comments still close on that day",
            reminder_holds(noticed.application, change.deadline, today),
            f"the reminder is about {day_words(change.deadline, with_year=True)}",
        )

    def _pause_rules(self, alert: AlertRow | None) -> Iterator[Rule]:
        until, is_told = self.row.paused_until, alert is not None and alert.email_id is not None
        if until is not None and not is_told:
            is_over = not subscription_from_row(self.row).is_paused(self.timetable.today(self.now))
            yield Rule("not paused", is_over, f"paused until {day_words(until, with_year=True)}")

    def _outcome(self, change: ChangeRow, alert: AlertRow | None) -> str:
        if alert is None:
            return "not matched yet" if change.state == "unmatched" else "not told"
        if alert.email_id is not None:
            email = self.session.get(EmailRow, alert.email_id)
            return f"told in e-mail {alert.email_id}" + (
                f" of {self._moment(email.composed_at)}" if email else ""
            )
        if alert.set_aside in _FOR_GOOD:
            return f"not told, as {_FOR_GOOD[alert.set_aside]}"
        if alert.set_aside is not None:
            return f"set aside after {alert.tries} tries to put it into words ({alert.set_aside})"
        return f"to be told at {self._moment(alert.due_at)}"

    def _moment(self, at: datetime) -> str:
        local = at.astimezone(self.timetable.zone)
        return f"{local:%H:%M} on {day_words(local.date(), with_year=True)}"


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
