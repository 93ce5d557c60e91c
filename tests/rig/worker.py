"""The worker that the kill rig kills: the shipped pipeline, in a process of its own, run until nothing is left to do.

Each moment is written to a trace as it passes, with the thread that passed it.
"""

import os
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from signal import SIGKILL, Signals

import psycopg  # noqa: F401  (imported before the workers are forked, so that each starts at once)

from alerts.cli import installation
from alerts.cli.installation import Installation, now
from alerts.db.session import DatabaseUnusable
from alerts.mail.timed_smtp import TimedSmtp
from alerts.services.alerting import match_changes
from alerts.services.composing import compose_due
from alerts.services.sending import Post, send_due
from alerts.settings import load_settings
from scheduler.poll import poll_feed
from scheduler.poller import Poller
from tests.rig.engine_worker import work_on_the_engine
from tests.rig.left_to_do import is_anything_left

PATIENCE_S = 600.0
LOOK_AGAIN_S = 0.01
MID_DATA = "data: byte 500"
AT_THE_DOT = "at the dot"
ANY = "*"


@dataclass(frozen=True)
class Halt:
    """Stop dead, by this signal, at the `number`-th time that this moment comes; `ANY` moment counts them all."""

    moment: str
    number: int = 1
    signal: Signals = SIGKILL


@dataclass(frozen=True)
class Orders:
    """What one worker is to do. One with a `machine` believes that it runs there, so that no other can tell that it
    died, and its leases have to run out. `mutant` names a module beside `mutant_workers` that breaks the program.
    """

    config: Path
    trace: Path
    halt: Halt | None = None
    machine: str | None = None
    lease_s: float | None = None
    mutant: str | None = None
    sends: bool = True
    draws: bool = False


class Moments:
    """Writes each moment down as it passes, and stops the process there if it was asked to."""

    def __init__(self, trace: Path, halt: Halt | None) -> None:
        self._trace = os.open(trace, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self._seen: Counter[str] = Counter()
        self._halt = halt
        self._lock = threading.Lock()

    def __call__(self, name: str) -> None:
        os.write(self._trace, f"{threading.get_ident()} {name}\n".encode())
        with self._lock:
            self._seen[name] += 1
            self._seen[ANY] += 1
            is_time = self._halt is not None and self._seen[self._halt.moment] == self._halt.number
        if is_time and self._halt is not None and self._halt.moment in (ANY, name):
            os.kill(os.getpid(), self._halt.signal)


def work(orders: Orders, ready: Connection) -> None:
    """Poll, match, compose and send, over and over until nothing is left to do."""
    os.dup2(os.open(orders.trace.with_suffix(".err"), os.O_WRONLY | os.O_APPEND | os.O_CREAT), 2)
    moments = Moments(orders.trace, orders.halt)
    parts = _parts(orders, moments)
    parts.check_database()
    if parts.settings.engine.is_distributed:
        work_on_the_engine(parts, _poller(parts, orders, moments), _post(parts, orders, moments), ready)
        return
    ready.send(None)
    until = time.monotonic() + PATIENCE_S
    while not _survived_round(parts, orders, moments):
        assert time.monotonic() < until, "there is always something left to do"
        time.sleep(LOOK_AGAIN_S)


def _parts(orders: Orders, moments: Moments) -> Installation:
    if orders.machine is not None:
        name = orders.machine
        socket.gethostname = lambda: name
    if orders.lease_s is not None:
        installation.LEASE_SPARE_S = 1
    _tell_more(moments)
    if orders.mutant is not None:
        import_module(f"tests.rig.mutant_workers.{orders.mutant}").spoil()
    return Installation(load_settings(orders.config))


def _survived_round(parts: Installation, orders: Orders, moments: Moments) -> bool:
    """A database that is gone for a moment ends a round and not the worker, as with the jobs of the scheduler."""
    try:
        return _one_round(parts, orders, moments)
    except DatabaseUnusable:
        return False


def _one_round(parts: Installation, orders: Orders, moments: Moments) -> bool:
    """All steps once; whether nothing is left to do afterwards."""
    polled = [_polled(_poller(parts, orders, moments), feed) for feed in parts.feeds]
    match_changes(parts.database, parts.timetable, now, moments)
    if not orders.sends:
        return all(polled)
    maps_from = parts.maps_from if orders.draws else None
    compose_due(parts.database, parts.mail_site, parts.identity, parts.timetable, now, moments, maps_from)
    send_due(_post(parts, orders, moments))
    return all(polled) and not is_anything_left(parts.database)


def _polled(poller: Poller, feed: object) -> bool:
    """Whether the feed was read to its end; not so while another worker does."""
    report = poll_feed(poller, feed)
    assert report.error is None or report.error.startswith(("another poll", "lease-lost")), report.error
    return report.error is None


def _poller(parts: Installation, orders: Orders, moments: Moments) -> Poller:
    poller = replace(parts.poller, on_effect=moments)
    if orders.lease_s is None:
        return poller
    return replace(poller, limits=replace(poller.limits, lease=timedelta(seconds=orders.lease_s)))


def _post(parts: Installation, orders: Orders, moments: Moments) -> Post:
    post = replace(parts.post, on_effect=moments)
    if orders.lease_s is None:
        return post
    lease = timedelta(seconds=orders.lease_s)
    return replace(post, lease=lease, renew_every=lease / 4)


def _tell_more(on_effect: Callable[[str], None]) -> None:
    """Two moments more than the program tells: 500 bytes of the message are out; the dot is on its way, and who is
    killed now cannot say any more that it went.
    """
    whole, dot = TimedSmtp.send_body, TimedSmtp.send_dot

    def send_body(smtp: TimedSmtp, stuffed: bytes) -> None:
        whole(smtp, stuffed[:500])
        on_effect(MID_DATA)
        whole(smtp, stuffed[500:])

    def send_dot(smtp: TimedSmtp) -> None:
        on_effect(AT_THE_DOT)
        dot(smtp)

    TimedSmtp.send_body = send_body
    TimedSmtp.send_dot = send_dot
