"""The borough: the same for the same seed, never a key twice, and only forward."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from scheduler.demo.borough import MOST_RECORDS, STOCK, Borough
from scheduler.demo.events import Event
from tests.unit.scheduler.demo.plots import PLOTS

OPENED = datetime.fromisoformat("2026-11-23T09:00")
HOME = (528_721.0, 185_525.0)
AT_SEA = (628_721.0, 185_525.0)


def lived(seed=1, events=300, near=None):
    """A borough after some events ten seconds apart."""
    borough = Borough(PLOTS, OPENED, seed)
    told = [borough.happen(OPENED + timedelta(seconds=10 * each), near) for each in range(1, events + 1)]
    return borough, told


def test_the_same_seed_gives_the_same_borough_and_another_seed_another():
    assert lived(seed=7)[0].records == lived(seed=7)[0].records
    assert lived(seed=7)[0].records != lived(seed=8)[0].records


def test_it_opens_with_a_stock_of_all_stages_over_three_hundred_days():
    records = Borough(PLOTS, OPENED).records
    assert len(records) == STOCK
    assert min(record.registered for record in records) >= date(2026, 1, 27)
    assert max(record.registered for record in records) <= date(2026, 11, 22)
    statuses = Counter(record.system_status for record in records)
    assert set(statuses) == {"Registered", "Final Decision", "Withdrawn"}
    assert min(statuses.values()) > 10


def test_nothing_in_the_stock_has_happened_yet_to_come():
    for record in Borough(PLOTS, OPENED).records:
        assert record.registered <= record.valid_from <= record.status_changed <= date(2026, 11, 23)
        assert record.decided_on is None or record.valid_from < record.decided_on < date(2026, 11, 23)


def test_no_key_and_no_reference_is_ever_used_twice():
    borough = Borough(PLOTS, OPENED)
    seen = {(record.pk, record.reference) for record in borough.records}
    for each in range(2_000):
        borough.happen(OPENED + timedelta(seconds=each), HOME)
        seen |= {(record.pk, record.reference) for record in borough.records}
    assert len(seen) > STOCK + 600
    assert len({pk for pk, _ in seen}) == len({reference for _, reference in seen}) == len(seen)


def test_every_description_and_address_says_that_it_is_a_demonstration():
    for record in lived()[0].records:
        assert record.description.startswith("[Demonstration] ")
        assert " Demonstration " in record.address


def test_each_event_changes_one_record_and_uploads_only_go_forward():
    borough = Borough(PLOTS, OPENED)
    before = {record.pk: record for record in borough.records}
    # The clock stands still for a while, as in the night in October when an hour comes twice.
    for at in [OPENED + timedelta(seconds=each // 3) for each in range(150)]:
        uploaded = borough.last_uploaded
        borough.happen(at, None)
        after = {record.pk: record for record in borough.records}
        (changed,) = [pk for pk, record in after.items() if before.get(pk) != record]
        assert after[changed].last_uploaded == borough.last_uploaded > uploaded
        before = after


def test_all_kinds_of_events_happen_and_new_ones_are_not_the_rule():
    counts = Counter(lived(events=600)[1])
    assert set(counts) == set(Event)
    assert 130 < counts[Event.NEW] < 260
    assert counts[Event.TOUCHED] > 90


def test_the_first_event_at_a_watched_place_is_a_new_application_right_there():
    borough = Borough(PLOTS, OPENED)
    assert borough.happen(OPENED + timedelta(seconds=5), HOME) is Event.NEW
    newest = borough.records[-1]
    assert (newest.easting, newest.northing) == HOME
    assert newest.address.endswith("London, NW5 1TL")
    assert newest.last_uploaded == datetime.fromisoformat("2026-11-23T09:00:05")
    assert date(2026, 11, 15) <= newest.registered < newest.valid_from <= date(2026, 11, 23)


def test_later_events_at_a_place_are_of_all_kinds_and_within_a_hundred_metres():
    borough = Borough(PLOTS, OPENED)
    happened = set()
    for each in range(60):
        before = set(borough.records)
        happened.add(borough.happen(OPENED + timedelta(minutes=each), HOME))
        (changed,) = set(borough.records) - before
        assert (changed.easting - HOME[0]) ** 2 + (changed.northing - HOME[1]) ** 2 <= 100**2
    assert happened == {Event.NEW, Event.AMENDED, Event.DECIDED, Event.WITHDRAWN}


def test_nothing_happens_at_a_place_outside_the_borough():
    borough = Borough(PLOTS, OPENED)
    before = borough.records
    assert borough.happen(OPENED, AT_SEA) is None
    assert borough.records == before


def test_the_extract_keeps_the_newest_and_all_that_are_open():
    borough, _ = lived(events=4_000, near=HOME)
    assert len(borough.records) == MOST_RECORDS
    first = Borough(PLOTS, OPENED).records[0]
    assert first.pk not in {record.pk for record in borough.records}


def test_a_borough_without_postcodes_cannot_be():
    with pytest.raises(ValueError, match="a borough needs postcodes"):
        Borough((), OPENED)
