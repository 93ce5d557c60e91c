"""Wishes in words."""

import pytest

from alerts.domain.change import ChangeKind
from alerts.domain.subscription import CHOICES_OF_CHANGE, Frequency, Wishes
from alerts.domain.wishes_wording import wishes_words

NEW = frozenset({ChangeKind.NEW})
EVERYTHING = frozenset(CHOICES_OF_CHANGE)


@pytest.mark.parametrize(
    ("wishes", "words"),
    [
        (Wishes(Frequency.INSTANT, NEW, hour=9, weekday=0), "at once: new"),
        (Wishes(Frequency.DAILY, NEW, hour=18, weekday=0), "once a day at 18:00: new"),
        (Wishes(Frequency.WEEKLY, NEW, weekday=0), "once a week on Monday: new"),
        (Wishes(Frequency.WEEKLY, NEW, hour=8, weekday=6), "once a week on Sunday at 08:00: new"),
        (Wishes(changes=NEW, only_major=True), "once a day: new; only major development"),
        (
            Wishes(changes=NEW, constraints=frozenset({"listed-building-outline", "conservation-area"})),
            "once a day: new; only in or at a conservation area, listed building",
        ),
        (
            Wishes(changes=NEW, types=frozenset({"hh"})),
            "once a day: new; only Householder: extending or altering a home",
        ),
        (
            Wishes(changes=NEW, include=("roof",), exclude=("tree",)),
            "once a day: new; only with the words roof; without the words tree",
        ),
        (
            Wishes(changes=frozenset({ChangeKind.DEADLINE_NEAR}), remind_days=1),
            "once a day: a reminder 1 day before comments close",
        ),
        (Wishes(), "once a day: everything that happens, a reminder 3 days before comments close"),
        (
            Wishes(changes=EVERYTHING - {ChangeKind.DEADLINE_NEAR}),
            "once a day: everything that happens",
        ),
        (
            Wishes(changes=EVERYTHING - {ChangeKind.WITHDRAWN, ChangeKind.DEADLINE_NEAR}),
            "once a day: new, advertised again, amended, appealed, decided",
        ),
    ],
)
def test_wishes_are_said_in_words(wishes: Wishes, words: str) -> None:
    assert wishes_words(wishes) == words
