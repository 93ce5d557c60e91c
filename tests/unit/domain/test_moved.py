"""A site that moved is said in metres and a wind, not in numbers of the National Grid."""

import pytest

from alerts.domain.change import Change, ChangeKind, Difference
from alerts.domain.moved import moved_words
from alerts.domain.wording import change_words

HERE = "529060 E, 185500 N"


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (HERE, "529145 E, 185585 N", ("elsewhere", "120 m north-east of there")),
        (HERE, "529060 E, 183500 N", ("elsewhere", "2,000 m south of there")),
        (HERE, HERE, ("elsewhere", "the same place, drawn anew")),
        (None, HERE, ("not known", "known")),
        (HERE, None, ("known", "not known")),
        ("the old yard", HERE, ("the old yard", "known")),
    ],
)
def test_how_far_a_site_moved(before: str | None, after: str | None, words: tuple[str, str]) -> None:
    assert moved_words(before, after) == words


def test_a_change_says_it_so_wherever_it_is_shown() -> None:
    change = Change(ChangeKind.AMENDED, (Difference("site", HERE, "529145 E, 185585 N"),))
    assert change_words(change) == (("Place on the map", "elsewhere", "120 m north-east of there"),)
