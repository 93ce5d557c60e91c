"""The kill rig: the real worker in its own process, killed -9 at a named moment or at random, and what it cost.

The feed is a local HTTP server, the mail server a process of its own that fsyncs before it answers; between them
runs the program as it is shipped.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from alerts.cli.installation import Installation
from alerts.db import schema
from alerts.settings import load_settings
from tests.rig.borough import Borough, Person, enlist, told_by
from tests.rig.feed import FeedRig
from tests.rig.smtp import SmtpRig
from tests.rig.smtp_script import Act, Manner, Script

PROJECT = Path(__file__).resolve().parents[2]
IN_THE_GAP = frozenset({"dot", "after_250", "marking"})
"""A kill at one of these may cost one repeat: the server may have taken the e-mail, we have not said so."""

HAND_OVER_S = 0.03
"""How long the mail server thinks before it answers the dot, so that kills at random fall into the hand-over too."""


@dataclass
class Tally:
    """What the kills of a run cost."""

    kills: int = 0
    kills_in_the_gap: int = 0
    due: Counter[tuple[str, ...]] = field(default_factory=Counter)
    told: Counter[tuple[str, ...]] = field(default_factory=Counter)
    repeats: int = 0
    emails: int = 0
    unequal_repeats: int = 0
    ids_of_an_alert: int = 0

    @property
    def lost(self) -> list[tuple[str, ...]]:
        return sorted((self.due - self.told).elements())

    @property
    def invented(self) -> list[tuple[str, ...]]:
        return sorted((self.told - self.due).elements())

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {self.kills_in_the_gap} in the hand-over: {sum(self.due.values())} alerts due in "
            f"{self.emails} e-mails, {len(self.lost)} lost, {len(self.invented)} invented, {self.repeats} repeats"
        )


class KillRig:
    """`with KillRig(folder, people) as rig:` the service stands, its baseline taken, everybody confirmed."""

    def __init__(self, folder: Path, people: Sequence[Person], program: str = "tests.rig.worker") -> None:
        self._folder = folder
        self._people = people
        self._program = program
        self.borough = Borough()
        self.tally = Tally()

    def __enter__(self) -> Self:
        self._feed = FeedRig().__enter__()
        self._feed.on("POST", "/api-guest/applications/_search", self.borough.answer)
        slow_to_answer = Manner({"dot": Act(wait_s=HAND_OVER_S)})
        self._smtp = SmtpRig(Script((slow_to_answer,))).__enter__()
        self.config = self._folder / "config.toml"
        self.config.write_text(self._settings(), encoding="utf-8")
        installation = Installation(load_settings(self.config))
        schema.upgrade(installation.database)
        self.run_to_the_end()
        enlist(installation, self._people, datetime.now(UTC))
        return self

    def __exit__(self, *error: object) -> None:
        self._smtp.__exit__(None, None, None)
        self._feed.__exit__(None, None, None)

    def day(self) -> None:
        """Something happens in the borough, and the naive oracle notes who must be told."""
        for happened in self.borough.next_day():
            self.tally.due.update(
                (person.email, *happened.told_as) for person in self._people if person.watches(happened)
            )

    def kill_at(self, moment: str, number: int) -> None:
        """Run the worker, which kills itself at the `number`-th time that this moment comes, or ends without."""
        worker = self._start("--kill-at", f"{moment}:{number}")
        worker.wait(timeout=60)
        self._note(worker)

    def kill_after(self, seconds: float) -> None:
        """Run the worker and kill it -9 so long after it began to work."""
        worker = self._start()
        assert worker.stdout is not None
        worker.stdout.readline()  # it has imported everything and begins
        try:
            worker.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            worker.send_signal(signal.SIGKILL)
            worker.wait(timeout=10)
        self._note(worker)

    def run_to_the_end(self) -> float:
        """Run the worker until nothing is left to do; returns how long it worked."""
        worker = self._start()
        assert worker.stdout is not None
        worker.stdout.readline()
        started = time.monotonic()
        output, _ = worker.communicate(timeout=120)
        assert worker.returncode == 0, output
        return time.monotonic() - started

    def count(self) -> Tally:
        """Read what the mail server took and hold it against what was due."""
        first: dict[str, bytes] = {}
        ids: dict[tuple[str, ...], set[str]] = {}
        self.tally.told = Counter()
        self.tally.repeats = self.tally.unequal_repeats = 0
        for message in self._smtp.messages():
            message_id = str(message.parsed["Message-ID"])
            if message_id in first:
                self.tally.repeats += 1
                self.tally.unequal_repeats += first[message_id] != message.bytes
                continue
            first[message_id] = message.bytes
            told = [(message.recipients[0], *said) for said in told_by(message.parsed)]
            self.tally.told.update(told)
            for alert in told:
                ids.setdefault(alert, set()).add(message_id)
        self.tally.emails = len(first)
        self.tally.ids_of_an_alert = max((len(found) for found in ids.values()), default=0)
        return self.tally

    def _start(self, *arguments: str) -> subprocess.Popen[str]:
        self._trace = self._folder / "trace"
        self._trace.write_text("")
        command = [sys.executable, "-m", self._program, str(self.config), str(self._trace), *arguments]
        return subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True, env=dict(os.environ))

    def _note(self, worker: subprocess.Popen[str]) -> None:
        assert worker.returncode in (0, -signal.SIGKILL), worker.returncode
        if worker.returncode == -signal.SIGKILL:
            moments = self._trace.read_text().split("\n")
            last = next((moment for moment in reversed(moments) if moment), "")
            self.tally.kills += 1
            self.tally.kills_in_the_gap += last in IN_THE_GAP

    def _settings(self) -> str:
        quoted = json.dumps
        return f"""
[site]
base_url = "https://alerts.example.org"
secret_key = "the kill rig's own key, 32 letters or more"
[mail]
host = {quoted(self._smtp.host)}
port = {self._smtp.port}
sender = "alerts@alerts.example.org"
rate_per_second = 10000
maps = false
[fetch]
allow_private_hosts = ["127.0.0.1"]
[[feeds]]
name = "borough"
kind = "london-datahub"
url = {quoted(self._feed.url + "/api-guest")}
authorities = ["Camden"]
page_size = 40
"""
