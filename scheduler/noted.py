"""Lets whoever watches over the service know of each run of a step: that it goes on, how long it took, how it ended."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from alerts.db.session import DatabaseUnusable
from alerts.domain.steps import Step
from alerts.services.pulse import EVERY_S, Pulse
from alerts.services.steps import Steps
from scheduler.clock import Job

_Asked = ParamSpec("_Asked")
_Given = TypeVar("_Given")

log = logging.getLogger("planning_alerts.scheduler")

PULSE = "pulse"
PULSE_THREADS = 2
_FORGET_EVERY_S = 3_600.0
_FIRST_PING_S = 20.0
"""By then the first pulse has been felt."""


class Watched(Protocol):
    """What does the steps; `steps` is None where nobody watches."""

    @property
    def steps(self) -> Steps | None: ...


_Works = TypeVar("_Works", bound=Watched)


def noted(
    step: Step,
) -> Callable[[Callable[Concatenate[_Works, _Asked], _Given]], Callable[Concatenate[_Works, _Asked], _Given]]:
    """A method that is a step."""

    def of(
        method: Callable[Concatenate[_Works, _Asked], _Given],
    ) -> Callable[Concatenate[_Works, _Asked], _Given]:
        @wraps(method)
        def run(self: _Works, /, *given: _Asked.args, **named: _Asked.kwargs) -> _Given:
            if self.steps is None:
                return method(self, *given, **named)
            with self.steps.running(step):
                return method(self, *given, **named)

        return run

    return of


def by_itself(step: str, run: Callable[[], object]) -> None:
    """One step of a job, whose failure is logged and costs the steps after it nothing."""
    try:
        run()
    except DatabaseUnusable:
        raise  # it is so for all that comes after, too
    except Exception:
        log.exception("%s failed; the rest of the job goes on", step)


@contextmanager
def logged_as_warning(log: logging.Logger, foreseen: type[Exception]) -> Iterator[None]:
    """What is foreseen to fail is a warning, and no error of ours."""
    try:
        yield
    except foreseen as error:
        log.warning("%s", error)


def pulse_jobs(
    pulse: Pulse,
    may_work: Callable[[], bool],
    ping: Callable[[], None] | None = None,
    ping_every_s: float = 0,
) -> tuple[Job, ...]:
    """The pulse, which beats whether or not it is our turn to work, on threads that nothing else can take; the
    forgetting of what it said long ago; and the ping, if somebody waits for one.
    """

    def beat() -> None:
        if pulse.steps is not None:
            pulse.steps.tick(
                is_our_turn=False
            )  # it ticks, also where the database cannot say whose turn it is
            pulse.steps.tick(is_our_turn=may_work())
        pulse.beat()

    return (
        Job(PULSE, beat, EVERY_S, PULSE, is_everybodys=True),
        Job("forget numbers", pulse.forget, _FORGET_EVERY_S, PULSE, _FORGET_EVERY_S),
        *([Job("ping", ping, ping_every_s, PULSE, min(_FIRST_PING_S, ping_every_s))] if ping else []),
    )
