"""Whether a subscription is to be told of a change, rule by rule, so that the answer can be explained."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from alerts.domain.application import Application
from alerts.domain.application_types import LABELS
from alerts.domain.change import Change, ChangeKind, kinds_said
from alerts.domain.constraint_wording import kinds_words
from alerts.domain.subscription import Subscription, SubscriptionState, Wishes, begins_a_word, words_of
from alerts.domain.wording import KIND_WORDS, type_words


class Rule(NamedTuple):
    """One rule with its outcome, in words for `explain`."""

    name: str
    is_passed: bool
    detail: str


@dataclass(frozen=True)
class Noticed:
    """A change of one application with the moment it was noticed, and the kinds of constraint area (datasets) that
    its site lies in.
    """

    change: Change
    application: Application
    noticed_at: datetime
    constraints: frozenset[str] = frozenset()

    @cached_property
    def words(self) -> str:
        """What people's words are looked for in, made ready once for all of them."""
        return words_of(self.application)

    @cached_property
    def kinds(self) -> frozenset[ChangeKind]:
        """The kinds that somebody may have asked for."""
        return kinds_said(self.change)


def wish_rules(wishes: Wishes, noticed: Noticed) -> Iterator[Rule]:
    """The rules that a person chose: kind of change, days before a deadline, type, size, place in law, words."""
    kind, application = noticed.change.kind, noticed.application
    yield Rule(
        "kind of change",
        _kind_is_asked_for(wishes, noticed),
        f"{KIND_WORDS[kind].lower()}, of {_kinds_listed(wishes.changes)}",
    )
    if kind is ChangeKind.DEADLINE_NEAR:
        yield _days_rule(wishes, noticed)
    yield Rule(
        "application type",
        _type_is_asked_for(wishes, noticed),
        f"{type_words(application)}, of {_types_listed(wishes.types) or 'all types'}",
    )
    yield _size_rule(wishes, noticed)
    yield _constraint_rule(wishes, noticed)
    asked = _listed(wishes.include) or "none asked for"
    yield Rule("words to include", _has_a_word(wishes, noticed), asked)
    hit = [word for word in wishes.exclude if begins_a_word(noticed.words, word)]
    found = f"has {_listed(hit)}" if hit else "has none of them"
    yield Rule("words to exclude", _has_no_word(wishes, noticed), found)


def are_met(wishes: Wishes, noticed: Noticed) -> bool:
    """All of `wish_rules` pass; the same without a word said of why, for who asks a million times."""
    return all(
        passes(wishes, noticed)
        for passes in (
            _kind_is_asked_for,
            _days_are_asked_for,
            _type_is_asked_for,
            _size_is_asked_for,
            _place_is_asked_for,
            _has_a_word,
            _has_no_word,
        )
    )


def _kind_is_asked_for(wishes: Wishes, noticed: Noticed) -> bool:
    return not wishes.changes.isdisjoint(noticed.kinds)


def _days_are_asked_for(wishes: Wishes, noticed: Noticed) -> bool:
    """A reminder comes as many days before the last day to comment as somebody asked for."""
    change = noticed.change
    return change.kind is not ChangeKind.DEADLINE_NEAR or change.days_before == wishes.reminder_days


def _type_is_asked_for(wishes: Wishes, noticed: Noticed) -> bool:
    return not wishes.types or noticed.application.application_type in wishes.types


def _size_is_asked_for(wishes: Wishes, noticed: Noticed) -> bool:
    return not wishes.only_major or noticed.application.is_major is True


def _place_is_asked_for(wishes: Wishes, noticed: Noticed) -> bool:
    return not wishes.constraints or bool(wishes.constraints & noticed.constraints)


def _has_a_word(wishes: Wishes, noticed: Noticed) -> bool:
    return not wishes.include or any(begins_a_word(noticed.words, word) for word in wishes.include)


def _has_no_word(wishes: Wishes, noticed: Noticed) -> bool:
    return not any(begins_a_word(noticed.words, word) for word in wishes.exclude)


def _days_rule(wishes: Wishes, noticed: Noticed) -> Rule:
    asked = f"{wishes.remind_days} days before asked for"
    if wishes.reminder_days != wishes.remind_days:
        asked += f", so for the last e-mail before that one made {wishes.reminder_days} days before"
    return Rule(
        "days before comments close",
        _days_are_asked_for(wishes, noticed),
        f"a reminder {noticed.change.days_before} days before; {asked}",
    )


def _size_rule(wishes: Wishes, noticed: Noticed) -> Rule:
    is_major = noticed.application.is_major
    said = {
        True: "major development by the council's feed",
        False: "not major development by the council's feed",
        None: "the council's feed does not say whether it is major development",
    }
    words = said[is_major] if wishes.only_major else "any size"
    return Rule("size", _size_is_asked_for(wishes, noticed), words)


def _constraint_rule(wishes: Wishes, noticed: Noticed) -> Rule:
    name = "protected areas"
    if not wishes.constraints:
        return Rule(name, True, "inside or outside them")
    lies_in = kinds_words(noticed.constraints) or "none that we know"
    return Rule(
        name,
        _place_is_asked_for(wishes, noticed),
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
    yield Rule("not held back", not _is_held_back(noticed), held or "nothing against it")
    told = _is_worth_telling(noticed)
    yield Rule(
        "worth telling", told, "a change that readers care about" if told else "kept in the history only"
    )


def is_for_anybody(noticed: Noticed) -> bool:
    """Those of `standing_rules` pass that are the same for every subscription."""
    return _is_worth_telling(noticed) and not _is_held_back(noticed)


def _is_held_back(noticed: Noticed) -> bool:
    return noticed.application.quarantine is not None


def _is_worth_telling(noticed: Noticed) -> bool:
    return noticed.change.kind is not ChangeKind.NOTED


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
