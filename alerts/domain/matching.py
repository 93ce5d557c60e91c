"""Whether a subscription is to be told of a change, rule by rule, so that the answer can be explained."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from alerts.domain.application import Application
from alerts.domain.change import Change, ChangeKind, kinds_said
from alerts.domain.subscription import Subscription, SubscriptionState, Wishes, mentions


class Rule(NamedTuple):
    """One rule with its outcome, in words for `explain`."""

    name: str
    is_passed: bool
    detail: str


@dataclass(frozen=True)
class Match:
    """A change inside a watch area that its subscriber wants to hear of."""

    subscription_id: int
    change_id: int
    distance_m: float | None
    reason: str


@dataclass(frozen=True)
class Noticed:
    """A change of one application with the moment it was noticed."""

    change: Change
    application: Application
    noticed_at: datetime


def wish_rules(wishes: Wishes, noticed: Noticed) -> Iterator[Rule]:
    """The rules that a person chose: kind of change, type, words."""
    kind, application = noticed.change.kind, noticed.application
    yield Rule(
        "kind of change",
        bool(kinds_said(noticed.change) & wishes.changes),
        f"{kind} of {_listed(wishes.changes)}",
    )
    yield Rule(
        "application type",
        not wishes.types or application.application_type in wishes.types,
        f"{application.application_type or 'unmapped'} of {_listed(wishes.types) or 'all types'}",
    )
    missing = not any(mentions(application, word) for word in wishes.include)
    yield Rule(
        "words to include", not (wishes.include and missing), _listed(wishes.include) or "none asked for"
    )
    hit = [word for word in wishes.exclude if mentions(application, word)]
    yield Rule("words to exclude", not hit, f"has {_listed(hit)}" if hit else "has none of them")


def standing_rules(subscription: Subscription, noticed: Noticed, *, is_muted: bool) -> Iterator[Rule]:
    """The rules that hold for everybody: confirmed before the change was noticed, not muted, not held back."""
    state, since = subscription.state, subscription.confirmed_at
    confirmed = f"{since:%Y-%m-%d %H:%M:%S}Z" if since else "never"
    yield Rule("subscription is confirmed", state is SubscriptionState.CONFIRMED, state)
    yield Rule(
        "noticed after it was confirmed",
        since is not None and noticed.noticed_at > since,
        f"noticed {noticed.noticed_at:%Y-%m-%d %H:%M:%S}Z, confirmed {confirmed}",
    )
    yield Rule("not muted", not is_muted, "muted by the person" if is_muted else "not muted")
    held = noticed.application.quarantine
    yield Rule("not held back", held is None, held or "nothing against it")
    told = noticed.change.kind is not ChangeKind.NOTED
    yield Rule(
        "worth telling", told, "a change that readers care about" if told else "kept in the history only"
    )


def is_wanted(subscription: Subscription, noticed: Noticed, *, is_muted: bool) -> bool:
    """All rules but the place pass."""
    return all(rule.is_passed for rule in all_rules(subscription, noticed, is_muted=is_muted))


def all_rules(subscription: Subscription, noticed: Noticed, *, is_muted: bool) -> Iterator[Rule]:
    """Every rule but the place, in the order in which they are explained."""
    yield from standing_rules(subscription, noticed, is_muted=is_muted)
    yield from wish_rules(subscription.wishes, noticed)


def _listed(words: Iterable[str]) -> str:
    return ", ".join(sorted(words))
