"""Inventions that the rest of the program can read."""

from random import Random

from alerts.domain.application_types import application_type_from
from scheduler.demo.inventions import invent_address, invent_proposal
from scheduler.feeds.reading.suspicion import is_suspected_test


def test_every_type_is_one_that_the_register_knows():
    proposals = {invent_proposal(Random(seed)) for seed in range(500)}
    types = {proposal.application_type for proposal in proposals}
    assert len(types) == 9
    assert [name for name in types if application_type_from(name) is None] == []


def test_no_invention_is_taken_for_a_trial_of_a_councils_system():
    proposals = {invent_proposal(Random(seed)) for seed in range(500)}
    address = invent_address(Random(1), "NW5 1TL")
    suspected = [
        each for each in proposals if is_suspected_test(each.description, address, "DEMO/2026/0401/P")
    ]
    assert suspected == []


def test_addresses_are_on_streets_that_no_map_has():
    assert invent_address(Random(3), "NW5 1TL").endswith(", London, NW5 1TL")
    assert "Demonstration" in invent_address(Random(3), "NW5 1TL")
