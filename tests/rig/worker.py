"""The worker that the kill rig kills: the shipped pipeline, run until nothing is left to do.

Usage: python -m tests.rig.worker CONFIG TRACE [--kill-at MOMENT:N]. Each moment is written to TRACE as it passes.
"""

import os
import signal
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

from alerts.cli.installation import Installation, now
from alerts.services.alerting import match_changes
from alerts.services.composing import compose_due
from alerts.services.sending import send_due
from alerts.settings import load_settings
from scheduler.poll import poll_feed


class Moments:
    """Writes each moment down as it passes, and ends the process there if it was asked to."""

    def __init__(self, trace: Path, kill_at: str | None) -> None:
        self._trace = os.open(trace, os.O_WRONLY | os.O_APPEND)
        self._seen: Counter[str] = Counter()
        self._name, _, number = (kill_at or ":0").rpartition(":")
        self._number = int(number)

    def __call__(self, name: str) -> None:
        os.write(self._trace, f"{name}\n".encode())
        self._seen[name] += 1
        if name == self._name and self._seen[name] == self._number:
            os.kill(os.getpid(), signal.SIGKILL)


def work(config: Path, moments: Moments) -> None:
    """Poll, match, compose and send, once each: with everything due, that is all there is to do."""
    parts = Installation(load_settings(config))
    poller, post = replace(parts.poller, on_effect=moments), replace(parts.post, on_effect=moments)
    parts.check_database()
    print("ready", flush=True)
    for configured in parts.feeds:
        report = poll_feed(poller, configured)
        assert report.error is None, report.error
    match_changes(parts.database, parts.timetable, now, moments)
    compose_due(
        parts.database, parts.mail_site, parts.identity, parts.timetable, now, moments, parts.maps_from
    )
    report = send_due(post)
    assert report.failed_temporarily == report.failed_permanently == 0, report


if __name__ == "__main__":
    work(Path(sys.argv[1]), Moments(Path(sys.argv[2]), sys.argv[4] if len(sys.argv) > 4 else None))
