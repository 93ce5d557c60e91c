"""Whether a subscription is to be told of a change, rule by rule, so that the answer can be explained."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from alerts.domain.application import Application
from alerts.domain.application_types import LABELS
from alerts.domain.change import Change, ChangeKind, kinds_said
from alerts.domain.constraint_wording import kinds_words
from alerts.domain.subscription import Subscription, SubscriptionState, Wishes, mentions
from alerts.domain.wording import KIND_WORDS, type_words


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
    """A change of one application with the moment it was noticed, and the kinds of constraint area (datasets) that
    its site lies in.
    """

    change: Change
    application: Application
    noticed_at: datetime
    constraints: frozenset[str] = frozenset()


def wish_rules(wishes: Wishes, noticed: Noticed) -> Iterator[Rule]:
    """The rules that a person chose: kind of change, days before a deadline, type, size, place in law, words."""
    kind, application = noticed.change.kind, noticed.application
    yield Rule(
        "kind of change",
        bool(kinds_said(noticed.change) & wishes.changes),
        f"{KIND_WORDS[kind].lower()}, of {_kinds_listed(wishes.changes)}",
    )
    if kind is ChangeKind.DEADLINE_NEAR:
        yield _days_rule(wishes, noticed.change)
    yield Rule(
        "application type",
        not wishes.types or application.application_type in wishes.types,
        f"{type_words(application)}, of {_types_listed(wishes.types) or 'all types'}",
    )
    yield _size_rule(wishes, application)
    yield _constraint_rule(wishes, noticed)
    missing = not any(mentions(application, word) for word in wishes.include)
    yield Rule(
        "words to include", not (wishes.include and missing), _listed(wishes.include) or "none asked for"
    )
    hit = [word for word in wishes.exclude if mentions(application, word)]
    yield Rule("words to exclude", not hit, f"has {_listed(hit)}" if hit else "has none of them")


def _days_rule(wishes: Wishes, change: Change) -> Rule:
    """A reminder comes as many days before the last day to comment as somebody asked for."""
    asked = f"{wishes.remind_days} days before asked for"
    if wishes.reminder_days != wishes.remind_days:
        asked += f", so for the last e-mail before that one made {wishes.reminder_days} days before"
    return Rule(
        "days before comments close",
        change.days_before == wishes.reminder_days,
        f"a reminder {change.days_before} days before; {asked}",
    )


def _size_rule(wishes: Wishes, application: Application) -> Rule:
    said = {
        True: "major development by the council's feed",
        False: "not major development by the council's feed",
        None: "the council's feed does not say whether it is major development",
    }
    is_passed = not wishes.only_major or application.is_major is True
    return Rule("size", is_passed, said[application.is_major] if wishes.only_major else "any size")


def _constraint_rule(wishes: Wishes, noticed: Noticed) -> Rule:
    name = "protected areas"
    if not wishes.constraints:
        return Rule(name, True, "inside or outside them")
    lies_in = kinds_words(noticed.constraints) or "none that we know"
    return Rule(
        name,
        bool(wishes.constraints & noticed.constraints),
        f"lies in {lies_in}; asked for: {kinds_words(wishes.constraints)}",
    )


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


def _kinds_listed(kinds: Iterable[ChangeKind]) -> str:
    return ", ".join(KIND_WORDS[kind].lower() for kind in ChangeKind if kind in set(kinds))


def _types_listed(types: Iterable[str]) -> str:
    return "; ".join(LABELS.get(code, code) for code in sorted(types))


def _listed(words: Iterable[str]) -> str:
    return ", ".join(sorted(words))
