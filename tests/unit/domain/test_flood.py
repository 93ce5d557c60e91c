"""When a feed has more to tell than it ever does."""

import pytest

from alerts.domain.flood import Telling, Usual, flood, is_halved, is_republished, usual

FLOOR = 200


@pytest.mark.fault("C-05")
def test_a_burst_after_weeks_of_silence_is_no_flood() -> None:
    learned = usual(polls=[0] * 800, days=[0] * 18 + [6] * 10, known=2_225, history_days=400)
    assert flood(Telling(108, 108, 2_225), learned, FLOOR) is None


@pytest.mark.parametrize(
    ("told", "why"), [(200, None), (201, "more than 200 changes in one poll")], ids=["at", "above"]
)
def test_a_feed_that_tells_little_may_tell_two_hundred_changes_in_a_poll(told: int, why: str | None) -> None:
    assert flood(Telling(told, told, 5_000), Usual(5, 30), FLOOR) == why


@pytest.mark.parametrize(("told", "is_held"), [(2_500, False), (2_501, True)])
def test_a_feed_that_tells_much_may_tell_ten_times_its_usual(told: int, is_held: bool) -> None:
    assert (flood(Telling(told, told, 100_000), Usual(250, 900), FLOOR) is not None) == is_held


def test_over_a_fifth_of_what_is_known_is_held_even_of_a_feed_that_tells_much() -> None:
    why = flood(Telling(301, 301, 1_500), Usual(250, 900), FLOOR)
    assert why == "more than 20% of its 1,500 applications changed in one poll"


@pytest.mark.fault("C-08")
def test_a_day_may_tell_twice_the_floor_or_ten_times_its_usual() -> None:
    assert flood(Telling(199, 400, 50_000), Usual(5, 30), FLOOR) is None
    assert flood(Telling(199, 401, 50_000), Usual(5, 30), FLOOR) == "more than 400 changes in one day"
    assert flood(Telling(199, 900, 50_000), Usual(5, 90), FLOOR) is None


def test_before_a_week_is_known_a_days_share_of_the_register_is_taken_for_usual() -> None:
    assert usual(polls=[0], days=[3, 2], known=100_000, history_days=400) == Usual(250, 250)


def test_the_99th_of_a_hundred_polls_is_usual_and_the_one_above_it_is_not() -> None:
    assert usual(polls=[*range(1, 100), 5_000], days=[7] * 28, known=1, history_days=1) == Usual(99, 7)


def test_a_feed_without_any_history_has_nothing_usual() -> None:
    assert usual(polls=[], days=[0] * 7, known=0, history_days=400) == Usual(0, 0)


@pytest.mark.fault("F-18")
@pytest.mark.parametrize(
    ("total", "last", "halved"),
    [(0, 132, True), (65, 132, True), (66, 132, False), (133, 132, False), (0, None, False), (0, 0, False)],
)
def test_less_than_half_of_last_time_is_half_a_feed(total: int, last: int | None, halved: bool) -> None:
    assert is_halved(total, last) is halved


@pytest.mark.fault("C-04")
def test_a_register_under_new_keys_was_published_anew() -> None:
    assert is_republished(noticed=1_000_000, known=1_000_000, floor=FLOOR)
    assert not is_republished(noticed=108, known=300, floor=FLOOR)
    assert not is_republished(noticed=1_000, known=100_000, floor=FLOOR)
