"""Lets whoever watches over the service know of each run of a step: that it goes on, how long it took, how it ended."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from alerts.domain.steps import Step
from alerts.services.pulse import EVERY_S, Pulse
from alerts.services.steps import Steps
from scheduler.clock import Job

_Asked = ParamSpec("_Asked")
_Given = TypeVar("_Given")

PULSE = "pulse"
_FORGET_EVERY_S = 3_600.0


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


def pulse_jobs(pulse: Pulse, may_work: Callable[[], bool]) -> tuple[Job, ...]:
    """The pulse, which beats whether or not it is our turn to work, on a thread that nothing else can take; and the
    forgetting of what it said long ago.
    """

    def beat() -> None:
        if pulse.steps is not None:
            pulse.steps.tick(is_our_turn=may_work())
        pulse.beat()

    return (
        Job(PULSE, beat, EVERY_S, PULSE, is_everybodys=True),
        Job("forget numbers", pulse.forget, _FORGET_EVERY_S, PULSE, _FORGET_EVERY_S),
    )
