"""When an e-mail that could not be handed over is tried again, and when it is given up."""

from datetime import timedelta

FIRST_WAITS = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 30, 60, 120, 240))
LATER_WAIT = timedelta(hours=4)
GIVE_UP_AFTER = timedelta(hours=48)
TRIES = len(FIRST_WAITS) + (GIVE_UP_AFTER - sum(FIRST_WAITS, timedelta())) // LATER_WAIT
"""As many as the schedule has in that time."""


def wait_before_try(attempts: int, age: timedelta) -> timedelta | None:
    """How long to wait after `attempts` (at least 1) tries; None where the e-mail is to be given up: it is too old and
    has been tried often enough. The time for which it only waited, for a server that was away or for an operator, does
    not count against it.
    """
    wait = FIRST_WAITS[attempts - 1] if attempts <= len(FIRST_WAITS) else LATER_WAIT
    return None if age + wait > GIVE_UP_AFTER and attempts >= TRIES else wait
