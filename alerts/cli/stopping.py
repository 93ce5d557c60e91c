"""How the service is told to end, and waits for that."""

import contextlib
import signal
import threading
from collections.abc import Iterator
from queue import SimpleQueue

LONGEST_DEAF_S = 0.5


@contextlib.contextmanager
def stopped_by_signals(event: threading.Event | None = None) -> Iterator[threading.Event]:
    """An event that SIGINT and SIGTERM set, so that everything ends in order."""
    stop = event or threading.Event()
    # A handler interrupts this thread anywhere, also where it holds the event's own lock: setting the event there
    # would wait for that lock for ever. To put into this queue is safe anywhere.
    came: SimpleQueue[int | None] = SimpleQueue()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in before:
        signal.signal(number, lambda came_now, _: came.put(came_now))
    threading.Thread(target=_pass_on, args=(came, stop), name="signals", daemon=True).start()
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        came.put(None)


def wait_for(stop: threading.Event) -> None:
    """Until the event is set, waking up in between: a signal that comes in the instant before this thread blocks is
    handled only when it runs again, and a wait without end would then outlast every signal.
    """
    while not stop.wait(LONGEST_DEAF_S):
        pass


def _pass_on(came: "SimpleQueue[int | None]", stop: threading.Event) -> None:
    while came.get() is not None:
        stop.set()
