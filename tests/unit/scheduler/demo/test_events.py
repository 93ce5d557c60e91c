"""What happens to one application."""

from dataclasses import replace
from datetime import date, datetime
from random import Random

from scheduler.demo.events import amended, decided, decision_of, touched, withdrawn
from scheduler.demo.inventions import FULL, TREES, amended_description
from scheduler.demo.record import Record

TODAY = date(2026, 11, 23)
RECORD = Record(
    pk=700_401,
    reference="DEMO/2026/0401/P",
    application_type=FULL,
    description="[Demonstration] Installation of a new shopfront",
    address="12 Demonstration Road, London, NW5 1TL",
    easting=528_721,
    northing=185_525,
    registered=date(2026, 11, 18),
    valid_from=date(2026, 11, 20),
    consultation_end=date(2026, 12, 11),
    status_changed=date(2026, 11, 20),
    last_uploaded=datetime.fromisoformat("2026-11-20T09:00"),
)


def test_an_amendment_is_one_that_a_reader_would_notice():
    for seed in range(40):
        after = amended(RECORD, Random(seed), TODAY)
        assert (after.description, after.consultation_end) != (RECORD.description, RECORD.consultation_end)
        assert after.status_changed == TODAY


def test_a_second_amendment_takes_the_place_of_the_first_and_differs_from_it():
    once = amended_description(Random(1), RECORD.description)
    for seed in range(40):
        twice = amended_description(Random(seed), once)
        assert twice != once
        assert twice.count("(amended: ") == 1
        assert twice.startswith("[Demonstration] Installation of a new shopfront (amended: ")


def test_a_longer_consultation_ends_after_today():
    longer = {amended(RECORD, Random(seed), date(2027, 3, 1)).consultation_end for seed in range(40)}
    assert longer == {date(2026, 12, 11), date(2027, 3, 15)}


def test_a_decision_closes_an_application_on_its_day():
    after = decided(RECORD, "Granted", TODAY)
    assert (after.system_status, after.decision_type, after.decided_on) == (
        "Final Decision",
        "Granted",
        TODAY,
    )
    assert not after.is_open


def test_a_withdrawn_application_has_no_day_of_decision():
    after = withdrawn(RECORD, TODAY)
    assert (after.system_status, after.decision_type, after.decided_on) == (
        "Withdrawn",
        "Withdrawn Decision",
        None,
    )


def test_noise_moves_nothing_but_the_date_of_the_status():
    assert touched(RECORD, TODAY) == replace(RECORD, status_changed=TODAY)


def test_trees_are_decided_as_trees_are():
    tree = replace(RECORD, application_type=TREES)
    assert {decision_of(tree, Random(seed)) for seed in range(60)} == {
        "No Objection to Works to Tree(s) in CA",
        "Objection to Works to Tree(s) in CA",
    }
