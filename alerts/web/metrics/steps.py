"""Every step of the work, as the processes that do it say themselves."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from prometheus_client.metrics_core import Metric

from alerts.db import beats
from alerts.db.counts import Counted
from alerts.domain.steps import Beat, Step
from alerts.domain.wellness import USUAL
from alerts.web.metrics.scrape import Scrape, by_kind, counters, gauge, gauges, timestamp

_OUTCOMES = ("done", "failed")
WORK = tuple(step for step in Step if step is not Step.CLOCK)
PARTS = ("run", "scheduler", "worker")


def collect(scrape: Scrape) -> Iterator[Metric]:
    said = beats.everybody(scrape.session)
    living = [each for each in said if scrape.now - each.beat_at <= USUAL.clock]
    yield from _runs(scrape)
    yield from _moments(scrape, said, living)
    yield from _processes(said, living)


def _runs(scrape: Scrape) -> Iterator[Metric]:
    """What was done since the service began, in all processes."""
    known = {(str(step), outcome): 0 for step in WORK for outcome in _OUTCOMES}
    yield counters(
        "step_runs",
        "Runs of each step, by how they ended; a run may find nothing to do.",
        ("step", "outcome"),
        (known | scrape.of(Counted.STEPS)).items(),
    )
    yield counters(
        "step_seconds",
        "Seconds spent in each step, over all runs.",
        ("step",),
        by_kind(scrape, Counted.STEP_MS, map(str, WORK), 1000),
    )


def _moments(scrape: Scrape, said: Sequence[Beat], living: Sequence[Beat]) -> Iterator[Metric]:
    """How each step stands now."""
    yield gauges(
        "step_last_success_timestamp_seconds",
        "When each step was last done.",
        ("step",),
        [((str(step),), timestamp(_latest(said, step))) for step in WORK],
    )
    yield gauges(
        "step_in_hand_seconds",
        "For how long a living process has had each step in hand; 0 where none has.",
        ("step",),
        [((str(step),), scrape.age_s(_begun(living, step))) for step in WORK],
    )
    yield gauges(
        "step_failures",
        "Runs of each step in a row that have failed, in the process where that are most.",
        ("step",),
        [((str(step),), max(_of(living, step, lambda beat: beat.failures), default=0)) for step in WORK],
    )


def _processes(said: Sequence[Beat], living: Sequence[Beat]) -> Iterator[Metric]:
    ticked_at = _latest(said, Step.CLOCK)
    if ticked_at is not None:
        yield gauge(
            "scheduler_last_tick_timestamp_seconds",
            "When the scheduler last ticked that does the work, or leads those who do.",
            ticked_at.timestamp(),
        )
    processes = {(each.process, each.part) for each in living}
    yield gauges(
        "processes",
        "Processes that live and work, by what they were started as.",
        ("part",),
        [((part,), sum(each == part for _, each in processes)) for part in PARTS],
    )


def _of(said: Iterable[Beat], step: Step, value: Callable[[Beat], int]) -> list[int]:
    return [value(each) for each in said if each.step is step]


def _latest(said: Sequence[Beat], step: Step) -> datetime | None:
    return max((each.done_at for each in said if each.step is step and each.done_at), default=None)


def _begun(said: Sequence[Beat], step: Step) -> datetime | None:
    return min((each.began_at for each in said if each.step is step and each.began_at), default=None)
