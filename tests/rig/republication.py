"""A council publishes its whole register anew while people watch and the site is read: what it costs, what is mailed.

Used by the end-to-end test, the soak run and the benchmark, each with a register of its own size.
"""

import json
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.rig.feed import FeedRig
from tests.rig.register import GreatRegister
from tests.rig.service import Service, a_service, link_for

ALICE, OPERATOR = "alice@example.org", "help@alerts.example.org"
_HOME = "circle:51.5509,-0.1413:400"
_READ_EVERY_S = 0.25
_LOOKED_AT_EVERY_S = 0.05


@dataclass
class Polled:
    """One poll of the register: what it reported, what it cost, and how the site answered meanwhile."""

    report: dict[str, Any]
    seconds: float
    peak_mb: float
    grown_mb: float
    page_seconds: list[float] = field(default_factory=list)
    page_failures: list[str] = field(default_factory=list)


@dataclass
class Republication:
    """One installation with a subscriber, over a register that can be published anew."""

    service: Service
    register: GreatRegister

    def poll(self, *, while_read: bool = False) -> Polled:
        """Poll to the end of the register, beside a reader of the site if asked."""
        before = self._database_mb()
        seconds: list[float] = []
        failures: list[str] = []
        began = time.monotonic()
        with self._reader(seconds, failures, is_wanted=while_read):
            report, peak_mb = self._poll_command()
        took = time.monotonic() - began
        return Polled(report, took, peak_mb, self._database_mb() - before, seconds, failures)

    def mails(self) -> tuple[int, int]:
        """(to the subscriber, to the operator) so far, the confirmation and the welcome left out."""
        return len(self.service.mail_to(ALICE)) - 2, len(self.service.mail_to(OPERATOR))

    def tell(self) -> None:
        self.service.command("match")
        self.service.command("send")

    def _poll_command(self) -> tuple[dict[str, Any], float]:
        program = self.service.command_line("poll", "--json")
        out = self.service.folder / "poll.json"
        peak_kb = 0
        with out.open("wb") as stdout:
            process = subprocess.Popen(program, stdout=stdout)
            while process.poll() is None:
                peak_kb = max(peak_kb, _peak_kb(process.pid))
                time.sleep(_LOOKED_AT_EVERY_S)
        (report,) = json.loads(out.read_text())
        return report, peak_kb / 1024

    @contextmanager
    def _reader(self, seconds: list[float], failures: list[str], *, is_wanted: bool) -> Iterator[None]:
        """Somebody who reads three pages of the site in turn until the block ends."""
        over = threading.Event()

        def read() -> None:
            for number in range(10**9):
                if over.wait(_READ_EVERY_S):
                    return
                address = ("/", "/status", "/areas/authority/E09000007")[number % 3]
                began = time.monotonic()
                answered = self.service.get(address)
                seconds.append(time.monotonic() - began)
                if answered.status != 200:
                    failures.append(f"{address}: {answered.status}")

        thread = threading.Thread(target=read)
        if is_wanted:
            thread.start()
        try:
            yield
        finally:
            over.set()
            if is_wanted:
                thread.join()

    def _database_mb(self) -> float:
        names = ("planning-alerts.sqlite", "planning-alerts.sqlite-wal")
        files = [self.service.folder / name for name in names]
        return sum(file.stat().st_size for file in files if file.exists()) / 1e6


def _peak_kb(pid: int) -> int:
    """The most memory a process has held since its program began; what it was forked from does not count."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)


@contextmanager
def a_republication(folder: Path, count: int) -> Iterator[Republication]:
    """A service whose feed holds so many old applications at first, and a site that is up."""
    register = GreatRegister(count=count, received=date.today() - timedelta(days=3_000))
    with FeedRig() as rig, a_service(folder) as service:
        service.configure(register.serve(rig))
        service.command("db", "upgrade")
        with service.site():
            yield Republication(service, register)


def subscribe(service: Service) -> None:
    """Alice watches the houses of the register, told at once."""
    service.post("/subscriptions", email=ALICE, area=_HOME, frequency="instant")
    service.command("send")
    (confirmation,) = service.mail_to(ALICE)
    answered = service.post(link_for(confirmation, "confirm"))
    assert answered.status == 200, answered.text
    service.command("send")
