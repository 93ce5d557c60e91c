"""When something happens, and where."""

from itertools import pairwise
from random import Random

from scheduler.demo.pace import MOST_PLACES, Pace

HOME, WORK = (528_721.0, 185_525.0), (530_700.0, 182_300.0)


def seconds_of(pace, place, until_s, places):
    return [second for second in range(until_s) if place in pace.due(second, places)]


def test_something_happens_somewhere_every_ten_seconds():
    assert seconds_of(Pace(Random(1)), None, 45, []) == [10, 20, 30, 40]


def test_a_watched_place_has_its_first_event_within_twenty_seconds_whatever_the_chance():
    firsts = [seconds_of(Pace(Random(seed)), HOME, 60, [HOME, WORK])[0] for seed in range(200)]
    assert 6 <= min(firsts) < max(firsts) <= 20


def test_a_watched_place_never_waits_much_longer_than_a_minute():
    seconds = seconds_of(Pace(Random(1)), HOME, 3_600, [HOME])
    gaps = [later - earlier for earlier, later in pairwise(seconds)]
    assert 35 <= min(gaps) < max(gaps) <= 76


def test_a_place_watched_twice_has_its_events_once():
    assert len(seconds_of(Pace(Random(1)), HOME, 21, [HOME, HOME])) == 1


def test_a_place_no_longer_watched_has_no_more_events():
    pace = Pace(Random(1))
    pace.due(0, [HOME])
    assert [place for second in range(1, 200) for place in pace.due(second, []) if place] == []


def test_the_places_watched_last_have_events_where_there_are_very_many():
    pace = Pace(Random(1))
    many = [(float(each), 0.0) for each in range(MOST_PLACES + 10)]
    happened = {place for second in range(30) for place in pace.due(second, many) if place}
    assert happened == set(many[10:])


def test_after_a_long_sleep_the_borough_does_not_catch_up():
    assert Pace(Random(1)).due(86_400, []) == [None] * 5
