"""When an e-mail that could not be handed over is tried again, and when it is given up."""

from datetime import timedelta

FIRST_WAITS = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 30, 60, 120, 240))
LATER_WAIT = timedelta(hours=4)
GIVE_UP_AFTER = timedelta(hours=48)


def wait_before_try(attempts: int, age: timedelta) -> timedelta | None:
    """How long to wait after `attempts` (at least 1) tries; None where the e-mail is to be given up."""
    wait = FIRST_WAITS[attempts - 1] if attempts <= len(FIRST_WAITS) else LATER_WAIT
    return wait if age + wait <= GIVE_UP_AFTER else None
