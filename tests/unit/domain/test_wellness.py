"""What is not well is said in words that an operator can act on; what only takes its time is well."""

from datetime import UTC, datetime, timedelta

import pytest

from alerts.domain.steps import Beat, Step
from alerts.domain.wellness import Backlog, clock_ailments, step_ailments, waiting_ailments

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def ago(**time: float) -> datetime:
    return NOW - timedelta(**time)


def a_beat(step: Step, process: str = "here:1:2", **said: object) -> Beat:
    return Beat(**{"process": process, "part": "run", "step": step, "beat_at": ago(seconds=10), **said})  # type: ignore[arg-type]


def words(found: list[object]) -> list[str]:
    return [f"{each.part}: {each.words}" for each in found]  # type: ignore[attr-defined]


def test_a_clock_that_ticks_is_well_also_where_another_stands_by() -> None:
    ticking, standing_by = a_beat(Step.CLOCK, done_at=ago(seconds=20)), a_beat(Step.CLOCK, "there:3:4")
    assert clock_ailments([standing_by, ticking], NOW) == []


@pytest.mark.parametrize(
    ("beats", "said"),
    [
        ([], "scheduler: the scheduler has not run yet"),
        ([a_beat(Step.CLOCK)], "scheduler: the scheduler has not run yet"),
        (
            [a_beat(Step.CLOCK, beat_at=ago(minutes=4), done_at=ago(minutes=4))],
            "scheduler: the scheduler has not ticked since 09:56 on 23 November UTC",
        ),
    ],
)
def test_nobody_who_works_is_said(beats: list[Beat], said: str) -> None:
    (ailment,) = clock_ailments(beats, NOW)
    assert f"{ailment.part}: {ailment.words}" == said
    assert ailment.is_essential


def test_a_step_that_does_not_come_to_an_end_is_stuck() -> None:
    stuck = a_beat(Step.TAKE_IN, began_at=ago(minutes=16), done_at=ago(minutes=17))
    assert words(list(step_ailments([stuck], NOW))) == [
        "take-in: answering forms has been going on since 09:44 on 23 November UTC without an end"
    ]


@pytest.mark.parametrize(
    "beat",
    [
        a_beat(Step.SEND, began_at=ago(hours=5)),
        a_beat(Step.TAKE_IN, began_at=ago(minutes=14)),
        a_beat(Step.POLL, began_at=ago(minutes=119)),
        a_beat(Step.TAKE_IN, began_at=ago(hours=9), beat_at=ago(minutes=5)),
        a_beat(Step.MATCH, failures=2),
    ],
)
def test_what_takes_its_time_and_what_a_dead_process_said_is_no_ailment(beat: Beat) -> None:
    assert step_ailments([beat], NOW) == []


def test_a_step_that_fails_again_and_again_is_said_unless_another_process_does_it() -> None:
    failing = a_beat(Step.COMPOSE, failures=3, failed_at=ago(minutes=1))
    assert words(list(step_ailments([failing], NOW))) == [
        "compose: putting alerts into words has failed 3 times in a row; the log says why"
    ]
    well = a_beat(Step.COMPOSE, "there:3:4", done_at=ago(minutes=1))
    assert step_ailments([failing, well], NOW) == []


def test_only_what_people_would_miss_is_essential() -> None:
    failing = [a_beat(step, failures=3) for step in (Step.MAKE_FILES, Step.MATCH)]
    assert {each.part: each.is_essential for each in step_ailments(failing, NOW)} == {
        "make-files": False,
        "match": True,
    }


def test_what_waits_too_long_is_said_with_since_when() -> None:
    waiting = Backlog(
        form_at=ago(minutes=11),
        change_at=ago(minutes=61),
        alert_at=ago(minutes=61),
        email_at=ago(minutes=31),
        alert_email_at=ago(hours=5),
    )
    assert words(list(waiting_ailments(waiting, NOW))) == [
        "take-in: a form has waited for its answer since 09:49 on 23 November UTC",
        "match: a change has waited to be matched since 08:59 on 23 November UTC",
        "compose: an alert has been due since 08:59 on 23 November UTC",
        "send: an e-mail has been due since 09:29 on 23 November UTC",
        "send: an e-mail with alerts has been due since 05:00 on 23 November UTC",
    ]


def test_a_morning_of_digests_is_well() -> None:
    assert waiting_ailments(Backlog(alert_at=ago(minutes=50), alert_email_at=ago(hours=3)), NOW) == []
    assert waiting_ailments(Backlog(), NOW) == []
