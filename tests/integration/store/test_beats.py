"""The pulse of processes, as others see it in the database."""

import pytest

from alerts.db import beats, counted
from alerts.db.counts import Counted, Counts, Key
from alerts.db.session import Database, DatabaseUnusable
from alerts.domain.steps import Beat, Step
from alerts.services.pulse import Pulse
from alerts.services.steps import Steps
from tests.factories import TIMETABLE
from tests.fakes import HandClock


def a_pulse(database: Database, clock: HandClock, process: str = "here:1:2") -> Pulse:
    counts = Counts()
    return Pulse(database, TIMETABLE, clock, counts, process, "run", Steps(clock, counts))


def said(database: Database) -> dict[tuple[str, Step], Beat]:
    with database.reading() as session:
        return {(each.process, each.step): each for each in beats.everybody(session)}


def test_a_process_says_what_it_has_in_hand_and_how_it_ended(database: Database) -> None:
    clock = HandClock()
    pulse = a_pulse(database, clock)
    assert pulse.steps is not None
    began = clock()
    with pulse.steps.running(Step.MATCH):
        clock.pass_by(minutes=2)
        pulse.beat()
    beat = said(database)["here:1:2", Step.MATCH]
    assert (beat.began_at, beat.done_at, beat.beat_at) == (began, None, clock())
    with pytest.raises(RuntimeError), pulse.steps.running(Step.MATCH):
        raise RuntimeError
    pulse.steps.tick(is_our_turn=False)
    pulse.beat()
    found = said(database)
    assert found["here:1:2", Step.MATCH].began_at is None
    assert (found["here:1:2", Step.MATCH].done_at, found["here:1:2", Step.MATCH].failures) == (clock(), 1)
    assert found["here:1:2", Step.CLOCK].done_at is None
    with database.reading() as session:
        runs = counted.on_day(session, TIMETABLE.today(clock()))
    assert {key.outcome: count for key, count in runs.items() if key.name == Counted.STEPS} == {
        "done": 1,
        "failed": 1,
    }


def test_processes_speak_for_themselves_and_are_forgotten_when_gone(database: Database) -> None:
    clock = HandClock()
    for process in ("here:1:2", "there:7:9"):
        pulse = a_pulse(database, clock, process)
        assert pulse.steps is not None
        pulse.steps.tick(is_our_turn=process.startswith("there"))
        pulse.beat()
    found = said(database)
    assert [(key[0], beat.done_at) for key, beat in found.items()] == [
        ("here:1:2", None),
        ("there:7:9", clock()),
    ]
    clock.pass_by(days=2)
    later = a_pulse(database, clock)
    later.forget()
    assert said(database) == {}


def test_what_cannot_be_written_is_kept_for_the_next_beat(database: Database) -> None:
    clock = HandClock()
    pulse = a_pulse(database, clock)
    pulse.counts.add({Key(Counted.MATCHED): 5})
    broken = Database("sqlite:////nowhere/at/all.sqlite")
    lost = Pulse(broken, TIMETABLE, clock, pulse.counts, "here:1:2", "run")
    with pytest.raises(DatabaseUnusable):
        lost.beat()
    lost.quietly()
    pulse.beat()
    with database.reading() as session:
        assert counted.on_day(session)[Key(Counted.MATCHED)] == 5


def test_a_night_without_anything_to_say_writes_nothing(database: Database) -> None:
    clock = HandClock()
    Pulse(database, TIMETABLE, clock, Counts(), "here:1:2", "site").beat()
    assert said(database) == {}
