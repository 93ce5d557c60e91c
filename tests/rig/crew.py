"""Worker processes of the kill rig: started in no time, killed or frozen from outside, and what they were doing.

They are forked from a process that has imported everything and opened nothing.
"""

import multiprocessing
import os
import signal
import time
from dataclasses import replace
from multiprocessing.connection import wait
from pathlib import Path

from tests.rig.worker import Halt, Orders, work

_forking = multiprocessing.get_context("forkserver")
_forking.set_forkserver_preload(["tests.rig.worker"])

PATIENCE_S = 150.0


class WorkerFailed(AssertionError):
    """A worker ended as none should, neither done nor killed; with what it said."""


class Worker:
    """One worker process. It is at work when the constructor returns."""

    def __init__(self, orders: Orders) -> None:
        self._orders = orders
        orders.trace.write_text("")
        ready, told = _forking.Pipe(duplex=False)
        self._process = _forking.Process(target=work, args=(orders, told), daemon=True)
        self._process.start()
        told.close()
        wait([ready, self._process.sentinel], PATIENCE_S)
        ready.close()

    @property
    def is_at_work(self) -> bool:
        return self._process.exitcode is None

    @property
    def sentinel(self) -> int:
        return self._process.sentinel

    def kill(self) -> None:
        self._process.kill()
        self._process.join(PATIENCE_S)

    def was_killed(self) -> bool:
        """Wait for its end: whether it was killed, or else came to its own end."""
        self._process.join(PATIENCE_S)
        if self._process.exitcode not in (0, -signal.SIGKILL):
            said = self._orders.trace.with_suffix(".err")
            words = said.read_text() if said.exists() else ""
            raise WorkerFailed(f"exit {self._process.exitcode}: {words[-3000:]}")
        return self._process.exitcode != 0

    def await_freeze(self) -> bool:
        """Wait until it has stopped itself; False where it ended without."""
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until and self.is_at_work:
            if _state_of(self._process.pid or 0) == "T":
                return True
            time.sleep(0.01)
        return False

    def thaw(self) -> None:
        os.kill(self._process.pid or 0, signal.SIGCONT)

    def last_moments(self) -> list[str]:
        """The last moment that each of its threads passed."""
        last: dict[str, str] = {}
        for line in self._orders.trace.read_text().splitlines():
            thread, _, moment = line.partition(" ")
            last[thread] = moment
        return list(last.values())


class Crew:
    """So many workers at a time, all under the same standing orders, each with a trace and a number of its own."""

    def __init__(self, folder: Path, standing: Orders, count: int, *, on_machines_of_their_own: bool) -> None:
        self._folder = folder
        self._standing = standing
        self._on_machines_of_their_own = on_machines_of_their_own
        self._count = count
        self._started = 0
        self.at_work: list[Worker] = []

    def start(self, halt: Halt | None = None, *, sends: bool = True) -> Worker:
        self._started += 1
        machine = f"machine{self._started}" if self._on_machines_of_their_own else None
        trace = self._folder / f"worker{self._started}.trace"
        orders = replace(self._standing, trace=trace, halt=halt, machine=machine, sends=sends)
        worker = Worker(orders)
        self.at_work.append(worker)
        return worker

    def fill_up(self) -> None:
        """Start as many as are missing; those that came to their end leave."""
        self.dismiss()
        while len(self.at_work) < self._count:
            self.start()

    def dismiss(self) -> None:
        for worker in [worker for worker in self.at_work if not worker.is_at_work]:
            worker.was_killed()
            self.at_work.remove(worker)

    def await_end(self, seconds: float) -> bool:
        """Wait so long, or until all have come to their end, which is what it returns."""
        until = time.monotonic() + seconds
        left = {worker.sentinel for worker in self.at_work}
        while left and (patience := until - time.monotonic()) > 0:
            left -= set(wait(list(left), patience))
        return not left

    def send_home(self) -> None:
        """Kill whoever is still there, at the end of a test."""
        for worker in self.at_work:
            worker.kill()
        self.at_work.clear()


def _state_of(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
