"""The rules by which a subscription is told of a change."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from alerts.domain.change import Change, ChangeKind, Difference, kinds_said
from alerts.domain.matching import all_rules, is_wanted
from alerts.domain.subscription import Subscription, SubscriptionState, Wishes
from tests.factories import BEFORE, a_subscription, noticed


def failing(subscription: Subscription, *, is_muted: bool = False, **change: object) -> list[str]:
    rules = all_rules(subscription, noticed(**change), is_muted=is_muted)
    return [rule.name for rule in rules if not rule.is_passed]


def wishing(**wishes: object) -> Subscription:
    return a_subscription(wishes=Wishes(**wishes))


def test_somebody_confirmed_who_wants_everything_is_told() -> None:
    assert is_wanted(a_subscription(), noticed(), is_muted=False)


def test_every_rule_is_explained_in_the_order_of_its_weight() -> None:
    names = [rule.name for rule in all_rules(a_subscription(), noticed(), is_muted=False)]
    assert names == [
        "subscription is confirmed",
        "noticed after it was confirmed",
        "not muted",
        "not held back",
        "worth telling",
        "kind of change",
        "application type",
        "size",
        "protected areas",
        "words to include",
        "words to exclude",
    ]


@pytest.mark.fault("U-04")
def test_bob_who_never_confirmed_hears_nothing() -> None:
    bob = a_subscription(state=SubscriptionState.PENDING, confirmed_at=None)
    assert failing(bob) == ["subscription is confirmed", "noticed after it was confirmed"]


def test_charlie_hears_nothing() -> None:
    assert failing(a_subscription(state=SubscriptionState.ENDED)) == ["subscription is confirmed"]


@pytest.mark.parametrize("seconds", [0, -1])
def test_a_change_noticed_before_the_confirmation_is_not_told(seconds: int) -> None:
    assert failing(a_subscription(), noticed_at=BEFORE + timedelta(seconds=seconds)) == [
        "noticed after it was confirmed"
    ]


def test_a_change_noticed_a_second_after_the_confirmation_is_told() -> None:
    assert failing(a_subscription(), noticed_at=BEFORE + timedelta(seconds=1)) == []


def test_a_muted_application_is_not_told() -> None:
    assert failing(a_subscription(), is_muted=True) == ["not muted"]


def test_a_record_that_is_held_back_is_not_told() -> None:
    assert failing(a_subscription(), quarantine="suspected-test") == ["not held back"]


def test_what_is_only_noted_is_told_to_nobody() -> None:
    assert failing(a_subscription(), kind=ChangeKind.NOTED) == ["worth telling", "kind of change"]


def test_a_refused_application_alerts_only_those_who_asked_for_decisions() -> None:
    assert failing(wishing(changes=frozenset({ChangeKind.NEW})), kind=ChangeKind.DECIDED) == [
        "kind of change"
    ]
    assert failing(wishing(changes=frozenset({ChangeKind.DECIDED})), kind=ChangeKind.DECIDED) == []


@pytest.mark.parametrize(
    ("types", "application_type", "fails"),
    [
        ({"hh"}, "hh", []),
        ({"full", "lbc"}, "hh", ["application type"]),
        ({"hh"}, None, ["application type"]),
        (set(), None, []),
    ],
)
def test_only_the_types_asked_for_are_told(
    types: set[str], application_type: str | None, fails: list[str]
) -> None:
    assert failing(wishing(types=frozenset(types)), application_type=application_type) == fails


@pytest.mark.parametrize(
    ("include", "exclude", "fails"),
    [
        (("rear",), (), []),
        (("basement", "falkland"), (), []),
        (("basement",), (), ["words to include"]),
        ((), ("extension",), ["words to exclude"]),
        (("rear",), ("extension",), ["words to exclude"]),
        ((), ("tension",), []),
    ],
)
def test_words_of_description_and_address_choose(
    include: tuple[str, ...], exclude: tuple[str, ...], fails: list[str]
) -> None:
    assert failing(wishing(include=include, exclude=exclude)) == fails


def test_a_rule_says_what_it_looked_at() -> None:
    rules = {rule.name: rule for rule in all_rules(wishing(exclude=("rear",)), noticed(), is_muted=False)}
    assert rules["words to exclude"].detail == "has rear"
    assert rules["noticed after it was confirmed"].detail == (
        "noticed 2026-06-10 11:00:00Z, confirmed 2026-06-01 09:00:00Z"
    )


def test_a_decision_with_amended_plans_is_told_to_who_asked_for_amendments_only() -> None:
    both = Change(ChangeKind.DECIDED, (Difference("description", "One storey", "Two storeys"),))
    assert kinds_said(both) == {ChangeKind.DECIDED, ChangeKind.AMENDED}
    alone = Change(ChangeKind.DECIDED, (Difference("decision_raw", None, "Granted"),))
    assert kinds_said(alone) == {ChangeKind.DECIDED}


@pytest.mark.parametrize(("is_major", "fails"), [(True, []), (False, ["size"]), (None, ["size"])])
def test_who_wants_only_major_development_is_told_only_where_the_feed_says_so(
    is_major: bool | None, fails: list[str]
) -> None:
    assert failing(wishing(only_major=True), is_major=is_major) == fails
    assert failing(wishing(), is_major=is_major) == []


@pytest.mark.parametrize(
    ("lies_in", "fails"),
    [
        ({"conservation-area"}, []),
        ({"conservation-area", "tree-preservation-zone"}, []),
        ({"tree-preservation-zone"}, ["protected areas"]),
        (set(), ["protected areas"]),
    ],
)
def test_who_wants_only_protected_areas_is_told_where_the_site_lies_in_one(
    lies_in: set[str], fails: list[str]
) -> None:
    asked = wishing(constraints=frozenset({"conservation-area", "listed-building-outline"}))
    item = replace(noticed(), constraints=frozenset(lies_in))
    assert [rule.name for rule in all_rules(asked, item, is_muted=False) if not rule.is_passed] == fails


@pytest.mark.parametrize(("days", "fails"), [(3, []), (7, ["days before comments close"])])
def test_a_reminder_is_for_those_who_asked_for_so_many_days(days: int, fails: list[str]) -> None:
    reminder = Change(ChangeKind.DEADLINE_NEAR, deadline=date(2026, 6, 20), days_before=days)
    item = replace(noticed(), change=reminder)
    rules = {rule.name: rule for rule in all_rules(wishing(), item, is_muted=False)}
    assert [name for name, rule in rules.items() if not rule.is_passed] == fails
    assert (
        rules["days before comments close"].detail
        == f"a reminder {days} days before; 3 days before asked for"
    )


def test_what_is_advertised_again_is_told_to_who_asked_for_amendments_only() -> None:
    again = Change(ChangeKind.READVERTISED)
    assert kinds_said(again) == {ChangeKind.READVERTISED, ChangeKind.AMENDED}
    only_amended = frozenset({ChangeKind.AMENDED})
    assert failing(wishing(changes=only_amended), kind=ChangeKind.READVERTISED) == []
    only_new = frozenset({ChangeKind.NEW})
    assert failing(wishing(changes=only_new), kind=ChangeKind.READVERTISED) == ["kind of change"]
