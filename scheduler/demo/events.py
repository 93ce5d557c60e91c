"""What may happen to an application of the demonstration: each a function from a record to the next one."""

from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum
from random import Random

from scheduler.demo.inventions import FULL, TREES, amended_description
from scheduler.demo.record import Record


class Event(StrEnum):
    """What happens; `touched` is the back office's own business, which no reader should hear of."""

    NEW = "new"
    AMENDED = "amended"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"
    TOUCHED = "touched"


_DECISIONS = {"Granted": 72, "Refused": 24, "Split Decision": 4}
_FULL_DECISIONS = {"Granted": 55, "Granted Subject to a Section 106 Legal Agreement": 20, "Refused": 25}
_TREE_DECISIONS = {"No Objection to Works to Tree(s) in CA": 9, "Objection to Works to Tree(s) in CA": 1}
_DECISIONS_OF = {FULL: _FULL_DECISIONS, TREES: _TREE_DECISIONS}


def amended(record: Record, chance: Random, today: date) -> Record:
    """Another description, or more time to comment; each is something that a reader would want to hear."""
    if chance.random() < 0.7:
        return replace(
            record, description=amended_description(chance, record.description), status_changed=today
        )
    longer = max(record.consultation_end, today) + timedelta(days=14)
    return replace(record, consultation_end=longer, status_changed=today)


def decision_of(record: Record, chance: Random) -> str:
    """A decision that its type may have."""
    likely = _DECISIONS_OF.get(record.application_type, _DECISIONS)
    return chance.choices(list(likely), list(likely.values()))[0]


def decided(record: Record, decision: str, day: date) -> Record:
    """The record with its decision."""
    return replace(
        record, system_status="Final Decision", decision_type=decision, decided_on=day, status_changed=day
    )


def withdrawn(record: Record, day: date) -> Record:
    """The record taken back by its applicant."""
    return replace(record, system_status="Withdrawn", decision_type="Withdrawn Decision", status_changed=day)


def touched(record: Record, day: date) -> Record:
    """The record with a new date of its status and nothing else: noise that real registers are full of."""
    return replace(record, status_changed=day)
