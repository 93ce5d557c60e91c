"""How each kind of work is queued on several machines: before what, beside what, and how much of it at a time."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from alerts.db.waking import Wanted, Work


class Slot(StrEnum):
    """Places at the bench of one process. Work of one never waits for work of another, however long that takes: who
    sits before the page that says "check your inbox" waits for no digest, and no digest for a slow feed.
    """

    PEOPLE = "people"
    MAIL = "mail"
    WORK = "work"
    POLLS = "polls"
    PUSHES = "pushes"
    HOUSEKEEPING = "housekeeping"


POLLS_TO_ONE = 4
"""Polls wait for councils' servers most of the time, and what matches and composes does not."""

PUSHES = 4


class Manner(NamedTuple):
    """How one kind of work is done: by one at a time, or by several at once that each take rows of their own."""

    slot: Slot
    priority: int
    is_alone: bool = True


MANNERS: Mapping[Work, Manner] = {
    Work.TAKE_IN: Manner(Slot.PEOPLE, 100),
    Work.WELCOME: Manner(Slot.PEOPLE, 90),
    Work.REMIND: Manner(Slot.WORK, 80),
    Work.MATCH: Manner(Slot.WORK, 70),
    Work.COMPOSE: Manner(Slot.WORK, 60),
    Work.SEND: Manner(Slot.MAIL, 90, is_alone=False),
    Work.SEND_ALERTS: Manner(Slot.MAIL, 60, is_alone=False),
    Work.POLL: Manner(Slot.POLLS, 50),
    Work.PUSH: Manner(Slot.PUSHES, 40),
    Work.READ_BOUNCES: Manner(Slot.HOUSEKEEPING, 30),
    Work.TELL_OPERATOR: Manner(Slot.HOUSEKEEPING, 30),
    Work.FORGET: Manner(Slot.HOUSEKEEPING, 20),
    Work.MAKE_FILES: Manner(Slot.HOUSEKEEPING, 10),
}
"""Confirmations before reminders and deadlines, those before alerts, alerts before what keeps house."""


def places(concurrency: int) -> dict[Slot, int]:
    """How many pieces of work one process does at a time."""
    return {
        Slot.PEOPLE: 1,
        Slot.MAIL: 1,
        Slot.WORK: concurrency,
        Slot.POLLS: POLLS_TO_ONE * concurrency,
        Slot.PUSHES: PUSHES,
        Slot.HOUSEKEEPING: 1,
    }


def name_of(wanted: Wanted) -> str:
    """What two jobs have in common of which one is enough."""
    return f"{wanted.work} {wanted.key}".rstrip()
