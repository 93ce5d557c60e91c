"""What is not well with the service, judged by what its processes say of themselves and by what waits. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts.domain.steps import Beat, Step


@dataclass(frozen=True)
class Ailment:
    """One thing that is not well: of which part, since when, and in words that may stand in an e-mail or a page.
    `is_essential` where people miss what they were promised as long as it lasts.
    """

    part: str
    words: str
    since: datetime | None = None
    is_essential: bool = True


@dataclass(frozen=True)
class Patience:
    """How long things may take before they are a fault. A clock beats every quarter of a minute."""

    clock: timedelta = timedelta(minutes=3)
    failures: int = 3
    in_hand: timedelta = timedelta(hours=2)
    quick: timedelta = timedelta(minutes=15)
    forms: timedelta = timedelta(minutes=10)
    match: timedelta = timedelta(hours=1)
    compose: timedelta = timedelta(hours=1)
    email: timedelta = timedelta(minutes=30)
    alert: timedelta = timedelta(hours=4)
    feeds: timedelta = timedelta(hours=2)


USUAL = Patience()
_QUICK = frozenset({Step.TAKE_IN, Step.TELL_OPERATOR, Step.REMIND, Step.WELCOME, Step.PUSH})
_LONG = frozenset({Step.SEND, Step.COMPOSE, Step.MAKE_FILES, Step.MATCH})
"""A morning's digests at a slow server, and a first load, take hours and are well: what waits tells more of them."""
_LONGER = 3

DOES = {
    Step.POLL: "reading feeds",
    Step.REMIND: "making reminders",
    Step.MATCH: "matching changes",
    Step.TAKE_IN: "answering forms",
    Step.WELCOME: "writing welcomes",
    Step.COMPOSE: "putting alerts into words",
    Step.SEND: "sending e-mails",
    Step.TELL_OPERATOR: "writing to the operator",
    Step.READ_BOUNCES: "reading mail that came back",
    Step.PUSH: "telling receivers of changes",
    Step.MAKE_FILES: "making the open data files",
    Step.FORGET: "forgetting what is old",
}
_BESIDE = frozenset({Step.TELL_OPERATOR, Step.READ_BOUNCES, Step.PUSH, Step.MAKE_FILES, Step.FORGET})
"""Nobody who watches an area misses anything while these fail."""


@dataclass(frozen=True)
class Backlog:
    """Since when the oldest waits at each step, None where nothing does. Alerts that an operator holds do not wait."""

    form_at: datetime | None = None
    change_at: datetime | None = None
    alert_at: datetime | None = None
    email_at: datetime | None = None
    alert_email_at: datetime | None = None


def clock_ailments(beats: Sequence[Beat], now: datetime, patience: Patience = USUAL) -> list[Ailment]:
    """Whether anybody does the work at all."""
    last = max((each.done_at for each in beats if each.step is Step.CLOCK and each.done_at), default=None)
    if last is None:
        return [Ailment("scheduler", "the scheduler has not run yet")]
    if now - last > patience.clock:
        return [Ailment("scheduler", f"the scheduler has not ticked since {moment(last)}", last)]
    return []


def step_ailments(beats: Iterable[Beat], now: datetime, patience: Patience = USUAL) -> list[Ailment]:
    """Steps that a living process has had in hand for too long, and steps that fail again and again."""
    living = [each for each in beats if each.step in DOES and now - each.beat_at <= patience.clock]
    found = []
    for step, of_step in _by_step(living).items():
        begun = (each.began_at for each in of_step if _is_stuck(each, now, patience))
        stuck = min((at for at in begun if at), default=None)
        failing = all(each.failures >= patience.failures for each in of_step)
        does, is_essential = DOES[step], step not in _BESIDE
        if stuck is not None:
            words = f"{does} has been going on since {moment(stuck)} without an end"
            found.append(Ailment(step, words, stuck, is_essential))
        elif failing:
            times = min(each.failures for each in of_step)
            since = max((each.failed_at for each in of_step if each.failed_at), default=None)
            words = f"{does} has failed {times:,} times in a row; the log says why"
            found.append(Ailment(step, words, since, is_essential))
    return found


def waiting_ailments(backlog: Backlog, now: datetime, patience: Patience = USUAL) -> list[Ailment]:
    """Where something has waited for longer than it should."""
    looked_at = (
        (Step.TAKE_IN, "a form has waited for its answer", backlog.form_at, patience.forms),
        (Step.MATCH, "a change has waited to be matched", backlog.change_at, patience.match),
        (Step.COMPOSE, "an alert has been due", backlog.alert_at, patience.compose),
        (Step.SEND, "an e-mail has been due", backlog.email_at, patience.email),
        (Step.SEND, "an e-mail with alerts has been due", backlog.alert_email_at, patience.alert),
    )
    return [
        Ailment(step, f"{said} since {moment(at)}", at)
        for step, said, at, longest in looked_at
        if at is not None and now - at > longest
    ]


def moment(at: datetime) -> str:
    return f"{at:%H:%M} on {at.day} {at:%B} UTC"


def _is_stuck(beat: Beat, now: datetime, patience: Patience) -> bool:
    longest = patience.quick if beat.step in _QUICK else patience.in_hand
    if beat.step in _LONG:
        longest *= _LONGER
    return beat.began_at is not None and now - beat.began_at > longest


def _by_step(beats: Iterable[Beat]) -> Mapping[Step, list[Beat]]:
    found: dict[Step, list[Beat]] = {}
    for each in beats:
        found.setdefault(each.step, []).append(each)
    return found
