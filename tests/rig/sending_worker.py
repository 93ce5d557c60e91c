"""A process that empties the outbox once, as the shipped service does, and has a signal come at a named moment.

Usage: python -m tests.rig.sending_worker CONFIG TRACE [SIGKILL|SIGSTOP MOMENT:N]. Each moment is written to
TRACE as it passes.
"""

import os
import signal
import sys
import threading
from collections import Counter
from dataclasses import replace
from pathlib import Path

from alerts.cli.installation import Installation
from alerts.services.sending import send_due
from alerts.settings import load_settings


class Signalled:
    """Writes each moment down as it passes; at the one named the signal comes."""

    def __init__(self, trace: Path, signal_name: str = "", at: str = ":0") -> None:
        self._trace = os.open(trace, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self._seen: Counter[str] = Counter()
        self._signal_name = signal_name
        self._name, _, number = at.rpartition(":")
        self._number = int(number)

    def __call__(self, name: str) -> None:
        os.write(self._trace, f"{name}\n".encode())
        self._seen[name] += 1
        if name == self._name and self._seen[name] == self._number:
            # To this very thread, which then does nothing more: another would take its time to stop us.
            signal.pthread_kill(threading.get_ident(), signal.Signals[self._signal_name])


def work(config: Path, moments: Signalled) -> None:
    parts = Installation(load_settings(config))
    parts.check_database()
    print(send_due(replace(parts.post, on_effect=moments)).sent, flush=True)


if __name__ == "__main__":
    work(Path(sys.argv[1]), Signalled(Path(sys.argv[2]), *sys.argv[3:5]))
